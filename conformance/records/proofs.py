"""What was proved from the definitions of a spec."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Literal

from conformance.records.law import SpecRecord
from conformance.records.record import Record, json_text
from conformance.records.vocabulary import PROVED_HERE
from conformance.words import Kind

Verdict = Literal["proved", "refuted", "gave_up"]

VERDICTS: dict[Verdict, str] = {"proved": "proved", "refuted": "refuted", "gave_up": "gave up"}
"""The words for each verdict."""

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class ProofRecord(Record):
    """A law and what came of proving it.

    `how` tells how it was proved, how it fails on `inputs`, or why neither is known. `steps` are those of the solver,
    in its own unit, and `questions` how often it was asked.
    """

    law: str
    kind: Kind
    module: str
    verdict: Verdict
    how: str
    inputs: dict[str, Any]
    steps: int
    questions: int
    seconds: float


@dataclass(frozen=True, slots=True)
class ProofsRecord(Record):
    """What came of proving laws from the definitions of a spec.

    `undefined` are laws that were left out: they say what an operation without a body does, which nothing follows of.
    """

    schema_version: int
    spec: SpecRecord
    proofs: tuple[ProofRecord, ...]
    undefined: tuple[str, ...]
    solver: str

    @property
    def all_proved(self) -> bool:
        """Whether there is no other verdict."""
        return all(proof.verdict == "proved" for proof in self.proofs)

    def verdict(self) -> str:
        """How many laws came to what, in one sentence."""
        counts = Counter(proof.verdict for proof in self.proofs)
        if self.all_proved:
            of_all = "The law is" if len(self.proofs) == 1 else f"All {len(self.proofs)} laws are"
            return f"{of_all} {PROVED_HERE}."
        told = ", ".join(f"{counts[verdict]} {word}" for verdict, word in VERDICTS.items() if counts[verdict])
        return f"Of {len(self.proofs)} {'law' if len(self.proofs) == 1 else 'laws'}: {told}."

    def to_json(self) -> str:
        """The record as JSON text."""
        return json_text(self)
