"""All laws of a spec, and the turn in which they are checked."""

from __future__ import annotations

from conformance.checking.laws import in_turn, laws_of, makes_own_calls
from conformance.laws.specfile import shipped

LAWS = laws_of(shipped())


def test_definitions_come_first_then_theorems_then_obligations() -> None:
    kinds = [law.kind for law in LAWS]
    assert kinds == sorted(kinds, key=("definition", "theorem", "obligation").index)
    assert len({law.id for law in LAWS}) == len(LAWS)


def test_what_writes_into_results_is_checked_first_and_then_what_makes_calls_of_its_own() -> None:
    turns = in_turn(LAWS)
    assert sorted(law.id for law in turns) == sorted(law.id for law in LAWS)
    writing = [law.obligation == "shares_no_memory" for law in turns]
    assert writing == sorted(writing, reverse=True)
    calling = [makes_own_calls(law) for law in turns]
    assert calling == sorted(calling, reverse=True)
    assert {law.obligation for law in turns if not makes_own_calls(law)} == {None, "well_formed"}
    shared = [law for law in turns if not makes_own_calls(law)]
    assert shared == [law for law in LAWS if not makes_own_calls(law)]
