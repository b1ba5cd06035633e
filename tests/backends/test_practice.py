"""The laws of training practice on the operations of each library."""

from __future__ import annotations

import importlib.util

import pytest

from conformance import check
from conformance.checking.laws import laws_of
from conformance.laws.specfile import load
from tests.asked import is_asked

SPEC = load(["practice"])
LAWS = [law.id for law in laws_of(SPEC) if law.kind != "obligation" and law.id in {d.id for d in SPEC.declarations}]


def test_there_are_enough_laws_each_with_what_goes_wrong_in_training() -> None:
    ours = [d for d in SPEC.declarations if d.id in LAWS]
    assert len(ours) >= 115
    assert [d.id for d in ours if not (d.about and d.training)] == []


@pytest.mark.slow
@pytest.mark.parametrize("library", ["python", "numpy", "torch"])
def test_all_laws_hold_of_what_is_built_in(library: str) -> None:
    if library != "python" and importlib.util.find_spec(library) is None:
        pytest.skip(f"{library} is not installed")
    report = check(library, spec=["practice"], profile="quick")
    # Some of training are of other carriers.
    asked = [r for r in report.results if is_asked(r)]
    assert {r.law: (r.status, r.note, r.failure) for r in asked if r.status != "passed"} == {}
    assert {r.law for r in report.results} >= set(LAWS)
