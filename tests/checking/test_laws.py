"""All laws of a spec, and the turn in which they are checked."""

from __future__ import annotations

from itertools import groupby

from conformance.cases.telescope import telescope
from conformance.checking.laws import hangs_on, in_turn, laws_of, makes_own_calls
from conformance.checking.obligations.beyond import BeyondDomain
from conformance.checking.obligations.registry import OBLIGATIONS
from conformance.laws.specfile import shipped

LAWS = laws_of(shipped())


def test_definitions_come_first_then_theorems_then_obligations() -> None:
    for _, laws in groupby(LAWS, lambda law: law.module):
        kinds = [law.kind for law in laws]
        assert kinds == sorted(kinds, key=("definition", "theorem", "obligation").index)
    assert len({law.id for law in LAWS}) == len(LAWS)


def test_theorems_are_checked_after_what_is_said_of_one_operation_alone() -> None:
    turns = in_turn(LAWS)
    assert sorted(law.id for law in turns) == sorted(law.id for law in LAWS)
    is_theorem = [law.kind == "theorem" for law in turns]
    assert is_theorem == sorted(is_theorem)
    assert {law.obligation for law in turns if not makes_own_calls(law)} == {None, "well_formed"}


def test_of_laws_over_the_same_variables_those_come_first_that_write_and_then_those_with_calls_of_their_own() -> None:
    alone = [law for law in in_turn(LAWS) if law.kind != "theorem"]
    groups = [list(laws) for _, laws in groupby(alone, telescope)]
    assert len(groups) == len({telescope(law) for law in alone})
    assert any(len({law.obligation for law in laws}) > 4 for laws in groups)
    for laws in groups:
        turns = [(not makes_own_calls(law), law.obligation != "shares_no_memory") for law in laws]
        assert turns == sorted(turns)


def test_laws_over_the_same_variables_follow_each_other_in_the_order_of_all() -> None:
    theorems = [law for law in in_turn(LAWS) if law.kind == "theorem"]
    domains = [telescope(law) for law in theorems]
    first = sorted(set(domains), key=[telescope(law) for law in LAWS].index)
    assert [one for one, _ in groupby(domains)] == first
    for _, laws in groupby(theorems, telescope):
        order = [LAWS.index(law) for law in laws]
        assert order == sorted(order)


def test_a_law_hangs_on_what_it_calls_and_on_what_it_judges_in_between() -> None:
    masking = [law for law in LAWS if "/masking.yaml:" in law.source]
    hanging = {law.id for law in masking if hangs_on(law, {"complement"})}
    assert {law for law in hanging if law.startswith("complement")} == {
        law.id for law in masking if law.id.startswith("complement")
    }
    assert {law for law in hanging if not law.startswith("complement")} == {
        "selected.rejects_out_of_range", "maskedLoss.rejects_out_of_range", "maskedLoss.no_silent_overflow",
    }  # fmt: skip
    assert "allMask_selected" in {law.id for law in masking if hangs_on(law, {"selected"})}


def test_obligations_that_judge_other_operations_say_so() -> None:
    judging = {o.name for o in OBLIGATIONS.values() if isinstance(o.check, type) and issubclass(o.check, BeyondDomain)}
    assert {o.name for o in OBLIGATIONS.values() if o.judges_others} == judging
    assert all(o.asks_others for o in OBLIGATIONS.values() if o.judges_others)
