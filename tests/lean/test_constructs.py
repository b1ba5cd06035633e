"""Constructs of the language, each with how Lean reads and decides it, and with texts that are refused with a place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.lean.elaborate.environment import Environment
from conformance.lean.errors import LeanError
from conformance.lean.evaluate import compile_term
from conformance.lean.render import render
from conformance.lean.showing import reads_back, shown
from conformance.lean.substitution import apart
from tests.lean.reading import evaluate, proposition

CONSTRUCTS: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("constructs.yaml").read_text(encoding="utf-8")
)
READ = [text for construct in CONSTRUCTS.values() for text in construct["reads"]]
REFUSED = [text for construct in CONSTRUCTS.values() for text in construct["refused"]]


@pytest.mark.parametrize("reading", READ, ids=lambda r: r["text"])
def test_a_text_is_read_and_decided_as_in_lean(reading: dict[str, Any]) -> None:
    term = proposition(reading["text"])
    assert render(term, explicit=True) == reading["reads"]
    assert evaluate(reading["text"]) is reading["value"]


@pytest.mark.parametrize("reading", READ, ids=lambda r: r["text"])
def test_what_is_shown_of_it_is_read_as_the_same(reading: dict[str, Any]) -> None:
    term = proposition(reading["text"])
    text = shown(term, (), Environment())
    assert reads_back(text, apart(term, frozenset()), (), Environment()), text
    assert compile_term(proposition(text), (), {})([]) is reading["value"]


@pytest.mark.parametrize("twin", REFUSED, ids=lambda r: r["text"])
def test_a_malformed_twin_is_refused_with_its_place_and_why(twin: dict[str, Any]) -> None:
    with pytest.raises(LeanError) as refused:
        proposition(twin["text"])
    assert twin["why"] in refused.value.message
    place = twin["text"].index(twin["at"]) if twin["at"] else len(twin["text"])
    assert refused.value.span.start == place, twin["text"][refused.value.span.start :]


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_each_construct_has_its_rule_readings_and_twins(name: str) -> None:
    construct = CONSTRUCTS[name]
    assert construct["grammar"]
    assert construct["reads"]
    assert construct["refused"]
