"""Equivalent ways to write a law get one verdict, on right backends and on wrong ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from conformance.backends.zoo import specimens
from conformance.cases.claims import Bounds, Claims
from conformance.cases.domain import Domain
from conformance.cases.enumerate import Chunk, Enumeration, Extent
from conformance.cases.profiles import Profile
from conformance.cases.streams import Streams
from conformance.checking.checker import Checker
from conformance.checking.laws import laws_of
from conformance.checking.statements import false_statements
from conformance.laws.laws import Law
from conformance.laws.specfile import Declaration, Spec, load, shipped
from conformance.lean.syntax import Theorem
from conformance.subjects.loading import load_backend
from conformance.values.limits import Limits
from tests.cases.support import spec_of
from tests.checking.rewriting import Rewritten, generated, rewritings

BUDGET = Profile("small", exhaustive=500, sampled=0, wide=0)
"""How many inputs a law has as it is written first. Its other forms have the same ones, whatever they quantify over."""

WRONG = (
    "set-of-indices", "last-index-dropped", "first-losses", "index-zero-is-falsy", "stops-at-zero",
    "nothing-means-everything", "mean-of-listed", "reduce-without-start", "int-for-bool", "one-based-position",
    "from-the-end", "polarity-swapped", "last-position-kept",
)  # fmt: skip
"""Those that are wrong on inputs so few: they answer what is wrong, what is malformed, or not at all."""

RIGHT = ("counted-indices",)
FEW = ("reduce-without-start", "polarity-swapped", "counted-indices")


class SameInputs(Streams):
    """Enumerations that go equally far, so that one which has fewer variables does not reach larger inputs."""

    def __init__(self, extent: Extent) -> None:
        super().__init__(BUDGET, 0)
        self.extent = extent
        self.made: dict[object, tuple[str, list[Chunk]]] = {}

    def enumerated(self, domain: Domain, budget: int) -> tuple[str, Iterable[Chunk]]:
        if domain.key not in self.made:
            enumeration = Enumeration(domain, budget)
            enumeration.extent = self.extent
            self.made[domain.key] = enumeration.describe(), list(enumeration)
        return self.made[domain.key]


@dataclass(frozen=True)
class Family:
    """A law with the other ways to write it, and the inputs of which all of them are asked."""

    declaration: Declaration
    ways: list[Rewritten]
    spec: Spec
    laws: dict[str, Law]
    streams: SameInputs
    is_false: bool


@cache
def originals() -> tuple[Declaration, ...]:
    """200 theorems: the shipped ones, false ones, and others whose premises call operations."""
    false = load([Path(__file__).with_name("false.yaml")]).declarations
    named = (*shipped("masking").declarations, *false)
    given = [d for d in named if isinstance(d.declared, Theorem)]
    return (*given, *spec_of(*generated(200 - len(given), seed=0)).declarations)


@cache
def families(step: int = 1) -> list[Family]:
    return [family(declaration) for declaration in originals()[::step]]


def family(declaration: Declaration) -> Family:
    theorem = declaration.declared
    assert isinstance(theorem, Theorem)
    ways = [Rewritten(theorem, "", False), *rewritings(theorem)]
    written = tuple(replace(declaration, id=w.theorem.name, declared=w.theorem) for w in ways)
    spec = Spec(("M",), written, shipped("masking").environment, "")
    laws = {law.id: law for law in laws_of(spec)}
    domain = Domain([laws[theorem.name]], Claims(spec.definitions, spec.reference, Bounds(Limits(), None)))
    streams = SameInputs(Enumeration(domain, BUDGET.exhaustive).extent)
    false = false_statements(spec, [laws[theorem.name]], BUDGET, 0)
    return Family(declaration, ways, spec, laws, streams, bool(false))


def matrix(laws: list[Family], backend: str) -> tuple[list[str], Counter[str]]:
    """Where ways to write one law part on a backend, and how many verdicts there were of each kind."""
    (specimen,) = (s for s in specimens("python") if s.name == f"python-{backend}")
    loaded = load_backend(specimen.implementation, shipped("masking").definitions)
    parted, seen = [], Counter[str]()
    for one in laws:
        checker = Checker(loaded, one.spec, BUDGET, 0, one.streams)
        first, *others = ((w, checker.check(one.laws[w.theorem.name]).status) for w in one.ways)
        seen[first[1]] += 1
        for way, status in others:
            if status == "false_statement" and not one.is_false:
                parted.append(f"{backend}: {way.theorem.name} is true by the definitions")
            # What is hidden in a claim is no premise that could be found unmet.
            same = _refuted(status) == _refuted(first[1]) if way.hides else _told(status) == _told(first[1])
            if not same:
                lean = one.declaration.lean
                parted.append(f"{backend}: {way.theorem.name} is {status}, where it is {first[1]}: {lean}")
    return parted, seen


def _refuted(status: str) -> bool:
    return status in ("failed", "false_statement")


def _told(status: str) -> str:
    """A statement that is false by the definitions may fail first on an input on which it is true by them."""
    return "failed" if status == "false_statement" else status


@pytest.mark.parametrize("backend", FEW)
def test_ways_to_write_a_law_get_one_verdict(backend: str) -> None:
    parted, seen = matrix(families(16), backend)
    assert not parted, "\n".join(parted)
    assert {"passed", "false_statement"} <= set(seen)
    assert bool(seen["failed"]) == (backend in WRONG)


@pytest.mark.slow
@pytest.mark.parametrize("backend", [*RIGHT, *WRONG])
def test_200_laws_written_in_every_way_get_one_verdict(backend: str) -> None:
    assert len(families()) == 200
    # Each way is tried on a quarter of the backends, and on more where a fault does not show there.
    quarter = [*RIGHT, *WRONG].index(backend) % 4
    tried = families()[quarter::4]
    parted, seen = matrix(tried, backend)
    for other in {0, 1, 2, 3} - {quarter}:
        if backend in WRONG and not seen["failed"]:
            others, further = matrix(families()[other::4], backend)
            tried, parted, seen = tried + families()[other::4], parted + others, seen + further
    assert not parted, "\n".join(parted)
    # A law that calls no operation is asked of no backend, and any other is.
    unasked = [one for one in tried if not one.laws[one.ways[0].theorem.name].operations]
    assert seen["not_provided"] <= len(unasked)
    assert seen["passed"] >= 5 - seen["not_provided"]
    assert bool(seen["failed"]) == (backend in WRONG)
