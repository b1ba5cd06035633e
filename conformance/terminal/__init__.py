"""What the terminal shows: progress, the matrix of laws and backends, failures, agreement."""

from conformance.terminal.console import console
from conformance.terminal.failing import failure_text
from conformance.terminal.progress import progress_bar, selftest_bar
from conformance.terminal.protocol import show_protocol
from conformance.terminal.report import show_report
from conformance.terminal.selftest import show_selftest

__all__ = ["console", "failure_text", "progress_bar", "selftest_bar", "show_protocol", "show_report", "show_selftest"]
