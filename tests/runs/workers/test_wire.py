"""Values come back as they went, and what is none of what may come is refused."""

from __future__ import annotations

import pytest

from conformance.runs.workers import wire


@pytest.mark.parametrize("value", [0, True, (), ((1, 2), (True,)), 2**5_000, "text", None])
def test_a_value_comes_back_as_it_went(value: object) -> None:
    line = wire.line_of({"value": wire.plain_value(value)})
    assert wire.spec_value(wire.message_of(line)["value"]) == value


@pytest.mark.parametrize(
    "line", [b"", b"1\n", b"[]\n", b"{\n", b"[" * 100_000, b"\xff\n", b'{"a": NaN}\n', b'{"a": ' + b"1" * 5_000 + b"}"]
)
def test_what_is_no_message_is_refused(line: bytes) -> None:
    with pytest.raises(wire.Unreadable):
        wire.message_of(line)


@pytest.mark.parametrize("plain", [{}, {"hex": "zz"}, {"table": []}, {"hex": 1, "table": []}, {"other": 1}])
def test_what_is_no_value_is_refused(plain: object) -> None:
    with pytest.raises(wire.Unreadable):
        wire.spec_value(plain)
