"""Statements at random: of many inputs at once a term is what it is of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np
import pytest

from conformance.columns.blocks import column_of
from conformance.columns.column import Column, Items, NotByColumns, TooLarge
from conformance.columns.reading import Defined, read_term
from conformance.lean.evaluate import compile_term
from conformance.lean.nodes import Term
from conformance.lean.quantifiers import strip
from conformance.lean.syntax import Binder, Premise
from conformance.lean.variables import free_variables
from conformance.values.known import sizes_in
from tests.lean.propositions import Writer
from tests.lean.test_interpreter import REFERENCE, SPEC, elaborated, inputs

DEFINED = Defined(SPEC.definitions)
MOST_INPUTS = 200


def shape(binders: list[Binder], named: dict[str, object]) -> tuple[object, ...]:
    """What inputs of a block have in common: numbers on which types depend, and the lengths of vectors."""
    counted = frozenset().union(*(free_variables(s) for b in binders for s in sizes_in(b.type)))
    return tuple(named[b.name] if b.name in counted else lengths(named[b.name]) for b in binders)


def lengths(value: Any) -> object:
    return tuple(map(lengths, value)) if isinstance(value, tuple) else None


def blocks(binders: list[Binder]) -> Iterator[list[tuple[Any, ...]]]:
    found: dict[object, list[tuple[Any, ...]]] = {}
    for named in islice(inputs(binders, {}), MOST_INPUTS):
        found.setdefault(shape(binders, named), []).append(tuple(named[b.name] for b in binders))
    yield from found.values()


def columns(binders: list[Binder], frames: list[tuple[Any, ...]]) -> tuple[Column, ...]:
    made = [column_of(b.type, [f[k] for f in frames]) for k, b in enumerate(binders)]
    return tuple(map(once, made))


def once(column: Column) -> Column:
    """One number for all, where it is the same, as of the sizes of a block's inputs."""
    if isinstance(column, Items) and column.data.ndim == 1 and (column.data == column.data[:1]).all():
        return Items(column.data[:1], 1, column.most)
    return column


def tried(seed: int) -> str:
    """What became of the statements of a theorem: told together as one by one, or not told together."""
    theorem = elaborated(Writer(seed).theorem())
    context, claim = strip(theorem.context, theorem.conclusion)
    binders = [c for c in context if isinstance(c, Binder)]
    statements: list[Term] = [*(c.statement for c in context if isinstance(c, Premise)), claim]
    names = [b.name for b in binders]
    outcome = "not told"
    for statement in statements:
        try:
            together = read_term(statement, names, DEFINED, SPEC.definitions)
        except NotByColumns:
            continue
        alone = compile_term(statement, names, REFERENCE)
        for frames in blocks(binders):
            try:
                found = together(columns(binders, frames), 1)
            except (NotByColumns, TooLarge):
                continue
            assert isinstance(found, Items)
            got = np.broadcast_to(found.data, (len(frames),)).tolist()
            assert got == [alone(frame) for frame in frames], (seed, statement, frames)
            outcome = "told"
    return outcome


@pytest.mark.parametrize(
    ("first", "count"), [(0, 700), *(pytest.param(n, 2_500, marks=pytest.mark.slow) for n in range(0, 10_000, 2_500))]
)
def test_a_statement_is_the_same_of_many_inputs_at_once(first: int, count: int) -> None:
    outcomes = Counter(map(tried, range(first, first + count)))
    assert outcomes["told"] > 0.6 * count, outcomes
