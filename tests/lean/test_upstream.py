"""All 92 declarations of the self-supervised modules are read, and what is shown of them reads back."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
import yaml

from conformance.laws.specfile import shipped_folder
from conformance.lean.elaborate.declarations import elaborate_declaration, elaborate_proposition
from conformance.lean.elaborate.environment import Declared, Environment
from conformance.lean.evaluate import compile_term
from conformance.lean.mathml import judgement
from conformance.lean.parse import parse_declaration, parse_proposition
from conformance.lean.quantifiers import strip
from conformance.lean.reference import reference_operations
from conformance.lean.showing import reads_back, shown
from conformance.lean.substitution import apart
from conformance.lean.syntax import Binder, Definition, Premise, Theorem

FILES = {
    "masking": (shipped_folder() / "masking.yaml", 14),
    "mae": (shipped_folder() / "mae.yaml", 9),
    "jepa": (shipped_folder() / "jepa.yaml", 5),
    "vicreg": (shipped_folder() / "vicreg.yaml", 19),
    "predictive_view": (shipped_folder() / "predictive_view.yaml", 45),
}
"""Each module's file, and how many declarations upstream makes in it."""

SECTIONS = ("structures", "definitions", "theorems")


@cache
def entries(module: str) -> dict[str, dict[str, Any]]:
    document = yaml.safe_load(FILES[module][0].read_text(encoding="utf-8"))
    return {name: entry for section in SECTIONS for name, entry in document.get(section, {}).items()}


@cache
def read() -> tuple[Environment, dict[str, Declared]]:
    environment, declared = Environment(), {}
    for module in FILES:
        for name, entry in entries(module).items():
            declared[name] = elaborate_declaration(environment, parse_declaration(entry["lean"]), entry["lean"])
            environment = environment.extended(declared[name])
    return environment, declared


@pytest.mark.parametrize("module", FILES)
def test_each_module_has_as_many_declarations_as_upstream(module: str) -> None:
    _, declared = read()
    assert len(entries(module)) == FILES[module][1]
    assert all(declared[name].name == name for name in entries(module))


def test_there_are_92() -> None:
    assert len(read()[1]) == 92


def parts_of(declared: Declared) -> tuple[list[Binder], list[Any]]:
    if isinstance(declared, Definition):
        return list(declared.binders), [declared.body]
    if isinstance(declared, Theorem):
        context, claim = strip(declared.context, declared.conclusion)
        binders = [c for c in context if isinstance(c, Binder)]
        return binders, [claim, *(c.statement for c in context if isinstance(c, Premise))]
    return [], []


def test_what_is_shown_of_them_reads_back() -> None:
    environment, declared = read()
    for name, one in declared.items():
        binders, terms = parts_of(one)
        for term in terms:
            text = shown(term, binders, environment)
            assert reads_back(text, apart(term, frozenset(b.name for b in binders)), binders, environment), (name, text)


def test_they_have_a_mathematical_notation() -> None:
    for one in read()[1].values():
        binders, terms = parts_of(one)
        assert all(judgement(binders, [], term).startswith("<math") for term in terms)


@pytest.mark.parametrize("module", FILES)
def test_their_examples_hold(module: str) -> None:
    environment, _ = read()
    definitions = {n: d for n, d in environment.definitions.items() if isinstance(d, Definition)}
    reference = reference_operations(definitions)
    for name, entry in entries(module).items():
        for text in entry.get("examples", []):
            term = elaborate_proposition(environment, parse_proposition(text), text)
            assert compile_term(term, (), reference)([]) is True, (name, text)
