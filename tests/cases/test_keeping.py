"""What is kept as long as there is room."""

from __future__ import annotations

from conformance.cases.keeping import Recent


def test_those_asked_for_last_are_kept() -> None:
    recent: Recent[str] = Recent(10)
    recent.keep("a", "A", 4)
    recent.keep("b", "B", 4)
    assert recent.get("a") == "A"
    recent.keep("c", "C", 4)
    assert [recent.get(key) for key in "abc"] == ["A", None, "C"]
    assert recent.items == 8


def test_one_that_is_larger_than_all_room_is_kept_alone() -> None:
    recent: Recent[str] = Recent(10)
    recent.keep("a", "A", 1)
    recent.keep("b", "B", 100)
    assert [recent.get(key) for key in "ab"] == [None, "B"]
    recent.keep("a", "A", 1)
    assert [recent.get(key) for key in "ab"] == ["A", None]
