"""Hypothesis strategies for a law's inputs, derived from the types of its binders alone."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.cases import shapes
from conformance.cases.domain import Domain, Prepare
from conformance.lean.closures import Frame, Value
from conformance.lean.nodes import Term, Type
from conformance.values.known import Sizes, formed, sharing
from conformance.values.magnitudes import naturals
from conformance.values.sources import Uninhabited

try:
    from hypothesis.internal.conjecture import providers
    from hypothesis.internal.constants_ast import Constants
except ImportError:  # versions without literals
    providers = None  # type: ignore[assignment]

MAX_SIZE = 48
"""Largest size (number of positions) that is sampled."""

MAX_FURTHER_SIZE = 12
"""Largest size of the inputs that are drawn where few others meet the premises."""

MAX_LONE_SIZE = 256
"""Largest size that is sampled for a law whose inputs are sizes alone."""

MAX_LENGTH, MAX_NESTED = 10, 4
"""Longest list that is sampled, and longest list of vectors."""

DRAWS = 2
"""How many frames are drawn for each that is wanted, since Hypothesis repeats itself."""

BATCH = 20
"""Frames that one test case of Hypothesis draws: most of what a test case costs, it costs once."""

RUN = 6
"""Test cases of one run of Hypothesis: it mostly varies what it has drawn where a run has more."""

UNMIXED_BYTES, UNMIXED_INTEGER = 51, 100
"""Bytes of this length, and integers up to this one, are drawn by the seed alone: into shorter and larger ones
Hypothesis mixes literals of the modules that happen to be loaded."""


def batches(domain: Domain, prepare: Prepare | None = None) -> SearchStrategy[list[Frame | None]]:
    """Groups of frames of a law's binders, inside the limits; None where the sizes drawn leave a type no value."""
    brought_inside = prepare or domain.brought_inside
    sampler = _Sampler(domain)
    if not domain.binders or sampler.largest < sampler.smallest:
        return st.nothing()

    @st.composite
    def draw_batch(draw: DrawFn) -> list[Frame | None]:
        bulk = random.Random(draw(_SEEDS))
        drawn = [sampler.frame(draw, bulk) for _ in range(BATCH)]
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


def further(domain: Domain, seed: int) -> Iterator[Frame | None]:
    """Frames of small sizes on which the premises are made to hold, without end, drawn by the seed alone.

    That takes a tenth of the time that Hypothesis takes, and a law needs many where its premises leave few others.
    """
    sampler, rng = _Sampler(domain, MAX_FURTHER_SIZE), random.Random(seed)
    while sampler.smallest <= sampler.largest:
        frame = sampler.frame(None, rng)
        yield None if frame is None else domain.brought_inside(frame)


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


@cache
def _up_to(span: int) -> SearchStrategy[int]:
    return st.integers(0, span)


_STEPS = (1, 1, 1, 2, 4)
"""Of how many steps the real numbers of an input have one: mostly all are whole."""

_SEEDS = st.binary(min_size=UNMIXED_BYTES, max_size=UNMIXED_BYTES)


class _Sampler:
    """Draws inputs of a domain; what its values are is their types' to say.

    Sizes, lengths and indices are choices of Hypothesis' each. What has many parts comes as bytes from a seed that it
    draws, one a part, and a byte is mapped to an index or a natural by a table: a choice costs as much as an input.
    """

    def __init__(self, domain: Domain, largest: int | None = None) -> None:
        self.domain = domain
        limits = domain.bounds.limits
        self.distinct = limits.distinct_indices
        self.least = 1 if limits.nonempty else 0
        self.sizes = Sizes(domain.names)
        needs_position = any(map(self._is_empty_at_0, (b.type for b in domain.binders)))
        self.smallest = max(int(needs_position), *domain.least_sizes.values(), 0)
        # Lists of distinct indices share the positions, and each leaves the others what they need at least.
        self.sharing = sharing(b.type for b in domain.binders)
        # A law over sizes alone has one input a size; with tables and lists over them a small size says as much.
        if largest is None:
            largest = MAX_SIZE if any(b.name not in domain.sizes for b in domain.binders) else MAX_LONE_SIZE
        caps = [c for c in (domain.most_size, domain.most_looped) if c is not None]
        self.largest = min([largest, *caps])
        if self.distinct and self.sharing:
            self.smallest = max(self.smallest, min(self.largest, self.least * self.sharing))
        self.most_counted = min([MAX_SIZE, *(c for c in (domain.bounds.max_nat, domain.most_looped) if c is not None)])
        self.naturals = naturals(domain.bounds.max_nat)

    def _is_empty_at_0(self, type_: Type) -> bool:
        """Whether a type of positions has none where all sizes are 0."""
        former, plain = formed(type_)
        size = former.size(plain)
        return former.has_positions and (size is None or not self.sizes.number(size, [0] * len(self.domain.binders)))

    def frame(self, draw: DrawFn | None, bulk: random.Random) -> Frame | None:
        """A frame; None where a type has no value. Without choices of Hypothesis' all of it is bulk data."""
        frame: list[Value] = []
        source = _Source(self, draw, bulk, frame)
        for binder in self.domain.binders:
            if binder.name in self.domain.sizes:
                frame.append(source.among(shapes.SIZES, self.smallest, self.largest))
                continue
            if binder.name in self.domain.counted:
                frame.append(source.integer(0, self.most_counted))
                continue
            former, type_ = formed(binder.type)
            try:
                frame.append(former.drawn(type_, source))
            except Uninhabited:
                return None
        return frame


class _Source:
    """Where the parts of one input come from: choices of Hypothesis', and bulk data from a seed that it drew."""

    longest, longest_nested = MAX_LENGTH, MAX_NESTED

    def __init__(self, sampler: _Sampler, draw: DrawFn | None, bulk: random.Random, frame: Frame) -> None:
        self._draw, self._bulk, self._frame = draw, bulk, frame
        self._number = sampler.sizes.number
        self.naturals: Sequence[int] = sampler.naturals
        self.distinct, self.least, self.sharing = sampler.distinct, sampler.least, sampler.sharing
        self.is_on_grid = sampler.domain.is_on_grid
        self._few_shapes = sampler.domain.bounds.few_shapes
        self.has_negatives = sampler.domain.bounds.has_negatives
        self._pools: dict[Term, list[int]] = {}

    @cached_property
    def step(self) -> int:
        return self._bulk.choice(_STEPS)

    def boolean(self) -> bool:
        return bool(self._bulk.getrandbits(1) if self._draw is None else self._draw(st.booleans()))

    def integer(self, least: int, largest: int) -> int:
        span = largest - least
        if span <= UNMIXED_INTEGER and self._draw is not None:
            return least + self._draw(_up_to(span))
        return self._bulk.randint(least, largest)

    def length(self, least: int, largest: int) -> int:
        return self.among(shapes.LENGTHS, least, largest)

    def among(self, few: Sequence[int], least: int, largest: int) -> int:
        """An integer in a range; one of a few where shapes are to be few."""
        if not self._few_shapes:
            return self.integer(least, largest)
        choices = shapes.few(few, least, largest)
        return choices[self.integer(0, len(choices) - 1)]

    def bytes(self, length: int) -> bytes:
        return self._bulk.randbytes(length)

    def size_of(self, size: Term) -> int:
        return self._number(size, self._frame)

    def pool(self, size: Term) -> list[int]:
        pools = self._pools
        if size not in pools:
            keys = self.bytes(self.size_of(size))
            pools[size] = sorted(range(len(keys)), key=lambda k: (keys[k], k), reverse=True)
        return pools[size]

    def fresh(self, size: Term, count: int) -> list[int]:
        pool = self.pool(size)
        if len(pool) < count:
            raise Uninhabited
        return [pool.pop() for _ in range(count)]
