"""Laws that fail on one of a few inputs are known before any law is asked of all of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any

import pytest

from conformance.cases.profiles import PROFILES
from conformance.checking.asking import Asker
from conformance.checking.bound import BoundLaws
from conformance.checking.early import MOST_OF_OBLIGATION, ROUNDS, SHARE, failing_early
from conformance.checking.laws import laws_of
from conformance.checking.stages import Progress, Stages
from conformance.laws.specfile import shipped
from conformance.system.pacing import Pace
from tests.checking.support import bound

LAWS = laws_of(shipped("masking"))


def found(pace: Pace | None = None, most: int | None = None, **functions: Callable[..., Any]) -> list[str]:
    """The laws that fail early, on the Python backend with some operations exchanged."""
    laws = bound(pace, **functions)
    return [law.id for law in islice(failing_early(laws, stages(laws), LAWS), most)]


def stages(laws: BoundLaws) -> Stages:
    return Stages(laws, PROFILES["quick"], Asker(laws), Progress(None))


def test_of_a_backend_that_is_right_none_is_found() -> None:
    assert found() == []


def test_a_fault_is_found_by_the_law_of_its_operation_first() -> None:
    assert found(most=1, complement=lambda mask: list(mask)) == ["complement"]


def test_what_else_is_asked_of_operations_comes_before_theorems() -> None:
    def clamped(mask: Sequence[bool], i: int) -> bool:
        return mask[min(i, len(mask) - 1)]

    assert found(most=1, selected=clamped) == ["selected.rejects_out_of_range"]


def test_the_rest_goes_on_after_a_law_that_fails() -> None:
    several = found(complement=lambda mask: list(mask))
    assert several[0] == "complement"
    assert "complement_selected_iff" in several
    assert len(several) == len(set(several))


@pytest.mark.parametrize(("law", "most"), [("complement", ROUNDS[-1]), ("complement.well_formed", MOST_OF_OBLIGATION)])
def test_few_inputs_are_asked(law: str, most: int) -> None:
    calls: list[object] = []

    def noted(mask: Sequence[bool]) -> list[bool]:
        calls.append(mask)
        return [not bit for bit in mask]

    laws = bound(complement=noted)
    assert list(failing_early(laws, stages(laws), [one for one in LAWS if one.id == law])) == []
    assert 0 < len(calls) <= most


def test_it_ends_with_its_share_of_the_time() -> None:
    now, calls = [0.0], []

    def slow(mask: Sequence[bool]) -> list[bool]:
        now[0] += 1.0
        calls.append(mask)
        return [not bit for bit in mask]

    laws = bound(Pace(30.0, clock=lambda: now[0]), complement=slow)
    plain = [law for law in LAWS if law.obligation is None]
    assert list(failing_early(laws, stages(laws), plain)) == []
    assert 0 < len(calls) <= 30 * SHARE


def test_what_the_backend_lacks_is_not_asked() -> None:
    laws = bound()
    others = [law for law in laws_of(shipped()) if law.id not in {one.id for one in LAWS}]
    assert list(failing_early(laws, stages(laws), others[:20])) == []
