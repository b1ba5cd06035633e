"""What Lean itself says of how statements are read: our tables and the readings follow the rules of `rules.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.lean import surface
from conformance.lean.errors import LeanError
from conformance.lean.nodes import Term
from conformance.lean.notation import (
    APPLICATION,
    BIG_PRECEDENCE,
    BIGS,
    INFIXES,
    MAX,
    PREFIXES,
    SPELLINGS,
    Notation,
)
from conformance.lean.parse import parse_proposition
from conformance.lean.prelude import BUILTINS, overloaded
from conformance.lean.syntax import Builtin, subterms
from tests.lean.test_readings import READINGS, read_closed, read_open

RULES: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    Path(__file__).with_name("rules.yaml").read_text(encoding="utf-8")
)
EVERY = [rule for section in RULES.values() for rule in section]

_PRECEDENCES = {"max": MAX, "lead": APPLICATION}
_KINDS = {
    "blank": r"\s+|--[^\n]*",
    "name": r"[^\W\d_][\w'!?₀-₉]*",
    "numeral": r"\d+",
}
"""Tokens that are no words of the grammar, by what they are made of."""


def all_of(key: str) -> set[str]:
    return {item for rule in EVERY for item in rule.get(key, ())}


TOKENS = re.compile("|".join([*_KINDS.values(), *map(re.escape, sorted(all_of("tokens"), key=len, reverse=True))]))


# Precedences


def stated(rule: str) -> tuple[int, int | None, int]:
    """The precedence of an operator by a rule of Lean's, and the least of its left and right operands."""
    rule = rule.replace(":max", f":{MAX}")
    if found := re.match(r"(infixl|infixr|infix|prefix):(\d+) ", rule):
        word, at = found[1], int(found[2])
        if word == "prefix":
            return at, None, at
        return at, at + (word != "infixl"), at + (word != "infixr")
    if found := re.match(r'notation:(\d+) (?:\w:(\d+) )?"[^"]*" \w:(\d+)', rule):
        return int(found[1]), None if found[2] is None else int(found[2]), int(found[3])
    found = re.search(r"checkPrec (\d+) >> .* >> termParser (\d+)", rule)
    assert found, rule
    return int(found[1]), None, int(found[2])


OPERATORS = [(token, rule) for rule in RULES["operators"] for token in rule["tokens"] if token not in BIGS]


def notation_of(token: str, rule: str) -> Notation:
    is_prefix = stated(rule)[1] is None and "→" not in rule
    return (PREFIXES if is_prefix else INFIXES)[SPELLINGS[token]]


@pytest.mark.parametrize(("token", "rule"), OPERATORS, ids=lambda value: value if isinstance(value, str) else "")
def test_an_operator_has_the_precedences_of_its_rule(token: str, rule: dict[str, Any]) -> None:
    notation = notation_of(token, rule["rule"])
    precedence, left, right = stated(rule["rule"])
    assert (notation.precedence, notation.right) == (precedence, right)
    assert left in (None, notation.left)


def test_each_operator_in_each_spelling_has_a_rule() -> None:
    ours = {(s, n.symbol, n in PREFIXES.values()) for n in (*INFIXES.values(), *PREFIXES.values())
            for s in (n.symbol, *n.spellings)}  # fmt: skip
    found = {(token, n.symbol, n in PREFIXES.values()) for token, rule in OPERATORS
             for n in [notation_of(token, rule["rule"])]}  # fmt: skip
    assert found == ours
    assert {t for rule in RULES["operators"] for t in rule["tokens"]} >= set(BIGS)


def test_other_precedences_are_those_that_lean_has_by_name() -> None:
    for rule in RULES["precedences"]:
        assert f"(prec| {_PRECEDENCES[rule['name']]})" in rule["rule"]
    assert {rule["name"] for rule in RULES["precedences"]} == set(_PRECEDENCES)
    bodies = [rule["rule"] for rule in RULES["operators"] if BIGS.keys() & {*rule["tokens"]}]
    assert all(f'", " term:{BIG_PRECEDENCE} : term' in rule for rule in bodies)


_TYPINGS = {"binop%": "operator", "binrel%": "relation", "binrel_no_prop%": "relation", "rightact%": "action"}


@pytest.mark.parametrize(("token", "rule"), OPERATORS, ids=lambda value: value if isinstance(value, str) else "")
def test_operands_are_read_together_where_lean_reads_them_so(token: str, rule: dict[str, Any]) -> None:
    builtin = BUILTINS.get(notation_of(token, rule["rule"]).builtin)
    if builtin is None:
        assert token == "×"
        return
    wanted = _TYPINGS.get(rule.get("elaborated", ""))
    assert builtin.typing == wanted if wanted else builtin.typing in ("exact", "member")


# Readings


def tokens_of(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        found = TOKENS.match(text, at)
        assert found, f"no rule for {text[at:]!r}"
        yield found.group()
        at = found.end()


def kinds_of(text: str) -> set[str]:
    """The tokens of a text that a rule must name, those by kind as their kind."""
    named = all_of("tokens")
    found = set()
    for token in tokens_of(text):
        kind = next((k for k, pattern in _KINDS.items() if re.fullmatch(pattern, token)), token)
        found.add(token if token in named else kind)
    return found


def parts_of(node: surface.Syntax) -> Iterator[surface.Syntax]:
    yield node
    for part in surface.parts(node):
        yield from parts_of(part)


def names_in(term: Term) -> set[str]:
    return {overloaded(part) for part in subterms(term) if isinstance(part, Builtin)}


def reasons(text: str, term: Term | None) -> set[str]:
    """What of a text, and of its reading, needs a rule."""
    found = kinds_of(text)
    if term is not None:
        found |= {type(node).__name__ for node in parts_of(parse_proposition(text))} - {"Infix", "Prefix"}
        words = set(re.findall(r"[\w.]+", text))
        found |= {name for name in names_in(term) & all_of("inserted") if name not in words}
    return found


def readings() -> Iterator[tuple[str, Term | None]]:
    for kind, read in (("open", read_open), ("closed", read_closed)):
        for reading in READINGS[kind]:
            try:
                yield reading["text"], read(reading["text"])
            except LeanError:
                yield reading["text"], None


def test_each_text_has_a_rule_for_all_that_it_is_read_by() -> None:
    explained = all_of("tokens") | all_of("kinds") | all_of("syntax") | all_of("inserted")
    texts = list(readings())
    assert len(texts) == len(READINGS["open"]) + len(READINGS["closed"]) >= 150
    lacking = {text: missing for text, term in texts if (missing := reasons(text, term) - explained)}
    assert lacking == {}


UNREAD = {"×", "∑", "∏", "Neg.neg"}
"""What the language reads, and no text of the readings has; `constructs.yaml` has texts of it."""


def test_each_rule_is_that_of_some_text() -> None:
    needed = set().union(*(reasons(text, term) for text, term in readings()))
    for rule in EVERY:
        wanted = {*rule.get("tokens", ()), *rule.get("kinds", ()), *rule.get("syntax", ()), *rule.get("inserted", ())}
        assert not wanted or wanted & (needed | UNREAD), rule["rule"]


def test_each_rule_names_a_file_of_lean_s() -> None:
    for rule in EVERY:
        assert re.fullmatch(r"(?:src/(?:Init|Lean)|Mathlib)/[\w/]+\.lean", rule["file"])
        assert rule["file"].startswith("Mathlib") == (rule.get("project") == "leanprover-community/mathlib4")
