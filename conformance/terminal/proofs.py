"""What was proved from the definitions, in the terminal."""

from __future__ import annotations

from conformance.records.proofs import VERDICTS, ProofsRecord
from conformance.records.values import lean_text
from conformance.terminal.console import Console


def show_proofs(record: ProofsRecord, out: Console) -> None:
    """A row for each law with how it was proved, and last the verdict."""
    rows = []
    for proof in record.proofs:
        style = "" if proof.verdict == "proved" else "bold"
        rows.append(
            [(proof.law, ""), (VERDICTS[proof.verdict], style), (proof.how, ""), (f"{proof.seconds:.2f} s", "")]
        )
    if rows:
        out.table(["law", "verdict", "how", "time"], rows, right=(3,))
    for proof in record.proofs:
        if proof.inputs:
            out.paragraph(f"{proof.law} is false where {', '.join(_shown(proof.inputs))}.")
    if record.undefined:
        out.paragraph(
            f"Left out: {len(record.undefined)} laws that say what an operation without a body does, so that there is "
            "nothing to prove them from. Name one to see which operation."
        )
    out.paragraph(record.verdict())


def _shown(inputs: dict[str, object]) -> list[str]:
    return [f"{name} = {lean_text(value)}" for name, value in inputs.items()]
