"""Proofs that calls are given of preconditions: each is the name of what is assumed, or `(by …)`, which is not read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from conformance.lean import surface
from conformance.lean.elaborate.environment import Environment
from conformance.lean.elaborate.types import Types
from conformance.lean.errors import Span
from conformance.lean.nodes import Term, Type
from conformance.lean.substitution import substitute
from conformance.lean.syntax import Binder, Builtin, Definition, Premise
from conformance.lean.types import head_of, unfold

_TURNED = {"GT.gt": "LT.lt", "GE.ge": "LE.le"}


class Proofs(Types):
    """Takes proofs from among the arguments of a call, and holds the names in them against what is assumed."""

    def __init__(self, environment: Environment, text: str) -> None:
        super().__init__(environment, text)
        self.proofs: list[tuple[Definition, Premise, Mapping[str, Term], Term, Span]] = []

    def proofs_among(
        self, definition: Definition, arguments: Sequence[surface.Syntax], head: Type | None, span: Span
    ) -> tuple[list[tuple[int, surface.Syntax]], tuple[surface.Syntax, ...]]:
        """The proofs among written arguments, each with its place, and what is left; `head` is of a receiver."""
        slots: list[Binder | Premise] = [b for b in definition.binders if not b.implicit]
        for place, premise in definition.preconditions:
            slots.insert(place, premise)
        assigned = [a for a in arguments if isinstance(a, surface.Assignment)]
        named = {a.name.text: a.value for a in assigned}
        found: list[tuple[int, surface.Syntax]] = []
        left: list[surface.Syntax] = []
        queue = [a for a in arguments if not isinstance(a, surface.Assignment)]
        for place, slot in enumerate(slots):
            if isinstance(slot, Premise):
                if slot.name in named:
                    found.append((place, named[slot.name]))
                    assigned = [a for a in assigned if a.name.text != slot.name]
                elif queue:
                    found.append((place, queue.pop(0)))
                elif not slot.is_found:
                    shown = f"`{definition.name}` needs a proof that `{self.show(slot.statement)}`"
                    self.fail(f"{shown}: the name of what is assumed, or `(by …)`", span)
            elif head is not None and head_of(unfold(slot.type)) == head_of(head):
                head = None
            elif slot.name not in named and queue:
                left.append(queue.pop(0))
        return found, (*left, *queue, *assigned)

    def proved(
        self, definition: Definition, found: Sequence[tuple[int, surface.Syntax]], values: Sequence[Term]
    ) -> None:
        """Notes what is given for which precondition of a call with these arguments."""
        given = dict(zip([b.name for b in definition.binders], values, strict=True))
        premises = dict(definition.preconditions)
        for place, syntax in found:
            match syntax:
                case surface.Proof():
                    continue
                case surface.Name(text=text):
                    known = next((term for name, term in reversed(self.assumed) if name == text), None)
                    if known is None and not self.trusts_proofs:
                        shown = f"`{definition.name}` needs a proof that `{self.show(premises[place].statement)}` here"
                        self.fail(f"{shown}, and nothing that is assumed is called `{text}`", syntax.span)
                    if known is not None:
                        self.proofs.append((definition, premises[place], given, known, syntax.span))
                case _:
                    self.fail("a proof is the name of what is assumed, or `(by …)`, which is not read", syntax.span)

    def finish(self) -> None:
        super().finish()
        for definition, premise, given, known, span in self.proofs:
            wanted = substitute(premise.statement, {name: self.partial(value) for name, value in given.items()})
            if _turned(wanted) != _turned(self.partial(known)):
                shown = f"`{definition.name}` needs a proof that `{self.show(wanted)}`"
                self.fail(f"{shown}, and this is one that `{self.show(self.partial(known))}`", span)


def _turned(term: Term) -> Term:
    """The proposition with `<` for `>`, as Lean unfolds them."""
    if isinstance(term, Builtin) and term.name in _TURNED:
        return Builtin(term.type, _TURNED[term.name], term.arguments[::-1])
    return term
