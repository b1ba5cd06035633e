"""Inputs many at a time come to what they come to one by one: results, counts and counterexamples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from conformance.backends.zoo import specimens
from conformance.cases.profiles import Profile
from conformance.cases.shards import Shard
from conformance.checking.checker import Checker
from conformance.checking.laws import laws_of
from conformance.laws.laws import Law
from conformance.laws.specfile import Spec, shipped
from conformance.records.joining import joined
from conformance.records.ledger import Ledger
from conformance.records.result import Result
from conformance.subjects.loading import load_backend
from tests.cases.support import spec_of
from tests.checking.rewriting import generated

PROFILE = Profile("small", exhaustive=1_000, sampled=0, wide=0)
OPERATIONS = ("selected", "all_mask", "empty_mask", "complement", "masked_loss")
SPECIMENS = [
    s for s in specimens("numpy")
    if all(hasattr(s.implementation, name) for name in OPERATIONS) and "nondeterministic" not in s.caught_by.values()
]  # fmt: skip
"""Those that have all operations, and whose results do not hang on how many calls were made before."""


def row_by_row(function: Callable[..., Any], own: Sequence[bool]) -> Callable[..., Any]:
    """A function of batches that asks one of single rows for each; `own` says which arguments have a leading axis."""

    def of_batch(*natives: Any, batch_size: int = 1) -> Any:
        counts = [len(a) for a, batched in zip(natives, own, strict=True) if batched]
        found = [
            function(*[_plain(a[k]) if batched else a for a, batched in zip(natives, own, strict=True)])
            for k in range(counts[0] if counts else batch_size)
        ]
        return np.array(found)

    return of_batch


def _plain(row: Any) -> Any:
    return row if isinstance(row, np.ndarray) else row.item()


def in_batches(implementation: Any) -> SimpleNamespace:
    """An implementation of `masking` that takes batches, and does to each row what another does to it alone."""
    given = implementation() if isinstance(implementation, type) else implementation
    own = ((True, True), (False,), (False,), (True,), (True, True))
    functions = {name: row_by_row(getattr(given, name), batched) for name, batched in zip(OPERATIONS, own, strict=True)}
    return SimpleNamespace(carrier="numpy", batched=True, **functions)


MASKING = shipped("masking")


@cache
def invented() -> Spec:
    """200 theorems over the operations of `masking`, true and false."""
    return replace(MASKING, declarations=spec_of(*generated(200, seed=1)).declarations)


def results(implementation: Any, spec: Spec, *, by_columns: bool) -> dict[str, Result]:
    backend = load_backend(in_batches(implementation), spec.operations)
    if not by_columns:
        backend.carrier.columns = None
    checker = Checker(backend, spec, PROFILE, 0)
    return {law.id: replace(checker.check(law), seconds=0.0) for law in laws_of(spec) if asked(law)}


def asked(law: Law) -> bool:
    return law.obligation in (None, "well_formed")


def slow(value: Any) -> Any:
    return pytest.param(value, marks=pytest.mark.slow)


def specimens_(step: int) -> list[Any]:
    marks = [() if k % step == 0 else pytest.mark.slow for k in range(len(SPECIMENS))]
    return [pytest.param(s, marks=m, id=s.name) for s, m in zip(SPECIMENS, marks, strict=True)]


@pytest.mark.parametrize("specimen", specimens_(step=6))
def test_results_are_those_of_one_by_one(specimen: Any) -> None:
    alone = results(specimen.implementation, MASKING, by_columns=False)
    assert results(specimen.implementation, MASKING, by_columns=True) == alone


@pytest.mark.parametrize("name", ["numpy-correct", *map(slow, ("numpy-zero-taken-for-masked", "numpy-kept-zeros"))])
def test_results_of_theorems_at_random_are_those_of_one_by_one(name: str) -> None:
    (specimen,) = (s for s in SPECIMENS if s.name == name)
    alone = results(specimen.implementation, invented(), by_columns=False)
    assert results(specimen.implementation, invented(), by_columns=True) == alone
    assert {"passed", "false_statement"} <= {r.status for r in alone.values()}


@pytest.mark.parametrize("law", [law.id for law in laws_of(MASKING) if asked(law)])
def test_a_right_backend_is_asked_of_blocks_and_not_of_inputs(law: str) -> None:
    calls = Counter[str]()
    given = in_batches(SPECIMENS[0].implementation)
    for name in OPERATIONS:
        setattr(given, name, counting(getattr(given, name), calls))
    checker = Checker(load_backend(given, MASKING.operations), MASKING, PROFILE, 0)
    (chosen,) = (one for one in laws_of(MASKING) if one.id == law)
    result = checker.check(chosen)
    assert result.failure is None
    assert result.cases > 70
    assert calls.total() < 100 or calls.total() < result.cases / 10


class Odd(np.ndarray[Any, Any]):
    """Arrays that are asked one by one."""


@pytest.mark.parametrize("came", [lambda found: found.view(Odd), lambda found: found[:-1] if len(found) > 1 else found])
def test_shards_and_ledgers_try_one_by_one_what_one_run_does(came: Callable[[Any], Any]) -> None:
    profile = replace(PROFILE, exhaustive=100, columns=10_000)
    backend = load_backend(
        SimpleNamespace(carrier="numpy", batched=True, complement=lambda m: came(~m)), MASKING.operations
    )
    (law,) = (one for one in laws_of(MASKING) if one.id == "complement")

    def checked(shard: Shard | None) -> Result:
        return replace(Checker(backend, MASKING, profile, 0, shard=shard).check(law), seconds=0.0)

    one = checked(None)
    assert one.cases < 100
    merged = joined([checked(Shard(k, 3)) for k in (1, 2, 3)], None)
    assert merged == one
    ledger = Ledger(Path("none"))
    on = Checker(backend, MASKING, replace(profile, exhaustive=1_000), 0, ledger=ledger).check(law)
    assert (on.status, on.cases) == (one.status, 511)


def counting(function: Callable[..., Any], calls: Counter[str]) -> Callable[..., Any]:
    def called(*arguments: Any, **said: Any) -> Any:
        calls["made"] += 1
        return function(*arguments, **said)

    return called
