"""What outside code raised is told with the line that raised it."""

from __future__ import annotations

import json

import pytest

from conformance.errors import UsageError
from conformance.subjects.naming import find
from conformance.subjects.raised import shown_error


def test_the_last_line_of_outside_code_is_told() -> None:
    with pytest.raises(ValueError, match="Expecting value") as caught:
        json.loads("x")
    assert shown_error(caught.value).startswith("JSONDecodeError: Expecting value: line 1 column 1 (char 0) (")
    assert "decoder.py:" in shown_error(caught.value)


def test_where_this_program_raised_the_line_that_asked_it_is_told() -> None:
    with pytest.raises(UsageError) as caught:
        find("none.py")
    assert shown_error(caught.value).startswith("UsageError: backend `none.py`: there is no file `none.py` (")
    assert f"({__file__}:" in shown_error(caught.value)


def test_an_error_of_syntax_is_told_with_its_own_line() -> None:
    with pytest.raises(SyntaxError) as caught:
        compile("x = 1\nif:\n", "mine.py", "exec")
    assert shown_error(caught.value) == "SyntaxError: invalid syntax (mine.py:2)"


def test_an_error_that_was_never_raised_has_no_line() -> None:
    assert shown_error(ValueError("no")) == "ValueError: no"
