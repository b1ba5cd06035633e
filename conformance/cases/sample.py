"""Hypothesis strategies for a law's inputs, derived from the types of its binders alone."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.cases.domain import Domain, Prepare
from conformance.lean.evaluate import Evaluator, Frame, Value, compile_term
from conformance.lean.syntax import (
    BoolType,
    FinType,
    FunctionType,
    ListType,
    NatType,
    PropType,
    Type,
    unfold,
)
from conformance.lean.values import Table

try:
    from hypothesis.internal.conjecture import providers
    from hypothesis.internal.constants_ast import Constants
except ImportError:  # versions without literals
    providers = None  # type: ignore[assignment]

MAX_SIZE = 48
"""Largest size (number of positions) that is sampled."""

MAX_LONE_SIZE = 256
"""Largest size that is sampled for a law whose inputs are sizes alone."""

MAX_LENGTH = 10
"""Longest list that is sampled."""

DRAWS = 2
"""How many frames are drawn for each that is wanted, since Hypothesis repeats itself."""

MAX_ROW = 4_096
"""Most values of one function that are sampled."""

BATCH = 8
"""Frames that one test case of Hypothesis draws: most of what a test case costs, it costs once."""

RUN = 10
"""Test cases of one run of Hypothesis: it mostly varies what it has drawn where a run has more."""

UNMIXED_BYTES, UNMIXED_INTEGER = 51, 100
"""Bytes of this length, and integers up to this one, are drawn by the seed alone: into shorter and larger ones
Hypothesis mixes literals of the modules that happen to be loaded."""

_BOUNDARIES = (
    0, 1, 2, 127, 128, 255, 256, 2**15 - 1, 2**15, 2**16 - 1, 2**16, 2**24, 2**24 + 1, 2**31 - 1, 2**31, 2**32 - 1,
    2**32, 2**53, 2**53 + 1, 2**62, 2**63 - 1, 2**63, 2**64,
)  # fmt: skip


class Uninhabited(Exception):
    """A binder's type has no value for the sizes drawn, as `Fin 0` has none."""


def batches(domain: Domain, prepare: Prepare | None = None) -> SearchStrategy[list[Frame | None]]:
    """Groups of frames of a law's binders, inside the limits; None where the sizes drawn leave a type no value."""
    brought_inside = prepare or domain.brought_inside
    sampler = _Sampler(domain)
    if not domain.binders or sampler.largest < sampler.smallest:
        return st.nothing()

    @st.composite
    def draw_batch(draw: DrawFn) -> list[Frame | None]:
        bulk = random.Random(draw(_SEEDS))
        drawn = [sampler.frame(_Source(draw, bulk)) for _ in range(BATCH)]
        return [None if frame is None else brought_inside(frame) for frame in drawn]

    return draw_batch()


def draw(domain: Domain, examples: int, seed: int, prepare: Prepare | None = None) -> list[Frame | None]:
    """That many frames, no two alike, or as many as are found, prepared by `domain.brought_inside` or as is given.

    None stands for a draw without a value for some type, and for one that cannot be brought inside the limits.
    """
    drawn: list[Frame | None] = []
    seen: set[tuple[Value, ...]] = set()

    def keep(batch: Sequence[Frame | None]) -> None:
        for frame in batch:
            if len(seen) == examples:
                return
            if frame is None:
                drawn.append(None)
            elif (key := tuple(frame)) not in seen:
                seen.add(key)
                drawn.append(frame)

    strategy = batches(domain, prepare)
    for run_seed in _seeds(examples, seed):
        before = len(seen)
        _run(strategy, run_seed, keep)
        if len(seen) in (before, examples):
            break
    return drawn


def _seeds(examples: int, seed: int) -> range:
    """Seeds of as many runs as bring that many frames with some to spare."""
    runs = -(-DRAWS * examples // (BATCH * RUN))
    return range(seed, seed + runs)


def _run(
    strategy: SearchStrategy[list[Frame | None]], seed: int, use: Callable[[Sequence[Frame | None]], None]
) -> None:
    @seeded(seed)
    @settings(
        max_examples=RUN, database=None, deadline=None, derandomize=False, print_blob=False,
        phases=(Phase.generate,), suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
    )  # fmt: skip
    @given(strategy)
    def evaluate(batch: list[Frame | None]) -> None:
        use(batch)

    with contextlib.suppress(Unsatisfiable), _literals_unread():
        evaluate()


@contextlib.contextmanager
def _literals_unread() -> Iterator[None]:
    """Spares Hypothesis reading the source of every module that is loaded for literals, none of which is ever drawn.

    It also writes them to a folder. A version without this step has nothing to spare.
    """
    read = getattr(providers, "_get_local_constants", None)
    if read is None:
        yield
        return
    providers._get_local_constants = Constants
    try:
        yield
    finally:
        providers._get_local_constants = read


class _Source:
    """Where the parts of one input come from: choices of Hypothesis', and bulk data from a seed that it drew."""

    def __init__(self, draw: DrawFn, bulk: random.Random) -> None:
        self._draw, self._bulk = draw, bulk
        self.pools: dict[int, list[int]] = {}

    def boolean(self) -> bool:
        return bool(self._draw(st.booleans()))

    def integer(self, least: int, largest: int) -> int:
        span = largest - least
        if span <= UNMIXED_INTEGER:
            return least + self._draw(_up_to(span))
        return self._bulk.randint(least, largest)

    def bytes(self, length: int) -> bytes:
        return self._bulk.randbytes(length)


@cache
def _up_to(span: int) -> SearchStrategy[int]:
    return st.integers(0, span)


_SEEDS = st.binary(min_size=UNMIXED_BYTES, max_size=UNMIXED_BYTES)


class _Sampler:
    """Draws inputs of a domain.

    Sizes, lengths and indices are choices of Hypothesis' each. What has many parts comes as bytes from a seed that it
    draws, one a part, and a byte is mapped to an index or a natural by a table: a choice costs as much as an input.
    """

    def __init__(self, domain: Domain) -> None:
        self.domain = domain
        binders = domain.binders
        limits = domain.bounds.limits
        self.distinct = limits.distinct_indices
        self.least = 1 if limits.nonempty else 0
        needs_position = any(isinstance(unfold(b.type), FinType) for b in binders)
        self.smallest = max(int(needs_position), *domain.least_sizes.values(), 0)
        # Lists of distinct indices share the positions, and each leaves the others what they need at least.
        self.sharing = sum(_holds_indices(b.type) for b in binders)
        if self.distinct and self.sharing:
            self.smallest = max(self.smallest, self.least * self.sharing)
        # A law over sizes alone has one input a size; with tables and lists over them a small size says as much.
        largest = MAX_SIZE if any(b.name not in domain.sizes for b in binders) else MAX_LONE_SIZE
        caps = [c for c in (domain.most_size, domain.most_looped) if c is not None]
        self.largest = min([largest, *caps])
        self.most_counted = min([MAX_SIZE, *(c for c in (domain.bounds.max_nat, domain.most_looped) if c is not None)])
        self.naturals = naturals(domain.bounds.max_nat)
        self._sizes: dict[FinType, Evaluator] = {}

    def frame(self, source: _Source) -> Frame | None:
        """A frame; None where a type has no value."""
        frame: list[Value] = []
        for binder in self.domain.binders:
            if binder.name in self.domain.sizes:
                frame.append(source.integer(self.smallest, self.largest))
                continue
            if binder.name in self.domain.counted:
                frame.append(source.integer(0, self.most_counted))
                continue
            try:
                frame.append(self.value(source, binder.type, frame))
            except Uninhabited:
                return None
        return frame

    def size(self, type_: FinType, frame: Frame) -> int:
        if type_ not in self._sizes:
            self._sizes[type_] = compile_term(type_.size, self.domain.names, {})
        return int(self._sizes[type_](frame))

    def value(self, source: _Source, type_: Type, frame: Frame) -> Value:
        match unfold(type_):
            case BoolType() | PropType():
                return source.boolean()
            case NatType():
                return self.naturals[source.bytes(1)[0]]
            case FinType() as fin:
                size = self.size(fin, frame)
                if self.distinct and size:
                    return self.fresh(source, size, 1)[0]
                if not size:
                    raise Uninhabited
                return source.integer(0, size - 1)
            case ListType(item=item):
                return self.items(source, item, frame)
            case FunctionType(domain=from_, codomain=codomain):
                finite = unfold(from_)
                if isinstance(finite, FinType):
                    return self.row(source, codomain, self.size(finite, frame), frame)
                if isinstance(finite, BoolType):
                    return self.row(source, codomain, 2, frame)
                return Table(self.row(source, codomain, 4, frame))
        raise TypeError(f"no inputs for {type_!r}")

    def row(self, source: _Source, type_: Type, length: int, frame: Frame) -> tuple[Value, ...]:
        """That many values of a type.

        Raises:
            Uninhabited: they are too many to be drawn.
        """
        if length > MAX_ROW:
            raise Uninhabited
        match unfold(type_):
            case BoolType() | PropType():
                return tuple([b > 127 for b in source.bytes(length)])
            case NatType():
                return tuple([self.naturals[b] for b in source.bytes(length)])
        return tuple([self.value(source, type_, frame) for _ in range(length)])

    def items(self, source: _Source, type_: Type, frame: Frame) -> tuple[Value, ...]:
        """A list."""
        match unfold(type_):
            case FinType() as fin:
                size = self.size(fin, frame)
                if self.distinct and size:
                    left = len(self.pool(source, size))
                    if left < self.least:
                        raise Uninhabited
                    most = max(self.least, left - self.least * (self.sharing - 1))
                    return tuple(self.fresh(source, size, source.integer(self.least, most)))
                if size:
                    length = source.integer(self.least, MAX_LENGTH)
                    if size > 256:
                        return tuple([source.integer(0, size - 1) for _ in range(length)])
                    return tuple([b * size >> 8 for b in source.bytes(length)])
                if self.least:
                    raise Uninhabited
                return ()
            case NatType():
                return tuple([self.naturals[b] for b in source.bytes(source.integer(self.least, MAX_LENGTH))])
        return self.row(source, type_, source.integer(self.least, 4), frame)

    def pool(self, source: _Source, size: int) -> list[int]:
        """Indices below `size` that no value of this input has yet, in a drawn order."""
        pools = source.pools
        if size not in pools:
            keys = source.bytes(size)
            pools[size] = sorted(range(size), key=lambda k: (keys[k], k), reverse=True)
        return pools[size]

    def fresh(self, source: _Source, size: int, count: int) -> list[int]:
        """That many indices that no value of this input has yet."""
        pool = self.pool(source, size)
        if len(pool) < count:
            raise Uninhabited
        return [pool.pop() for _ in range(count)]


def _holds_indices(type_: Type) -> bool:
    match unfold(type_):
        case FinType():
            return True
        case ListType(item=item):
            return _holds_indices(item)
    return False


def naturals(largest: int | None) -> tuple[int, ...]:
    """256 naturals in rising order, the small ones many times over: those up to 9, those around the ends of dtypes,
    and others of each length up to `largest` (2^64 where nothing limits)."""
    top = 2**64 if largest is None else largest
    small = [k for k in range(10) for _ in range(12)]
    lengths = [(2**k * 5) // 7 for k in range(4, top.bit_length() + 1)]
    found = [k for k in (*_BOUNDARIES, *lengths, top) if 9 < k <= top]
    kept = [k for k in small if k <= top]
    missing = 256 - len(kept) - len(found)
    spread = [top * (k + 1) // (missing + 1) for k in range(missing)]
    return tuple(sorted([*kept, *found, *spread]))
