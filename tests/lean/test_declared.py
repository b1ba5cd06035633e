"""What stands around a statement: binders, modifiers, sections; how Lean reads them, and texts that are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.laws.entry import entry_of
from conformance.lean.elaborate.environment import Environment
from conformance.lean.errors import LeanError

CONSTRUCTS: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("declared.yaml").read_text(encoding="utf-8")
)


def texts(kind: str) -> list[Any]:
    return [pytest.param(t, id=t["text"]) for construct in CONSTRUCTS.values() for t in construct[kind]]


@pytest.mark.parametrize("reading", texts("reads"))
def test_a_declaration_has_the_binders_that_lean_gives_it(reading: dict[str, Any]) -> None:
    declared = entry_of(Environment(), reading["text"]).declared
    bound = getattr(declared, "binders", getattr(declared, "context", ()))
    assert [b.name for b in bound] == reading["binders"]


@pytest.mark.parametrize("twin", texts("refused"))
def test_a_malformed_twin_is_refused_with_its_place_and_why(twin: dict[str, Any]) -> None:
    with pytest.raises(LeanError) as refused:
        entry_of(Environment(), twin["text"])
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
