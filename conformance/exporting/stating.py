"""Declarations stated in core Lean: definitions as they stand, and statements with a proof, or `sorry` in its place."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import replace

from conformance.exporting.core import STANDS_FOR
from conformance.exporting.definitional import proof_of
from conformance.exporting.source import Source
from conformance.lean import surface
from conformance.lean.syntax import Definition, Theorem

_NAME = re.compile(rf"(?<![\w.])(?:{'|'.join(STANDS_FOR)})(?![\w'!?.])")
_TACTICS = ("assumption", "decide", "exact", "grind", "omega", "rfl", "simp", "simp_all", "trivial")
"""Tactics of core Lean with which proofs of preconditions may begin; others are Mathlib's, or are taken to be."""

_ATTRIBUTES = re.compile(r"@\[[^\]]*\]\s*")


def proof_in(source: Source, definitions: Mapping[str, Definition]) -> str:
    """A proof of a theorem, `by sorry` where none is known."""
    declared = source.declaration.declared
    assert isinstance(declared, Theorem)
    return proof_of(declared, definitions) or "by sorry"


def stated(source: Source, proof: str, known: Container[str]) -> str:
    """A declaration in core Lean, theorems with a proof, operations without a body with `sorry` for one.

    Attributes of theorems are left out: what they make of a statement is no part of it. Proofs inside a statement that
    need Mathlib are `sorry`, which says no less of it. `known` are the names of types that were declared before, of
    those that stand in the entry's text.
    """
    # Names are needed by nothing here.
    source = replace(source, edits=())
    start, end = source.own.span.start, source.own.span.end
    declared = source.declaration.declared
    kept = {name for c in source.others if (name := c.declaration.name.text) != "_example" and name not in known}
    if isinstance(declared, Theorem):
        # `lemma` is Mathlib's word.
        head = re.sub(r"\blemma\b", "theorem", _ATTRIBUTES.sub("", source.cut(start, source.read.name.span.end)))
        written = f"{head}{source.signature} := {proof}"
    elif isinstance(declared, Definition) and declared.body is None:
        assert source.read.type is not None
        written = f"{source.cut(start, source.read.type.span.end)} := sorry"
    else:
        written = source.cut(start, end)
    text = source.placed(written, kept)
    for proof_within in _proofs(source.read):
        if proof_within.removeprefix("by").split()[:1] not in [[tactic] for tactic in _TACTICS]:
            text = text.replace(proof_within, "by sorry")
    return _NAME.sub(lambda found: STANDS_FOR[found.group()], text)


def _proofs(node: surface.Syntax) -> Iterator[str]:
    """The proofs that are written in a declaration."""
    if isinstance(node, surface.Proof):
        yield node.text
    for part in surface.parts(node):
        yield from _proofs(part)
