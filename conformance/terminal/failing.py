"""How a status looks in the terminal; what is told of a failure is `reports.text`'s."""

from conformance.reports.text import WORDS, failure_text

__all__ = ["STYLES", "WORDS", "failure_text"]

STYLES = {"passed": "green", "not_provided": "dim", "vacuous": "yellow", "expected_failure": "yellow"}
