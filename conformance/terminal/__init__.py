"""What the terminal shows: progress, the matrix of laws and backends, failures, agreement, runs over time."""

from conformance.terminal.console import console
from conformance.terminal.history import show_history
from conformance.terminal.progress import progress_bar, selftest_bar
from conformance.terminal.protocol import show_protocol
from conformance.terminal.report import show_report
from conformance.terminal.selftest import show_selftest

__all__ = [
    "console",
    "progress_bar",
    "selftest_bar",
    "show_history",
    "show_protocol",
    "show_report",
    "show_selftest",
]
