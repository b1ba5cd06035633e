"""Rows beside one whose numbers are none, or the largest that there are."""

from __future__ import annotations

from conformance.checking.obligations.outcomes import in_words
from conformance.checking.obligations.rows import BatchRows
from conformance.lean.closures import Value
from conformance.records.values import lean_text
from conformance.subjects.calls import OperationFailed
from conformance.values.membership import plain


class SpoiltRows(BatchRows):
    """Asks for a row beside such a one."""

    def ask_spoilt(self, row: tuple[Value, ...], alone: Value, number: float) -> None:
        """Asks for a row beside one of which all numbers are that one.

        Raises:
            Violated: it comes to something else than alone.
        """
        rows = [row, row]
        natives = self.together.embed(rows)
        self.together.spoil(natives, 1, number)
        try:
            native = self.together.call(natives, rows, 2)
        except OperationFailed as failed:
            if self.is_refused(row, number):
                return
            got: Value | OperationFailed = failed
        else:
            if self.together.count(native) != 2:
                got = self.of_another_length(native, 2)
            else:
                got = self.result(native, 0, row)
                if not isinstance(got, OperationFailed) and self.same(got, alone):
                    return
        bound, names = self.bound(rows)
        spoilt = self.together.spoil_source(names, 1, number)
        lines = [*bound, *spoilt, *self.row_lines(names, 2, 0, alone)]
        expected = lean_text(plain(alone))
        message = f"row 0 of 2 gave {in_words(got)} beside a row of {number!r}, and alone {expected}"
        self.fail(row, self.reason(got), message, expected, in_words(got), lines)

    def is_refused(self, row: tuple[Value, ...], number: float) -> bool:
        """Whether a row of that number is refused where it stands alone, too."""
        natives = self.together.embed([row])
        self.together.spoil(natives, 0, number)
        try:
            self.together.call(natives, [row], 1)
        except OperationFailed:
            return True
        return False
