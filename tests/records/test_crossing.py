"""Combinations as sets of bits: what several shards met together is what one run meets of all."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.records.crossing import Combined, counted, part_of, united
from conformance.records.parts import Levels

FACTORS = (Levels("colour", ("red", "green")), Levels("shape", ("round", "square", "flat")), Levels("size", ("1", "2")))
CHOSEN = [(chosen, prod(len(FACTORS[k].levels) for k in chosen)) for chosen in combinations(range(3), 2)]

met_by = st.fixed_dictionaries({chosen: st.sets(st.integers(0, several - 1)) for chosen, several in CHOSEN})
WHY = {(0, 1): {2: "limit", 5: "size"}, (0, 2): {0: "limit"}, (1, 2): {}}
"""What was asked for and could not be had, whichever shard is asked."""


def combined(met: dict[tuple[int, ...], set[int]]) -> list[Combined]:
    return [
        Combined(chosen, several, met[chosen], {k: why for k, why in WHY[chosen].items() if k not in met[chosen]})  # type: ignore[index]
        for chosen, several in CHOSEN
    ]


@given(st.lists(met_by, min_size=1, max_size=4))
def test_shards_cross_together_what_one_run_crosses(several: list[dict[tuple[int, ...], set[int]]]) -> None:
    parts = [part_of(FACTORS, 2, combined(met)) for met in several]
    everything = {chosen: set().union(*(met[chosen] for met in several)) for chosen, _ in CHOSEN}
    assert united(parts) == united(parts[::-1]) == counted(FACTORS, 2, combined(everything))


def test_shards_whose_inputs_differ_in_other_things_are_refused() -> None:
    part = part_of(FACTORS, 2, [])
    with pytest.raises(ValueError, match="the inputs of the shards differ in other things"):
        united([part, replace(part, factors=FACTORS[:2])])
