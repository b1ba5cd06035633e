"""What cannot be read before a type is known, and is read once it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from conformance.lean.elaborate.coercions import Coercions
from conformance.lean.elaborate.environment import Environment
from conformance.lean.elaborate.scope import Scope
from conformance.lean.errors import Span
from conformance.lean.nodes import Term, Type
from conformance.lean.syntax import Hole, Variable
from conformance.lean.types import TypeHole


@dataclass(frozen=True, slots=True)
class Postponed:
    """A term that cannot be read before a type is known: `awaited`; `hole` stands for it until then."""

    hole: Hole
    awaited: Type
    read: Callable[[], Term]
    locals: dict[str, Variable]
    names: frozenset[str]
    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class Overloaded:
    """An operator whose operands have types that are not known yet; what it gives has a type of its own until then.

    As in Lean, they need not agree before both are known, or nothing more is to be learnt.
    """

    symbol: str
    left: Type
    right: Type
    result: Type
    span: Span


class Postponing(Coercions, Scope):
    """Keeps what waits, in the order in which it was met."""

    def __init__(self, environment: Environment, text: str) -> None:
        super().__init__(environment, text)
        self.postponed: list[Postponed] = []
        self.overloaded: list[Overloaded] = []

    def postpone(
        self, awaited: Type, read: Callable[[], Term], expected: Type | None, message: str, span: Span
    ) -> Term:
        type_ = self.type_hole(span, "a type") if expected is None else expected
        hole = self.hole(type_, span, "a term")
        self.postponed.append(Postponed(hole, awaited, read, dict(self.locals), self.names, message, span))
        self.waiting.add(hole.id)
        return hole

    def mark(self) -> tuple[int, int]:
        """A place in what waits, from which on to `resume`."""
        return len(self.postponed), len(self.overloaded)

    def resume(self, start: tuple[int, int]) -> None:
        """Reads what was postponed since `start` and waits no longer, and settles operators."""
        self.settle(start[1])
        ready = True
        while ready and len(self.postponed) > start[0]:
            since = self.postponed[start[0] :]
            del self.postponed[start[0] :]
            ready = False
            for task in since:
                if isinstance(self.plain(task.awaited), TypeHole):
                    self.postponed.append(task)
                    continue
                ready = True
                saved = self.locals, self.names
                self.locals, self.names = task.locals, task.names
                term = self.coerce(task.read(), task.hole.type, task.span)
                self.locals, self.names = saved
                self.waiting.discard(task.hole.id)
                self.terms[task.hole.id] = term
            self.settle(start[1])

    def settle(self, start: int) -> None:
        """Lets the types of operators agree whose operands are known by now."""
        since = self.overloaded[start:]
        del self.overloaded[start:]
        for operator in since:
            if isinstance(self.plain(operator.left), TypeHole) or isinstance(self.plain(operator.right), TypeHole):
                self.overloaded.append(operator)
            else:
                self.agree(operator)

    def settle_all(self) -> None:
        """Lets the types of all operators agree, as nothing more is to be learnt of them."""
        while self.overloaded:
            waiting, self.overloaded = self.overloaded, []
            for operator in waiting:
                self.agree(operator)
            self.resume((0, 0))

    def agree(self, operator: Overloaded) -> None:
        left, right, result = operator.left, operator.right, operator.result
        if not self.try_unify(right, left):
            self.fail(f"there is no `{operator.symbol}` between `{self.show(left)}` and `{self.show(right)}`",
                      operator.span)  # fmt: skip
        if not self.try_unify(result, left):
            self.fail(f"`{operator.symbol}` of two `{self.show(left)}` is no `{self.show(result)}`", operator.span)
