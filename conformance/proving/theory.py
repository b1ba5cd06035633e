"""The theorems of a spec, proved one after the other: what was proved before may be used for what comes after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from conformance.laws.laws import Law
from conformance.lean.syntax import Definition
from conformance.proving.instances import Known
from conformance.proving.library import library
from conformance.proving.proposition import Proposition, proposition
from conformance.proving.prover import Proof, prove
from conformance.proving.solver import STEPS
from conformance.proving.unfolding import Undefined


@cache
def facts() -> tuple[Known, ...]:
    """The theorems of the library that were proved, each from those before it."""
    found: list[Known] = []
    for one in library():
        proof = prove(one, found)
        if proof.is_proved:
            found.append(Known(one, proof.is_loose))
    return tuple(found)


class Theory:
    """The laws of a spec in their order, with the proofs that were found.

    Args:
        laws: all laws of the spec; obligations, which are no statements, are left out.
        definitions: what the laws may call.
        steps: what the solver may take for a question.
    """

    def __init__(self, laws: Iterable[Law], definitions: Mapping[str, Definition], steps: int = STEPS) -> None:
        self._laws = {law.id: law for law in laws if law.obligation is None}
        self._definitions, self._steps = definitions, steps
        self._proofs: dict[str, Proof] = {}
        self._known: dict[str, Known] = {}

    def proof(self, law: Law) -> Proof:
        """The proof of a law, or why there is none: from what is known of lists and sums, or else from the theorems
        that stand before it as well, which are proved for it."""
        if law.id not in self._proofs:
            self._proofs[law.id] = self._proved(law)
        return self._proofs[law.id]

    def _proved(self, law: Law) -> Proof:
        try:
            goal = self.proposition(law)
        except Undefined as undefined:
            return Proof("", f"`{undefined.name}` has no body: nothing follows of it", 0, 0)
        found = prove(goal, facts(), self._steps)
        if not found.is_proved and found.questions and (before := self._before(law)):
            again = prove(goal, (*facts(), *before), self._steps)
            found = again.after(found)
        if found.is_proved and law.kind == "theorem":
            self._known[law.id] = Known(goal, found.is_loose)
        return found

    def proposition(self, law: Law) -> Proposition:
        """A law without calls of definitions.

        Raises:
            Undefined: it calls an operation without a body.
        """
        premises = [premise.statement for premise in law.premises]
        return proposition(law.id, law.binders, premises, law.claim, self._definitions)

    def _before(self, law: Law) -> list[Known]:
        """What the theorems before a law say, where they could be proved."""
        ids = [*self._laws]
        before = ids[: ids.index(law.id)] if law.id in self._laws else ids
        theorems = [self._laws[id_] for id_ in before if self._laws[id_].kind == "theorem"]
        return [self._known[one.id] for one in theorems if self.proof(one).is_proved]
