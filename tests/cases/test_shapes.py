"""Inputs of few shapes, for libraries that compile a function anew for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from conformance.carriers.nested import shape_of
from conformance.cases.domain import Domain
from conformance.cases.profiles import PROFILES
from conformance.cases.shapes import few
from conformance.cases.streams import Streams
from conformance.cases.telescope import telescope
from conformance.cases.wide import factors_of, wide_cases
from conformance.checking.crossing import crossed as crossed_by
from conformance.checking.laws import laws_of
from conformance.laws.specfile import shipped
from conformance.lean.closures import Frame
from tests.cases.support import domain_of, shipped_law
from tests.some import some

DEFAULT = PROFILES["default"]
# One of those over the same variables stands for all, as they have the same inputs.
LAWS = list({telescope(law): law.id for law in laws_of(shipped()) if law.kind != "obligation"}.values())


def inputs(domain: Domain) -> Iterator[Frame]:
    """What a default run tries."""
    streams = Streams(DEFAULT, 0)
    _, chunks = streams.enumerated(domain, DEFAULT.exhaustive) or ("", ())
    for chunk in chunks:
        yield from chunk.frames
    yield from (frame for frame in streams.sampled(domain) if frame is not None)
    yield from (case.frame for case in wide_cases(domain, DEFAULT.wide, 0) if case.frame is not None)


def partitions_met(domain: Domain, frames: Iterable[Frame]) -> int:
    """The partitions that some input falls into, as a set of bits; no more are made once each is met."""
    found, every = 0, (1 << len(domain.classifier.names)) - 1
    for frame in frames:
        found |= domain.classifier.bits(frame)
        if found == every:
            break
    return found


def shapes(domain: Domain, frames: Iterable[Frame]) -> set[tuple[object, ...]]:
    """The sizes of the inputs with the lengths of their vectors, each once."""
    sized = [name in domain.sizes for name in domain.names]
    return {
        tuple(value if is_size else shape_of(value) for is_size, value in zip(sized, frame, strict=True))
        for frame in frames
    }


@pytest.mark.parametrize("name", some(LAWS, 8))
def test_a_default_run_has_few_shapes_and_every_partition(name: str) -> None:
    domain = domain_of(shipped_law(name), few_shapes=True)
    made = list(inputs(domain))
    # Sizes of several kinds make shapes of their own.
    assert len(shapes(domain, made)) <= (260 if len(domain.sizes) == 1 else 400)
    plain = domain_of(shipped_law(name))
    assert partitions_met(domain, made) == partitions_met(plain, inputs(plain))


def test_shapes_are_those_of_any_number_where_nothing_compiles_them() -> None:
    domain = domain_of(shipped_law("maskedLoss_append"))
    assert len(shapes(domain, inputs(domain))) > 300


@pytest.mark.parametrize(
    ("least", "largest", "found"), [(0, 9, [0, 4, 8]), (5, 8, [8]), (5, 7, [5, 7]), (6, 6, [6]), (9, 20, [9, 20])]
)
def test_numbers_of_a_few_in_a_range(least: int, largest: int, found: list[int]) -> None:
    assert few((0, 4, 8), least, largest) == found


@pytest.mark.parametrize("name", ["selected", "complement", "maskedLoss", "maskedLoss_cons", "maskedLoss_append"])
def test_every_pair_of_levels_is_met_that_few_shapes_have(name: str) -> None:
    domain = domain_of(shipped_law(name), few_shapes=True)
    cases = list(wide_cases(domain, 2, 0))
    met = {id(case): "" for case in cases if case.frame is not None}
    found = crossed_by(factors_of(domain), ("",), 2, cases, met)
    assert found is not None
    crossed = found.counted()
    assert not [missing for missing in crossed.missing if missing.reason == "budget"]
    assert crossed.met > 0.98 * crossed.there
