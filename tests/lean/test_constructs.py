"""Constructs of the language, each with how Lean reads and decides it, and with texts that are refused with a place."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.lean.commands import declarations_of
from conformance.lean.elaborate.declarations import elaborate_declaration, elaborate_proposition
from conformance.lean.elaborate.environment import Environment
from conformance.lean.errors import LeanError
from conformance.lean.evaluate import compile_term
from conformance.lean.nodes import Term
from conformance.lean.parse import parse_proposition
from conformance.lean.reference import reference_operations
from conformance.lean.render import render
from conformance.lean.showing import reads_back, shown
from conformance.lean.substitution import apart
from conformance.lean.syntax import Definition

CONSTRUCTS: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("constructs.yaml").read_text(encoding="utf-8")
)


def texts(kind: str) -> list[Any]:
    return [pytest.param(name, t, id=t["text"]) for name, construct in CONSTRUCTS.items() for t in construct[kind]]


@cache
def given(name: str) -> Environment:
    """What is declared before the texts of a construct."""
    environment, text = Environment(), CONSTRUCTS[name].get("given", "")
    for command in declarations_of(text):
        environment = environment.extended(elaborate_declaration(environment, command.declaration, text))
    return environment


def read(name: str, text: str) -> Term:
    return elaborate_proposition(given(name), parse_proposition(text), text)


def decided(name: str, text: str) -> object:
    known = {n: d for n, d in given(name).definitions.items() if isinstance(d, Definition)}
    return compile_term(read(name, text), (), reference_operations(known))([])


@pytest.mark.parametrize(("name", "reading"), texts("reads"))
def test_a_text_is_read_and_decided_as_in_lean(name: str, reading: dict[str, Any]) -> None:
    if "reads" in reading:
        assert render(read(name, reading["text"]), explicit=True) == reading["reads"]
    assert decided(name, reading["text"]) is reading["value"]


@pytest.mark.parametrize(("name", "reading"), texts("reads"))
def test_what_is_shown_of_it_is_read_as_the_same(name: str, reading: dict[str, Any]) -> None:
    term = read(name, reading["text"])
    text = shown(term, (), given(name))
    assert reads_back(text, apart(term, frozenset()), (), given(name)), text
    assert decided(name, text) is reading["value"]


@pytest.mark.parametrize(("name", "twin"), texts("refused"))
def test_a_malformed_twin_is_refused_with_its_place_and_why(name: str, twin: dict[str, Any]) -> None:
    with pytest.raises(LeanError) as refused:
        read(name, twin["text"])
    assert twin["why"] in refused.value.message
    place = twin["text"].index(twin["at"]) if twin["at"] else len(twin["text"])
    assert refused.value.span.start == place, twin["text"][refused.value.span.start :]
    assert twin["lean"] in ("reads", "refuses")


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_each_construct_has_its_rule_readings_and_twins(name: str) -> None:
    construct = CONSTRUCTS[name]
    assert construct["grammar"]
    assert construct["reads"]
    assert construct["refused"]
