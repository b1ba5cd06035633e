"""Faulty backends in shards: each law comes to what it comes to in one run, whatever fails first and wherever."""

from __future__ import annotations

import functools
import random
from dataclasses import replace

import pytest

from conformance.backends.zoo import Specimen, specimens
from conformance.cases.profiles import PROFILES
from conformance.cases.shards import Shard
from conformance.cases.streams import Streams
from conformance.checking.checker import Checker
from conformance.laws.specfile import shipped
from conformance.records.joining import joined
from conformance.records.result import Result
from conformance.runs.selftest import asked_of
from conformance.subjects.loading import load_backend

pytest.importorskip("numpy")

PROFILE, SEED = PROFILES["quick"], 0
SPEC = functools.cache(shipped)
STREAMS = Streams(PROFILE, SEED)
FAULTY = [
    s for library in ("python", "numpy") for s in specimens(library)
    if s.is_faulty and s.modules == ("masking",) and "nondeterministic" not in s.caught_by.values()
]  # fmt: skip
"""Those whose results do not hang on earlier calls, of which a shard makes others."""


def checked(specimen: Specimen, shard: Shard | None) -> dict[str, Result]:
    """The results of the definitions and theorems that a specimen is asked, of what was called by no other before."""
    spec = SPEC(*specimen.modules)
    laws = [law for law in asked_of(specimen) if law.obligation is None]
    found = {}
    for law in laws:
        backend = load_backend(specimen.implementation, spec.operations)
        found[law.id] = Checker(backend, spec, PROFILE, SEED, STREAMS, shard=shard).check(law)
    return found


def comparable(result: Result) -> Result:
    """A result without its time, and without the input that is shown where that hangs on how deep the stack is."""
    deep = result.failure is not None and "RecursionError" in result.failure.message
    return replace(result, seconds=0.0, failure=None if deep else result.failure)


@pytest.mark.slow
@pytest.mark.parametrize("turn", range(4))
def test_laws_of_faulty_backends_come_to_what_they_come_to_in_one_run(turn: int) -> None:
    for specimen in FAULTY[turn::4]:
        one = checked(specimen, None)
        parts = [checked(specimen, Shard(k, 3)) for k in (1, 2, 3)]
        random.Random(specimen.name).shuffle(parts)
        for law, result in one.items():
            merged = joined([part[law] for part in parts], None)
            assert comparable(merged) == comparable(result), f"{specimen.name}: {law}"
