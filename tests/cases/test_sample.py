"""Sampling: inputs of every type, inside the limits, with the numbers at which dtypes end."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.internal.conjecture import providers

from conformance.cases.sample import draw
from conformance.checking.laws import laws_of
from conformance.laws.specfile import shipped
from conformance.values.limits import Limits
from conformance.values.magnitudes import naturals
from tests.cases.support import domain_of, law_of, shipped_law
from tests.some import some

LIMITS = [
    Limits(),
    Limits(max_n=1),
    Limits(nonempty=True),
    Limits(distinct_indices=True),
    Limits(max_n=3, nonempty=True, distinct_indices=True),
]


OF_TWO_POSITIONS = {
    "randomMask_pair", "bernoulliMask_independent", "bernoulliMaskAllowed_independent", "causalMask_future",
    "maskTokens_uniform", "softmaxOfSelected_blocked",
}  # fmt: skip


@given(st.one_of(st.none(), st.integers(0, 2**64)))
def test_naturals_rise_and_stay_within_the_largest(largest: int | None) -> None:
    found = naturals(largest)
    assert len(found) == 256
    assert list(found) == sorted(found)
    top = 2**64 if largest is None else largest
    assert found[0] == 0
    assert found[-1] == top
    assert {b for b in (1, 127, 128, 255, 256, 2**15, 2**16, 2**24, 2**31, 2**53, 2**63) if b <= top} <= set(found)


@pytest.mark.parametrize("limits", LIMITS, ids=str)
@pytest.mark.parametrize("name", some(law.id for law in laws_of(shipped()) if law.kind != "obligation"))
def test_every_input_drawn_is_inside_the_limits_and_meets_the_premises(name: str, limits: Limits) -> None:
    domain = domain_of(shipped_law(name), limits, max_nat=1_000)
    drawn = [f for f in draw(domain, 40, 0) if f is not None]
    # The law of the empty list has no input on a backend that claims none, one of two positions none on one that
    # claims one, and one without variables has no other.
    is_outside = (limits.nonempty and name.endswith("_nil")) or (limits.max_n == 1 and name in OF_TWO_POSITIONS)
    assert bool(drawn) == (bool(domain.binders) and not is_outside)
    assert all(map(domain.premises_met, drawn))
    assert all(map(domain.admits, drawn))


def test_the_same_seed_draws_the_same() -> None:
    domain = domain_of(shipped_law("maskedLoss_append"))
    assert draw(domain, 50, 3) == draw(domain, 50, 3) != draw(domain, 50, 4)


@pytest.mark.parametrize(
    "binders",
    [
        "(f : Nat → Nat) (k : Nat)",
        "(xs : List Nat)",
        "(xs : List Bool)",
        "(rows : List (List Nat))",
        "{n : Nat} (f : Fin n → Fin (n + 1))",
        "{n k : Nat} (f : Fin n → Mask k)",
        "(f : Bool → Nat)",
        "{n : Nat} (i : Fin (n * n))",
    ],
)
def test_every_type_of_the_language_has_inputs(binders: str) -> None:
    domain = domain_of(law_of(f"theorem t {binders} : True"))
    assert any(f is not None for f in draw(domain, 20, 0))


def test_as_many_inputs_are_drawn_as_are_asked_for() -> None:
    drawn = draw(domain_of(shipped_law("maskedLoss_append")), 700, 0)
    assert len({tuple(f) for f in drawn if f is not None}) == 700


def test_literals_of_modules_that_are_loaded_change_no_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hypothesis draws constants of local modules that are loaded; what is drawn here hangs on the seed alone."""
    domain = domain_of(shipped_law("maskedLoss_append"))
    before = draw(domain, 100, 0)
    found = ", ".join(repr(bytes(range(k, k + length))) for length in range(1, 50) for k in range(20))
    (tmp_path / "full_of_literals.py").write_text(f"FOUND = [{found}, 101, 255, 31337]")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.import_module("full_of_literals")
    assert draw(domain, 100, 0) == before


def test_no_source_is_read_for_literals_and_other_properties_have_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    def read() -> None:
        raise AssertionError("the source of modules was read")

    monkeypatch.setattr(providers, "_get_local_constants", read)
    assert draw(domain_of(shipped_law("maskedLoss_append")), 100, 0)
    assert providers._get_local_constants is read
