"""Hypothesis strategies for a law's inputs, derived from the types of its binders alone."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.errors import Flaky, Unsatisfiable
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.cases.domain import Domain
from conformance.lean.evaluate import Frame, Value, compile_term
from conformance.lean.syntax import (
    Binder,
    BoolType,
    FinType,
    FunctionType,
    ListType,
    NatType,
    PropType,
    Type,
    unfold,
)

MAX_SIZE = 16
"""Largest size (number of positions) that is sampled."""

MAX_LONE_SIZE = 256
"""Largest size that is sampled for a law whose inputs are sizes alone."""

MAX_LENGTH = 10
"""Longest list that is sampled."""

_BOUNDARIES = (0, 1, 2, 127, 128, 255, 256, 2**15, 2**16, 2**24, 2**31, 2**32, 2**53, 2**62, 2**63, 2**64)


class Uninhabited(Exception):
    """A binder's type has no value for the sizes drawn, as `Fin 0` has none."""


def frames(domain: Domain) -> SearchStrategy[Frame | None]:
    """Frames of a law's binders, inside the limits; None where the sizes drawn leave a type without a value."""
    binders = domain.binders
    names = domain.names
    needs_position = any(isinstance(unfold(b.type), FinType) for b in binders)
    limits = domain.bounds.limits
    smallest = 1 if needs_position or limits.nonempty else 0
    # A law over sizes alone has one input a size; with tables and lists over them a small size says as much.
    largest = MAX_SIZE if any(b.name not in domain.sizes for b in binders) else MAX_LONE_SIZE
    if limits.max_n is not None:
        largest = min(largest, limits.max_n)
    if largest < smallest:
        return st.nothing()

    @st.composite
    def draw_frame(draw: DrawFn) -> Frame | None:
        frame: list[Value] = []
        pools: dict[int, list[int]] = {}
        for binder in binders:
            try:
                frame.append(_draw_binder(draw, binder, frame, names, domain, (smallest, largest), pools))
            except Uninhabited:
                return None
        return domain.fit(domain.construct(frame))

    return draw_frame()


def draw(domain: Domain, examples: int, seed: int) -> list[Frame | None]:
    """That many frames; None where one has no value for a type, or cannot be brought inside the limits."""
    drawn: list[Frame | None] = []

    def keep(frame: Frame | None) -> None:
        drawn.append(frame)

    _run(domain, examples, seed, keep)
    return drawn


def shrink(domain: Domain, examples: int, seed: int, fails: Callable[[Frame], bool]) -> list[Frame]:
    """Frames that failed, smallest first, found by drawing those of `draw` again; none where none of them fails now."""
    failing: list[Frame] = []

    def check(frame: Frame | None) -> None:
        if frame is None or not domain.premises_met(frame):
            reject()
        if fails(frame):
            failing.append(frame)
            raise _Failing

    with contextlib.suppress(_Failing, Flaky):
        _run(domain, examples, seed, check)
    return failing[::-1]


class _Failing(Exception):
    pass


def _run(domain: Domain, examples: int, seed: int, use: Callable[[Frame | None], None]) -> None:
    @seeded(seed)
    @settings(
        max_examples=examples, database=None, deadline=None, derandomize=False, print_blob=False,
        phases=(Phase.generate, Phase.shrink), suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
    )  # fmt: skip
    @given(frames(domain))
    def evaluate(frame: Frame | None) -> None:
        use(frame)

    with contextlib.suppress(Unsatisfiable):
        evaluate()


def _draw_binder(
    draw: DrawFn,
    binder: Binder,
    frame: list[Value],
    names: tuple[str, ...],
    domain: Domain,
    sizes: tuple[int, int],
    pools: dict[int, list[int]],
) -> Value:
    if binder.name in domain.sizes:
        return draw(st.integers(*sizes))

    def size_of(type_: FinType) -> int:
        return int(compile_term(type_.size, names, {})(frame))

    return _draw_value(draw, binder.type, size_of, domain, pools)


def _draw_value(
    draw: DrawFn,
    type_: Type,
    size_of: Callable[[FinType], int],
    domain: Domain,
    pools: dict[int, list[int]],
) -> Value:
    def inner(item: Type) -> Any:
        return _draw_value(draw, item, size_of, domain, pools)

    distinct = domain.bounds.limits.distinct_indices
    match unfold(type_):
        case BoolType() | PropType():
            return draw(st.booleans())
        case NatType():
            return draw(naturals(domain.bounds.max_nat))
        case FinType() as fin:
            size = size_of(fin)
            if distinct:
                pool = _pool(draw, size, pools)
                if not pool:
                    raise Uninhabited
                return pool.pop()
            if size == 0:
                raise Uninhabited
            return draw(st.integers(0, size - 1))
        case ListType(item=item):
            least = 1 if domain.bounds.limits.nonempty else 0
            unfolded = unfold(item)
            if isinstance(unfolded, FinType):
                size = size_of(unfolded)
                if distinct:
                    pool = _pool(draw, size, pools)
                    if len(pool) < least:
                        raise Uninhabited
                    return tuple(pool.pop() for _ in range(draw(st.integers(least, len(pool)))))
                if size == 0:
                    if least:
                        raise Uninhabited
                    return ()
                return tuple(draw(st.lists(st.integers(0, size - 1), min_size=least, max_size=MAX_LENGTH)))
            return tuple(inner(item) for _ in range(draw(st.integers(least, 4))))
        case FunctionType(domain=from_, codomain=codomain):
            finite = unfold(from_)
            if isinstance(finite, FinType):
                size = size_of(finite)
                match unfold(codomain):
                    case NatType():
                        values = st.lists(naturals(domain.bounds.max_nat), min_size=size, max_size=size)
                        return tuple(draw(values))
                    case BoolType() | PropType():
                        return tuple(draw(st.lists(st.booleans(), min_size=size, max_size=size)))
                return tuple(inner(codomain) for _ in range(size))
            if isinstance(finite, BoolType):
                return (inner(codomain), inner(codomain))
            return Table(tuple(inner(codomain) for _ in range(4)))
    raise TypeError(f"no inputs for {type_!r}")


class Table:
    """A function on an infinite type: its values are taken in turn by the argument's hash."""

    def __init__(self, values: tuple[Value, ...]) -> None:
        self.values = values

    def __call__(self, argument: Value) -> Value:
        return self.values[hash(argument) % len(self.values)]

    def __repr__(self) -> str:
        return f"fun k => {list(self.values)}[k % {len(self.values)}]"


def naturals(largest: int | None) -> SearchStrategy[int]:
    """Small naturals, boundaries of the dtypes, and anything up to `largest` (2^64 where nothing limits)."""
    top = 2**64 if largest is None else largest
    boundaries = [b for b in _BOUNDARIES if b <= top]
    return st.one_of(st.integers(0, min(9, top)), st.integers(0, top), st.sampled_from([*boundaries, top]))


def _pool(draw: DrawFn, size: int, pools: dict[int, list[int]]) -> list[int]:
    """Indices below `size` that no value of this input has yet, in a drawn order."""
    if size not in pools:
        pools[size] = list(draw(st.permutations(range(size))))
    return pools[size]
