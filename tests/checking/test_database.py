"""Failing inputs are kept, tried first the next time, and dropped when the law holds on them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from hypothesis.database import InMemoryExampleDatabase

from conformance.api import chosen_profile, load_all
from conformance.checking.checker import Checker
from conformance.checking.database import FailingInputs
from conformance.checking.laws import laws_of
from conformance.laws.specfile import shipped
from conformance.records.result import Result

LAW = next(law for law in laws_of(shipped("masking")) if law.id == "maskedLoss")


class Backend:
    """Wrong on one list only; counts its calls."""

    name = "b"

    def __init__(self, wrong: list[int]) -> None:
        self.wrong, self.asked = wrong, []  # type: ignore[var-annotated]

    def masked_loss(self, idxs: list[int], losses: list[int]) -> int:
        self.asked.append(list(idxs))
        return sum(losses[i] for i in idxs) + (idxs == self.wrong)


def checked(target: Any, database: InMemoryExampleDatabase, profile: str = "default") -> Result:
    (backend,) = load_all([target], shipped("masking"))
    remembered = FailingInputs(database, backend.name)
    return Checker(backend, shipped("masking"), chosen_profile(profile), 0, remembered=remembered).check(LAW)


def test_a_failure_found_once_is_tried_first_and_found_by_a_smaller_profile() -> None:
    database = InMemoryExampleDatabase()
    wrong = [2, 2, 1, 2]
    assert checked(Backend(wrong), database).status == "failed"
    again = Backend(wrong)
    result = checked(again, database, "quick")
    assert again.asked[0] == wrong
    assert result.failure is not None
    assert result.failure.inputs["idxs"] == wrong
    assert checked(Backend(wrong), InMemoryExampleDatabase(), "quick").status == "passed"


def test_an_input_larger_than_any_that_a_run_makes_is_not_asked() -> None:
    """Anybody may write into the folder of the database: an input that no machine can hold is no counterexample."""
    (law,) = (law for law in laws_of(shipped("masking")) if law.id == "allMask")
    asked: list[int] = []

    def all_mask(n: int) -> list[bool]:
        asked.append(n)
        return [True] * n

    database = InMemoryExampleDatabase()
    remembered = FailingInputs(database, "b")
    remembered.save(law, (10**15,), "")
    (backend,) = load_all([SimpleNamespace(name="b", all_mask=all_mask)], shipped("masking"))
    checker = Checker(backend, shipped("masking"), chosen_profile("quick"), 0, remembered=remembered)
    assert checker.check(law).status == "passed"
    assert max(asked) < 2**20
    assert checker.replay(law, {"n": 10**15}).note == "it is larger than inputs are tried"


def test_an_input_on_which_the_law_holds_now_is_dropped() -> None:
    database = InMemoryExampleDatabase()
    checked(Backend([1, 0]), database)
    assert any(database.data.values())
    assert checked(Backend([47, 31, 47, 7]), database).status == "passed"
    assert not any(database.data.values())


def test_entries_that_are_no_inputs_are_passed_over() -> None:
    database = InMemoryExampleDatabase()
    remembered = FailingInputs(database, "b")
    remembered.save(LAW, (1, (0,), (3,)), "")
    (key,) = database.data
    for entry in (b"", b"nonsense", b"[1]", b'["", {"n": 1}]', b'["", {"n": 1, "idxs": [4], "perPatchLoss": [1]}]'):
        database.save(key, entry)
    database.save(key, b"[" * 100_000)
    assert [(tuple(frame), layout) for frame, layout in remembered.fetch(LAW)] == [((1, (0,), (3,)), "")]
    assert len(database.data[key]) == 1
    correct = SimpleNamespace(masked_loss=lambda idxs, losses: sum(losses[i] for i in idxs), name="b")
    assert checked(correct, database).status == "passed"
