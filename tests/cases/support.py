"""Domains of laws and their wide inputs, for tests of where inputs come from."""

from __future__ import annotations

from functools import cache

from conformance.cases.claims import Bounds, Claims
from conformance.cases.domain import Domain
from conformance.cases.plan import WideCase
from conformance.cases.wide import wide_cases
from conformance.checking.laws import laws_of
from conformance.laws.laws import Law
from conformance.laws.specfile import Declaration, Spec, shipped
from conformance.lean.closures import Frame
from conformance.lean.elaborate.declarations import elaborate_declaration
from conformance.lean.parse import parse_declaration
from conformance.values.limits import Limits


def spec_of(*leans: str) -> Spec:
    """A spec of theorems that use the shipped definitions."""
    base = shipped()
    declared = [elaborate_declaration(base.environment, parse_declaration(lean), lean) for lean in leans]
    found = [Declaration(d.name, d, lean, "", "test.yaml", 1, "M") for d, lean in zip(declared, leans, strict=True)]
    return Spec(("M",), tuple(found), base.environment, "")


def law_of(lean: str) -> Law:
    """The law of a theorem that uses the shipped definitions."""
    (law,) = laws_of(spec_of(lean))
    return law


def shipped_law(name: str) -> Law:
    return next(law for law in laws_of(shipped()) if law.id == name)


def domain_of(
    law: Law, limits: Limits | None = None, max_nat: int | None = None, *, few_shapes: bool = False
) -> Domain:
    """The inputs of a law on a backend with these limits."""
    spec = shipped()
    bounds = Bounds(limits or Limits(), max_nat, few_shapes)
    return Domain([law], Claims(spec.definitions, spec.reference, bounds))


@cache
def cases(
    name: str, limits: Limits | None = None, max_nat: int | None = None, seed: int = 0, strength: int = 2
) -> list[WideCase]:
    return list(wide_cases(domain_of(shipped_law(name), limits, max_nat), strength, seed))


def drawn(
    name: str, limits: Limits | None = None, max_nat: int | None = None, seed: int = 0, strength: int = 2
) -> list[Frame]:
    return [case.frame for case in cases(name, limits, max_nat, seed, strength) if case.frame is not None]
