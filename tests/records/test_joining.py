"""What shards say of one law, as one run would have said it."""

from __future__ import annotations

from dataclasses import replace

from conformance.records.joining import joined, sizes_told
from conformance.records.parts import REMEMBERED, Bearing, Part, Piece, Shards
from conformance.records.result import Evidence, Failure, Result, StageEvidence

BEARING = Bearing(("empty", "full"), ("full",))
NOTHING = Evidence(None, None, None, {})


def failure(said: str) -> Failure:
    return Failure("violation", said, {}, None, None, "")


def piece(stage: str, start: int, drawn: int, full: int = 1) -> Piece:
    return Piece(stage, start, drawn, drawn, drawn, {"full": full})


def result(shard: int, *pieces: Piece, failed_in: str = "", status: str = "passed") -> Result:
    part = Part(shard, pieces=pieces, bounds={"exhaustive": "every input"}, bearing=BEARING, failed_in=failed_in)
    found = failure(f"in {shard}") if failed_in else None
    status = "failed" if failed_in else status
    return Result("numpy", "a", "theorem", "core", status, 0, NOTHING, 1.0, found, parts=(part,))  # type: ignore[arg-type]


def test_what_holds_everywhere_is_decided_by_all_together() -> None:
    several = [result(2, piece("exhaustive", 5, 5, 0)), result(1, piece("exhaustive", 0, 5), piece("sampled", 32, 8))]
    whole = joined(several, None)
    assert (whole.status, whole.cases, whole.seconds, whole.parts) == ("passed", 18, 2.0, ())
    assert whole.evidence.exhaustive == StageEvidence(10, 10, "every input", 10)
    assert whole.evidence.covered == {"empty": 0, "full": 2}
    some = joined(several[:1], Shards((2,), 3))
    assert (some.status, some.evidence.covered["full"]) == ("passed", 0)
    alone = joined(several[:1], None)
    assert (alone.status, alone.note) == ("vacuous", "no input met `full`")


def test_the_first_failure_is_that_of_one_run_and_what_comes_after_it_counts_for_nothing() -> None:
    late = result(1, piece("exhaustive", 0, 5), piece("sampled", 0, 32), piece("sampled", 96, 3), failed_in="sampled")
    early = result(2, piece("exhaustive", 5, 2), failed_in="exhaustive")
    after = result(3, piece("exhaustive", 10, 5), piece("sampled", 32, 32))
    whole = joined([after, late, early], None)
    assert (whole.failure, whole.cases) == (failure("in 2"), 7)
    assert whole.evidence.sampled is None
    sampled = joined([after, late, result(2, piece("exhaustive", 5, 5))], None)
    assert (sampled.failure, sampled.cases) == (failure("in 1"), 15 + 64 + 3)


def test_a_failure_of_an_earlier_run_comes_after_all_that_were_found() -> None:
    remembered = result(1, piece("exhaustive", 0, 5), failed_in=REMEMBERED)
    found = result(2, piece("exhaustive", 5, 2), failed_in="exhaustive")
    assert joined([remembered, found], None).failure == failure("in 2")
    assert joined([remembered, result(2, piece("exhaustive", 5, 5))], None).cases == 10


def test_where_a_call_gave_no_answer_inputs_before_it_are_counted() -> None:
    had = Piece("exhaustive", 3, 0, 4, 0, {})
    crashed = replace(result(2), status="crashed", parts=(Part(2, pieces=(had,), failed_in="exhaustive", failed_at=3),))
    whole = joined([result(1, piece("exhaustive", 0, 5)), crashed, result(3, piece("exhaustive", 9, 5))], None)
    assert (whole.status, whole.cases, whole.evidence) == ("crashed", 9, NOTHING)


def test_what_one_shard_asked_whole_is_what_it_says() -> None:
    whole = replace(result(1), parts=(), cases=7)
    elsewhere = replace(result(2, status="vacuous"), parts=(Part(2, is_elsewhere=True),))
    assert joined([elsewhere, whole], None) == replace(whole, seconds=2.0)
    assert joined([elsewhere], Shards((2,), 3)).note == "asked in another part of the run, not in shard 2 of 3"
    fault = replace(result(3), status="harness_error")
    assert joined([fault, elsewhere], None).status == "harness_error"


def test_many_sizes_are_counted() -> None:
    assert (sizes_told([]), sizes_told([1, 2_000])) == ("n of none", "n of 1, 2,000")
    assert sizes_told(range(1, 21)) == "n of 20 sizes from 1 to 20"
