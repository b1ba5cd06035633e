"""Parts of a term that come to the same for every value of a variable, though they make calls."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.lean.closures import Evaluator, Frame, Value
from conformance.lean.nodes import Term
from conformance.lean.syntax import Exists, ForAll, Lambda, called, children
from conformance.lean.variables import free_variables


def invariants(body: Term, name: str) -> list[Term]:
    """The largest parts of a term that call operations and depend neither on a variable nor on others bound in it."""
    return list(_invariants(body, frozenset((name,))))


def _invariants(term: Term, bound: frozenset[str]) -> Iterator[Term]:
    if not called(term):
        return
    if bound.isdisjoint(free_variables(term)):
        yield term
        return
    inner = bound | {term.name} if isinstance(term, (Lambda, ForAll, Exists)) else bound
    for part in children(term):
        yield from _invariants(part, inner)


def recalled(evaluate: Evaluator, size: int, slot: int) -> Evaluator:
    """What is worked out of the first values of a frame where it is first asked for, and kept in the list in a slot."""

    def recalled(frame: Frame) -> Value:
        cell: list[Value] = frame[slot]
        if not cell:
            cell.append(evaluate(frame[:size]))
        return cell[0]

    return recalled
