"""Inputs of a stage are counted: one by one, and as many as a chunk has."""

from __future__ import annotations

from conformance.cases.blocks import Chunk
from conformance.checking.tally import Tally
from conformance.records.result import StageEvidence

CHUNK = Chunk([[0], [1], [2], [3]], [1, 1, 2, 4], 9, [0, 2, 5, 8], [False, True, True, True])
"""Four of nine inputs meet the premises, which say something of three of them."""


def test_a_chunk_is_counted_with_the_partitions_of_its_inputs() -> None:
    tally = Tally()
    tally.count_chunk(CHUNK, 4, [], CHUNK.drawn)
    assert tally.evidence("n ≤ 3") == StageEvidence(4, 9, "n ≤ 3", 3)
    assert dict(tally.by_bits) == {1: 2, 2: 1, 4: 1}


def test_inputs_on_which_a_law_was_not_evaluated_are_left_out() -> None:
    tally = Tally()
    tally.count_chunk(CHUNK, 4, [1, 3], CHUNK.drawn)
    assert tally.evidence() == StageEvidence(2, 9, "", 1)
    assert dict(tally.by_bits) == {1: 1, 2: 1}


def test_what_comes_after_a_failure_is_not_counted() -> None:
    tally = Tally()
    tally.count_chunk(CHUNK, 2, [], CHUNK.drawn_until(2))
    assert tally.evidence() == StageEvidence(2, 6, "", 1)


def test_an_input_of_which_the_operations_premises_say_nothing_is_counted_as_trivial() -> None:
    tally = Tally()
    tally.count_chunk(CHUNK, 4, [], CHUNK.drawn, {id(CHUNK.frames[2])})
    assert tally.evidence() == StageEvidence(4, 9, "", 2)


def test_single_inputs_add_up_with_chunks() -> None:
    tally = Tally(drawn=1)
    tally.count(4, nontrivial=False)
    tally.count_chunk(CHUNK, 4, [], CHUNK.drawn)
    assert tally.evidence() == StageEvidence(5, 10, "", 3)
    assert tally.by_bits[4] == 2
