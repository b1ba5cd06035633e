"""Whether a place is one of a list, by what is assumed: as `omega` does it, for differences of naturals.

Each fact says that one natural is at least so much more than another; what follows is read off the longest path.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conformance.lean.nodes import Term
from conformance.lean.parts import conjuncts
from conformance.lean.render import literal_items
from conformance.lean.sizes import fold, offset
from conformance.lean.syntax import Builtin, Literal, subterms
from conformance.lean.types import NAT, FinType, unfold

Fact = tuple[Term, int, Term]
"""`(a, k, b)`: a + k ≤ b."""

_ZERO = Literal(NAT, 0)
_OPPOSITE = {"LT.lt": "GE.ge", "LE.le": "GT.gt", "GT.gt": "LE.le", "GE.ge": "LT.lt"}


def is_within(items: Term, place: Term, assumed: Iterable[Term]) -> bool:
    """Whether `place < items.length` follows."""
    index, length = _natural(place), _natural(Builtin(NAT, "List.length", (items,)))
    claims = [index, length]
    facts: list[Fact] = []
    for proposition in assumed:
        for part in conjuncts(proposition):
            facts += _facts(part)
            claims += [_natural(t) for t in getattr(part, "arguments", ()) if _is_natural(t)]
    parts = {part for claim in claims for part in subterms(claim)}
    facts += [fact for part in parts for fact in _known(part)]
    (base, more), (end, further) = offset(index), offset(length)
    closed = _closed(facts, parts)
    return _follows(closed, (base, more + 1 - further, end))


def _is_natural(term: Term) -> bool:
    return unfold(term.type) == NAT or isinstance(unfold(term.type), FinType)


def _natural(term: Term) -> Term:
    """The natural that a term is, with the lengths of literals written out."""
    if isinstance(unfold(term.type), FinType):
        term = Literal(NAT, term.value) if isinstance(term, Literal) else Builtin(NAT, "Fin.val", (term,))
    match term:
        case Builtin(name="Fin.val", arguments=(Literal(value=value),)):
            return Literal(NAT, value)
        case Builtin(name="List.length", arguments=(Builtin() as items,)) if (
            written := literal_items(items)
        ) is not None:
            return Literal(NAT, len(written))
        case Builtin(name="HAdd.hAdd" | "HSub.hSub" | "Nat.succ", arguments=arguments):
            return fold(Builtin(NAT, term.name, tuple(map(_natural, arguments))))
    return fold(term)


def _facts(proposition: Term) -> Iterator[Fact]:
    """What a proposition says of two naturals."""
    match proposition:
        case Builtin(name="Not", arguments=(Builtin(name=name, arguments=arguments, type=type_),)) if name in _OPPOSITE:
            yield from _facts(Builtin(type_, _OPPOSITE[name], arguments))
        case Builtin(name="LT.lt" | "LE.le" | "GT.gt" | "GE.ge" | "Eq" as name, arguments=(a, b)) if _is_natural(a):
            (left, more), (right, further) = offset(_natural(a)), offset(_natural(b))
            strict = name in ("LT.lt", "GT.gt")
            if name in ("LT.lt", "LE.le", "Eq"):
                yield left, more - further + strict, right
            if name in ("GT.gt", "GE.ge", "Eq"):
                yield right, further - more + strict, left


def _known(term: Term) -> Iterator[Fact]:
    """What holds of a natural by what it is."""
    if not _is_natural(term):
        return
    yield _ZERO, 0, term
    match term:
        case Builtin(name="Fin.val", arguments=(index,)):
            type_ = unfold(index.type)
            assert isinstance(type_, FinType)
            size, more = offset(_natural(type_.size))
            yield term, 1 - more, size
        case Builtin(name="HSub.hSub", arguments=(whole, Literal(value=less))):
            base, more = offset(whole)
            yield term, -more, base
            yield base, more - less, term


def _closed(facts: list[Fact], parts: Iterable[Term]) -> list[Fact]:
    """Facts with those of differences that do not stop at 0, where that follows."""
    differences = [p for p in parts if isinstance(p, Builtin) and p.name == "HSub.hSub" and _is_natural(p)]
    for term in differences:
        whole, less = term.arguments
        base, more = offset(whole)
        if isinstance(less, Literal) and _follows(facts, (_ZERO, less.value - more, base)):
            facts = [*facts, (term, less.value - more, base)]
    return facts


def _follows(facts: list[Fact], wanted: Fact) -> bool:
    start, needed, end = wanted
    farthest: dict[Term, int] = {start: 0}
    for _ in range(len(facts) + 1):
        changed = False
        for a, k, b in [*facts, (_ZERO, 0, end)]:
            if a in farthest and farthest[a] + k > farthest.get(b, farthest[a] + k - 1):
                farthest[b] = farthest[a] + k
                changed = True
        if not changed:
            return farthest.get(end, needed - 1) >= needed
    # What is assumed contradicts itself, and anything follows.
    return True
