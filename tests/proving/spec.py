"""Statements of a test's own, proved from their definitions."""

from __future__ import annotations

from pathlib import Path

from conformance.checking.laws import laws_of
from conformance.laws.specfile import load
from conformance.proving.prover import Proof
from conformance.proving.theory import Theory

STEPS = 100_000
"""Steps of the solver for a question: enough for what is small, and soon at their end for what is false."""


def proofs(folder: Path, *theorems: str, definitions: str = "") -> dict[str, Proof]:
    """The proofs of theorems, written without the word, by name."""
    lines = ["module: Trial", "imports: []"]
    for section, texts in (("definitions", definitions.splitlines()), ("theorems", theorems)):
        if texts:
            lines.append(f"{section}:")
        for text in texts:
            word = "theorem " if section == "theorems" else "def "
            lines += [f"  {text.split()[0]}:", "    about: A trial.", f"    lean: |\n      {word}{text}"]
    path = folder / "trial.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    spec = load([path])
    laws = laws_of(spec)
    theory = Theory(laws, spec.definitions, STEPS)
    return {law.id: theory.proof(law) for law in laws if law.kind == "theorem"}
