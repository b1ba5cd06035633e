"""Which theorems were proved from their definitions, as `python -m conformance.proving.kept` wrote it down.

A proof belongs to what a statement and the definitions that it uses say, and to no file: it is kept by a digest of
their normal forms, and a theorem that says something else has none.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from conformance.laws.laws import Law
from conformance.lean.normal import digest_of
from conformance.lean.syntax import Theorem

FILE = "proofs.json"


def proved(law: Law) -> str:
    """How a theorem was proved from its definitions, such as `by induction on xs`; empty where no proof is kept."""
    if law.kind != "theorem":
        return ""
    return _kept().get(statement_digest(law), "")


def statement_digest(law: Law) -> str:
    """The digest of the normal form of a theorem and of the definitions that it uses, directly or not."""
    known = law.memo.get(FILE)
    if known is None:
        stated = Theorem(law.id, (*law.binders, *law.premises), law.claim)
        known = law.memo[FILE] = digest_of(stated, law.environment.definitions)
    return str(known)


@cache
def _kept() -> dict[str, str]:
    text = files(__package__).joinpath(FILE).read_text(encoding="utf-8")
    return {one["digest"]: one["how"] for one in json.loads(text)["proofs"]}
