"""Proves the theorems of the shipped spec and keeps what came of it: `python -m conformance.proving.kept`.

Reports then tell of the proofs where no solver is installed.
"""

from __future__ import annotations

import json
from pathlib import Path

import z3

from conformance.laws import proofs
from conformance.laws.laws import derived_laws
from conformance.laws.specfile import shipped
from conformance.proving.theory import Theory


def kept() -> str:
    """The text of the file that is kept: each theorem of the shipped spec, in each of its revisions, that was proved,
    and how."""
    found: dict[str, dict[str, str]] = {}
    for revision in ("", *shipped().revisions):
        spec = shipped(revision=revision)
        laws = derived_laws(spec, ())
        theory = Theory(laws, spec.definitions)
        for law in laws:
            if law.kind == "theorem" and (proof := theory.proof(law)).is_proved:
                digest = proofs.statement_digest(law)
                found.setdefault(digest, {"law": law.id, "how": proof.method, "digest": digest})
    solver = f"z3 {z3.get_version_string()}"
    return json.dumps({"solver": solver, "proofs": [*found.values()]}, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    Path(proofs.__file__).with_name(proofs.FILE).write_text(kept(), encoding="utf-8")
