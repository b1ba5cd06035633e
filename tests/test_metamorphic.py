"""Equivalent ways to write a law get one verdict, on right backends and on wrong ones."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from conformance.backends.zoo import specimens
from conformance.cases.streams import Streams
from conformance.checking import Checker
from conformance.laws import laws_of
from conformance.lean.syntax import Theorem
from conformance.loading import load_backend
from conformance.profiles import Profile
from conformance.specfile import Declaration, Spec, load, shipped
from conformance.statements import false_statements
from tests.cases.support import spec_of
from tests.rewriting import Rewritten, generated, rewritings

BUDGET = Profile("small", exhaustive=500, sampled=0, wide=0)
"""Inputs that are enumerated alone: which are drawn hangs on the variables and premises that a law has."""

WRONG = (
    "set-of-indices", "first-losses", "mean-of-listed", "int-for-bool", "polarity-swapped", "last-position-kept",
    "complement-is-copy",
)  # fmt: skip
"""Those that are wrong on the smallest inputs, which every way to write a law reaches, and that answer every call: an
operation that raises fails the laws that ask it, and premises that call none are looked at first."""

RIGHT = ("counted-indices",)
FEW = ("polarity-swapped", "counted-indices")


@cache
def originals() -> tuple[Declaration, ...]:
    """200 theorems: the shipped ones, false ones, and others whose premises call operations."""
    false = load([Path(__file__).parent / "specs" / "false.yaml"]).declarations
    named = (*shipped().declarations, *false)
    given = [d for d in named if isinstance(d.declared, Theorem)]
    return (*given, *spec_of(*generated(200 - len(given), seed=0)).declarations)


def matrix(declarations: tuple[Declaration, ...], backends: tuple[str, ...]) -> tuple[list[str], Counter[str]]:
    """Where ways to write one law part on a backend, and how many verdicts there were of each kind."""
    ways = {d.id: [Rewritten(d.declared, "", False), *rewritings(d.declared)] for d in declarations}  # type: ignore[arg-type]
    written = [replace(d, id=w.theorem.name, declared=w.theorem) for d in declarations for w in ways[d.id]]
    spec = Spec(("M",), tuple(written), shipped().environment, "")
    laws = {law.id: law for law in laws_of(spec)}
    false = false_statements(spec, [laws[d.id] for d in declarations], BUDGET, 0)
    streams = Streams(BUDGET, 0)
    parted, seen = [], Counter[str]()
    by_name = {s.name.removeprefix("python-"): s for s in specimens("python")}
    for backend in backends:
        checker = Checker(load_backend(by_name[backend].implementation, spec.definitions), spec, BUDGET, 0, streams)
        for declaration in declarations:
            first, *others = ((w, checker.check(laws[w.theorem.name]).status) for w in ways[declaration.id])
            seen[first[1]] += 1
            for way, status in others:
                if status == "false_statement" and declaration.id not in false:
                    parted.append(f"{backend}: {way.theorem.name} is true by the definitions")
                # What is hidden in a claim is no premise that could be found unmet.
                same = _refuted(status) == _refuted(first[1]) if way.hides else _told(status) == _told(first[1])
                if not same:
                    parted.append(
                        f"{backend}: {way.theorem.name} is {status}, where it is {first[1]}: {declaration.lean}"
                    )
    return parted, seen


def _refuted(status: str) -> bool:
    return status in ("failed", "false_statement")


def _told(status: str) -> str:
    """A statement that is false by the definitions may fail first on an input on which it is true by them."""
    return "failed" if status == "false_statement" else status


def test_ways_to_write_a_law_get_one_verdict() -> None:
    parted, seen = matrix(originals()[::16], FEW)
    assert not parted, "\n".join(parted)
    assert {"passed", "failed", "false_statement"} <= set(seen)


@pytest.mark.slow
@pytest.mark.parametrize("backend", [*RIGHT, *WRONG])
def test_200_laws_written_in_every_way_get_one_verdict(backend: str) -> None:
    assert len(originals()) == 200
    parted, seen = matrix(originals(), (backend,))
    assert not parted, "\n".join(parted)
    assert seen["passed"] > 20
    assert bool(seen["failed"]) == (backend in WRONG)
