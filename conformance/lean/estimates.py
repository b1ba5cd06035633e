"""What a statement estimates by drawing, as a probability: how often it draws, and where it may stand."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.lean.nodes import Term
from conformance.lean.prelude import BUILTINS
from conformance.lean.syntax import Builtin, ForAll, subterms

_COMPARED = frozenset({"Eq", "LE.le", "GE.ge"})


def draws_of(terms: Iterable[Term]) -> int:
    """How often statements ask the same to estimate something; 1 where they estimate nothing."""
    return max((_draws(part) for term in terms for part in subterms(term)), default=0) or 1


def _draws(term: Term) -> int:
    return BUILTINS[term.name].draws if isinstance(term, Builtin) else 0


def misplaced(assumed: Iterable[Term], claim: Term) -> Term | None:
    """An estimate that is not just compared, by `=`, `≤` or `≥`, in what is claimed: elsewhere draws decide nothing."""
    if (found := _any_in(assumed)) is not None:
        return found
    match claim:
        case ForAll(body=body):
            return misplaced((), body)
        case Builtin(name="And", arguments=parts):
            return next((found for part in parts if (found := misplaced((), part)) is not None), None)
        case Builtin(name="→", arguments=(condition, rest)):
            return misplaced((condition,), rest)
        case Builtin(name=name, arguments=sides) if name in _COMPARED:
            estimated = [side for side in sides if _draws(side)]
            if len(estimated) < 2:
                inner = [a for side in estimated if isinstance(side, Builtin) for a in side.arguments]
                return _any_in([*inner, *(side for side in sides if not _draws(side))])
    return _any_in([claim])


def _any_in(terms: Iterable[Term]) -> Term | None:
    return next((part for term in terms for part in subterms(term) if _draws(part)), None)
