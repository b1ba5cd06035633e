"""The first few inputs of a domain are small, go on where they ended, and are the same each time."""

from __future__ import annotations

import pytest

from conformance.cases.few import MOST_SIZE, Few
from conformance.cases.plan import Vectors
from conformance.cases.wide import wide_cases
from conformance.lean.closures import Frame
from conformance.values.items import all_items_of
from tests.cases.support import domain_of, shipped_law


def frames(few: Few, law: str, start: int, stop: int) -> list[Frame | None]:
    return [case.frame for case in few.of(domain_of(shipped_law(law)), start, stop)]


@pytest.mark.parametrize("law", ["complement", "maskedLoss", "maeLoss", "coordinateSpread", "keyPaddingMask"])
def test_no_size_is_large(law: str) -> None:
    domain = domain_of(shipped_law(law))
    sizes = [k for k, name in enumerate(domain.names) if name in domain.sizes]
    found = [frame for frame in frames(Few(0), law, 0, 8) if frame is not None]
    assert found
    assert all(frame[k] <= MOST_SIZE for frame in found for k in sizes)


def test_where_nothing_is_said_sizes_are_larger() -> None:
    domain = domain_of(shipped_law("complement"))
    first = [case.frame for case in wide_cases(domain, 1, 0, Vectors()) if case.frame is not None]
    assert max(all_items_of(frame) for frame in first) > MOST_SIZE


def test_later_ones_come_after_those_before() -> None:
    at_once, in_turns = Few(0), Few(0)
    whole = frames(at_once, "maskedLoss", 0, 8)
    assert len(whole) == 8
    assert frames(in_turns, "maskedLoss", 0, 1) + frames(in_turns, "maskedLoss", 1, 8) == whole
    assert frames(in_turns, "maskedLoss", 2, 4) == whole[2:4]
    assert frames(Few(1), "maskedLoss", 0, 8) != whole


def test_laws_over_the_same_variables_have_the_same_objects() -> None:
    few, domain = Few(0), domain_of(shipped_law("complement"))
    assert few.of(domain, 0, 2)[1] is few.of(domain_of(shipped_law("complement")), 0, 2)[1]
