"""What was proved from the definitions, in the terminal."""

from __future__ import annotations

from conformance.records.proofs import VERDICTS, ProofsRecord
from conformance.records.values import lean_text
from conformance.terminal.console import Console


def show_proofs(record: ProofsRecord, out: Console) -> None:
    """A row for each law with how it was proved, why the others are not, how long it took, and last the verdict."""
    rows = [
        [(p.law, ""), (p.how, "") if p.verdict == "proved" else (VERDICTS[p.verdict].upper(), "bold")]
        for p in record.proofs
    ]
    if rows:
        out.table(["law", "proved"], rows)
    for proof in record.proofs:
        if proof.verdict == "proved":
            continue
        out.line()
        out.paragraph(f"{proof.law}: {VERDICTS[proof.verdict]}: {proof.how}")
        if proof.inputs:
            out.paragraph(f"It is false where {', '.join(_shown(proof.inputs))}.", indent=2)
    if rows:
        out.line()
        slowest = max(record.proofs, key=lambda p: p.seconds)
        total = sum(p.seconds for p in record.proofs)
        out.paragraph(f"It took {total:.1f} s, of which {slowest.law} took {slowest.seconds:.2f} s.")
    if record.undefined:
        out.paragraph(
            f"Left out: {len(record.undefined)} laws that say what an operation without a body does, so that there is "
            "nothing to prove them from. Name one to see which operation."
        )
    out.paragraph(record.verdict())


def _shown(inputs: dict[str, object]) -> list[str]:
    return [f"{name} = {lean_text(value)}" for name, value in inputs.items()]
