"""Lean files that say what the shipped modules say, written from their entries, and copies of them that do not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from conformance.laws.declaration import Declaration
from conformance.laws.specfile import Spec, load
from conformance.lean.elaborate.environment import Declared
from conformance.lean.normal import pieces_of
from conformance.lean.syntax import BINDING, Binder, Premise, Structure, Term, Theorem, subterms

UPSTREAM = ("masking", "mae", "jepa", "vicreg", "predictive_view")
SPACE = "NN.MLTheory.SelfSupervised"

_WORD = re.compile(r"(?<![\w.'])[^\W\d][\w']*")


@cache
def spec(revision: str = "") -> Spec:
    return load(UPSTREAM, revision)


def file_of(declarations: list[str]) -> str:
    """A file as upstream has it, with a proof where there is one."""
    texts = [f"{text} := by\n  simp\n" if re.search(r"\btheorem\b", text) else f"{text}\n" for text in declarations]
    return "\n".join(
        ["module\n", "import Mathlib.Data.List.Basic\n", "@[expose] public section\n", f"namespace {SPACE}\n", *texts,
         f"end {SPACE}\n"]
    )  # fmt: skip


def bound_names(declared: Declared) -> set[str]:
    """The names that a declaration binds, anywhere in it."""
    names: set[str] = set()
    for piece in pieces_of(declared):
        if piece.role == "field":
            continue
        names |= {piece.shown.name} if isinstance(piece.shown, (Binder, Premise)) else set()
        term = piece.shown.statement if isinstance(piece.shown, Premise) else piece.shown
        names |= {t.name for t in subterms(term) if isinstance(t, BINDING)} if isinstance(term, Term) else set()
    if isinstance(declared, Theorem):
        names |= {one.name for one in declared.context}
    return names - {"_", ""}


def renamed(declarations: list[Declaration]) -> list[str]:
    """The texts with each bound name another one, the same in all, but for names that fields have too."""
    fields = {f.name for d in declarations if isinstance(d.declared, Structure) for f in d.declared.fields}
    names = set().union(*(bound_names(d.declared) for d in declarations)) - fields - {d.id for d in declarations}
    return [_WORD.sub(lambda found: f"{found[0]}₁" if found[0] in names else found[0], d.lean) for d in declarations]


_OTHER = {
    "+": "*", "*": "+", "-": "+", "=": "≠", "≠": "=", "<": "≤", "≤": "<", "∧": "∨", "∨": "∧", "↔": "→", "→": "×",
    "¬": "", "∀": "∃", "∃": "∀", "∑": "∏", "++": "::", "::": "++", "^": "*", "max": "min", "true": "false",
    "false": "true", "Nat": "Int", "ℝ": "Nat", "Bool": "Nat", "List": "Option", "reverse": "tail",
}  # fmt: skip
_TOKEN = re.compile(r":=|=>|\+\+|::|[^\W\d][\w']*|\d+|\S")


def mutants(declaration: Declaration) -> Iterator[str]:
    """The text with one operator, quantifier, constant or type another one, or without one of its premises."""
    text = declaration.lean
    start = re.search(rf"\b{re.escape(declaration.declared.name)}", text)
    assert start is not None
    for found in _TOKEN.finditer(text, start.end()):
        other = str(int(found[0]) + 1) if found[0].isdecimal() else _OTHER.get(found[0])
        if other is not None:
            yield f"{text[: found.start()]}{other}{text[found.end() :]}"
    if isinstance(declaration.declared, Theorem):
        for premise in declaration.declared.context:
            if isinstance(premise, Premise) and (written := _group(text, premise.name)):
                yield text.replace(written, "", 1)


def _group(text: str, name: str) -> str:
    """The binder of that name, brackets and all."""
    start = text.find(f"({name} :")
    depth = 0
    for place in range(max(start, 0), len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if depth == 0:
            return text[start : place + 1] if start >= 0 else ""
    return ""
