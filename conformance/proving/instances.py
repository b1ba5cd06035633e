"""What is known already, said of what a theorem speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

import z3

from conformance.lean.nodes import Term, Type
from conformance.lean.syntax import BINDING, Binder, Lambda, Variable, children
from conformance.lean.types import SORT, unfold
from conformance.lean.variables import free_variables
from conformance.proving.kinds import Expr, Natural, Unstated, implied
from conformance.proving.patterns import patterns_for
from conformance.proving.proposition import Proposition, has_functions, item_types
from conformance.proving.reading import Names, Reader
from conformance.proving.unfolding import matched

MOST = 12
"""How often a theorem is said of something else."""

Found = dict[str, Term | Type]


@dataclass(frozen=True)
class Known:
    """A theorem that was proved; `is_loose` where that was of more than the values of its types."""

    stated: Proposition
    is_loose: bool


@dataclass(frozen=True)
class Instance:
    """What a theorem says of something; `is_loose` where that holds of values that are none of their types as well."""

    said: Expr
    is_loose: bool


def relevant(every: Sequence[Known], goal: Proposition) -> list[Known]:
    """The theorems that speak of the built-in functions of a goal, or of those that other such theorems bring."""
    heads, found = goal.heads, dict.fromkeys(range(len(every)), False)
    while further := [k for k, one in enumerate(every) if not found[k] and one.stated.claimed <= heads]:
        found.update(dict.fromkeys(further, True))
        heads = heads.union(*(every[k].stated.heads for k in further))
    return [one for k, one in enumerate(every) if found[k]]


def instances(theorem: Known, goal: Proposition, names: Names, reader: Reader) -> list[Instance]:
    """A theorem said of the functions and types of a goal."""
    known, said = theorem.stated, []
    for found, bound in islice(_choices(known, goal), MOST):
        try:
            said.append(_said(theorem, found, bound, names, reader))
        except Unstated:
            continue
    return said


def _choices(known: Proposition, goal: Proposition) -> Iterator[tuple[Found, tuple[Binder, ...]]]:
    """What may stand for the types and functions of a theorem, with the variables around it."""
    if not known.matched:
        yield {}, ()
        return
    types = [b.name for b in known.binders if b.type == SORT]
    functions = [b.name for b in known.binders if has_functions(b.type)]
    partial: list[tuple[Found, tuple[Binder, ...]]] = [({}, ())]
    patterns = [o.term for o in known.occurrences if not o.bound]
    for name in functions:
        using = [p for p in patterns if any(_is_variable(a, name) for a in p.arguments)]
        further = []
        for found, bound in partial:
            if name in found:
                further.append((found, bound))
                continue
            for pattern, occurrence in product(using, goal.occurrences):
                trial = dict(found)
                if matched(pattern, occurrence.term, known.matched, trial) and name in trial:
                    trial = {k: v for k, v in trial.items() if k in known.matched}
                    around = (*bound, *(b for b in occurrence.bound if b not in bound))
                    if (trial, around) not in further:
                        further.append((trial, around))
            if not using:
                further += _of_binders(known, name, found, bound, goal)
        partial = further
    items = [*item_types(goal)]
    for found, bound in partial:
        open_types = [name for name in types if name not in found]
        for chosen in product(items, repeat=len(open_types)):
            typed = {**found, **dict(zip(open_types, chosen, strict=True))}
            yield from ((named, bound) for named in _with_numbers(known, typed))


def _with_numbers(known: Proposition, found: Found) -> Iterator[Found]:
    """What may stand for a number of which a theorem speaks beside its functions: a part of what these give that does
    not hang on their arguments."""
    if not known.unnamed:
        yield found
        return
    parts = dict.fromkeys(part for what in found.values() if isinstance(what, Lambda) for part in _fixed(what))
    for chosen in product(parts, repeat=len(known.unnamed)):
        if all(unfold(b.type) == unfold(c.type) for b, c in zip(known.unnamed, chosen, strict=True)):
            yield {**found, **{b.name: c for b, c in zip(known.unnamed, chosen, strict=True)}}


def _fixed(function: Lambda) -> Iterator[Term]:
    """The parts of what a function gives that are the same for all of its arguments."""
    pending: list[tuple[Term, frozenset[str]]] = [(function.body, frozenset({function.name}))]
    while pending:
        term, bound = pending.pop()
        if not free_variables(term) & bound:
            yield term
        inner = bound | {term.name} if isinstance(term, BINDING) else bound
        pending += [(part, inner) for part in children(term)]


def _of_binders(
    known: Proposition, name: str, found: Found, bound: tuple[Binder, ...], goal: Proposition
) -> Iterator[tuple[Found, tuple[Binder, ...]]]:
    """A function that stands nowhere by itself: any that the goal binds may be it, whose type is the same."""
    pattern = next(Variable(b.type, b.name) for b in known.binders if b.name == name)
    for binder in goal.binders:
        trial = dict(found)
        if has_functions(binder.type) and matched(pattern, Variable(binder.type, binder.name), known.matched, trial):
            yield {k: v for k, v in trial.items() if k in known.matched}, bound


def _is_variable(term: Term, name: str) -> bool:
    return isinstance(term, Variable) and term.name == name


def _said(theorem: Known, found: Found, bound: Sequence[Binder], names: Names, reader: Reader) -> Instance:
    needed = frozenset().union(*map(free_variables, found.values())) if found else frozenset()
    around, constants, guards = dict(names), [], []
    for binder in _needed(bound, needed):
        value, consts, holds = reader.session.arbitrary(reader.sorts.kind(binder.type, around), binder.name)
        around[binder.name] = value
        constants += consts
        guards += holds
    given = {
        name: reader.sorts.kind(what, around) if isinstance(what, Type) else reader.read(what, around)
        for name, what in found.items()
    }
    known = theorem.stated
    stated = reader.statement(known.binders, known.premises, known.claim, given, is_goal=False)
    is_loose = theorem.is_loose and not (known.gives_items and any(isinstance(v, Natural) for v in given.values()))
    if is_loose:
        stated = stated.loosened()
    said = for_all([*constants, *stated.constants], [*guards, *stated.assumed], stated.claim)
    return Instance(said, is_loose)


def _needed(bound: Sequence[Binder], needed: frozenset[str]) -> list[Binder]:
    """The binders that bind what is needed, or what the types of those need."""
    kept: list[Binder] = []
    for binder in reversed(bound):
        if binder.name in needed:
            kept.insert(0, binder)
            needed |= free_variables(binder.type)
    return kept


def for_all(constants: Sequence[Expr], assumed: Sequence[Expr], claim: Expr) -> Expr:
    """That a claim holds for all values of some constants of which something is assumed."""
    said = implied(assumed, [claim])
    if not constants:
        return said
    patterns = patterns_for(constants, claim)
    return z3.ForAll([*constants], said, patterns=patterns) if patterns else z3.ForAll([*constants], said)
