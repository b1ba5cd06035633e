"""What shards found of a law on a backend, put together to what one run would have found, as far as they have it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from conformance.records.crossing import united
from conformance.records.deciding import Verdict, decided_by, decided_so_far, with_definitions
from conformance.records.parts import REMEMBERED, Bearing, Part, Piece, Shards
from conformance.records.result import Evidence, Result, StageEvidence
from conformance.records.vocabulary import FALSE_STATEMENT, STAGES, UNANNOUNCED
from conformance.words import Status

MOST_SIZES = 16
"""How many sizes are told one by one."""

_ORDER = {stage: k for k, stage in enumerate((*STAGES, REMEMBERED))}
_WORST = ("harness_error", FALSE_STATEMENT, *UNANNOUNCED)

_Place = tuple[int, int, int]
"""Where an input stands among all of a law: the stage, then the shard where each has a range of its own, the number."""


def joined(results: Sequence[Result], shards: Shards | None) -> Result:
    """The result of a law on a backend, of what several shards say of it; `shards` are those, None where it is all.

    It fails as at the first input on which one run would have seen it fail, and later ones count for nothing. Where
    it holds, what a pass demands is asked of all shards together, and not of some.

    Raises:
        ValueError: the results are of shards of different runs.
    """
    parts = tuple(sorted((part for r in results for part in r.parts), key=lambda part: part.shard))
    kept = () if shards is None else parts
    seconds = round(sum(r.seconds for r in results), 6)
    if whole := [r for r in results if not r.parts or r.status == "harness_error"]:
        chosen = min(whole, key=lambda r: (_WORST.index(r.status) if r.status in _WORST else len(_WORST), r.note))
        return replace(chosen, seconds=seconds, parts=())
    failed = [(place, part, r) for r in results for part in r.parts if (place := _failed_at(part)) is not None]
    if failed:
        place, part, result = min(failed, key=lambda one: one[0])
        before = [(one, piece) for one in parts for piece in one.pieces if _place_of(one, piece) <= place]
        cases = sum(piece.cases for _, piece in before)
        if part.bearing is None:
            # What gave no answer is told without evidence.
            return replace(result, cases=cases, seconds=seconds, parts=kept)
        evidence = _evidence([p for _, p in before], parts, shards, is_failing=part.failed_in != REMEMBERED)
        return replace(result, evidence=evidence, cases=cases, seconds=seconds, parts=kept)
    status: Status = "vacuous"
    note, limited = "", True
    evidence, tried = results[0].evidence, [part for part in parts if not part.is_elsewhere]
    first = next((r for r in results if any(not part.is_elsewhere for part in r.parts)), results[0])
    if tried:
        evidence = _evidence([p for part in parts for p in part.pieces], parts, shards)
        status, note, limited = _decided(evidence, tried, shards)
    elif shards is not None:
        note = f"asked in another part of the run, not in {shards.text}"
    told = next((part for part in parts if part.announced is not None), None) if shards is None else None
    if status == "passed" and told is not None:
        status, note = "unexpected_pass", "; ".join(filter(None, (note, told.announced_note)))
        first = replace(first, expectation=told.announced)
    return replace(
        first, status=status, cases=sum(s.cases for s in evidence.stages), evidence=evidence, seconds=seconds,
        note=with_definitions(note, first.by_definition), limited=limited, parts=kept,
    )  # fmt: skip


def _decided(evidence: Evidence, parts: Sequence[Part], shards: Shards | None) -> Verdict:
    bearing = _bearing(parts)
    cut = [part for part in parts if part.is_cut]
    so_far = decided_so_far(evidence, bearing, True, sum(p.calls for p in parts), cut[0].limit) if cut else None
    if shards is None:
        return so_far or decided_by(evidence, bearing)
    if any(s.nontrivial for s in evidence.stages):
        return "passed", so_far[1] if so_far else "", False
    met = "the premises say nothing" if any(s.cases for s in evidence.stages) else "none met the premises"
    return "vacuous", f"of the inputs of {shards.text} {met}", True


def _bearing(parts: Iterable[Part]) -> Bearing:
    """What the verdict hangs on, of what all shards say: of each that which the first of them says that has it."""
    told = [part.bearing for part in parts if part.bearing is not None]
    return replace(
        told[0],
        excluded={name: limits for one in reversed(told) for name, limits in one.excluded.items()},
        undecided=next((one.undecided for one in told if one.undecided), ""),
        outside=next((one.outside for one in told if one.outside), ()),
        outside_nontrivially=next((one.outside_nontrivially for one in told if one.outside_nontrivially), ()),
    )


def _evidence(
    pieces: Sequence[Piece], parts: Sequence[Part], shards: Shards | None, *, is_failing: bool = False
) -> Evidence:
    """What these pieces come to together; the law failed in the last of them where that `is_failing`."""
    told = [part for part in parts if part.bearing is not None]
    bearing = _bearing(told)
    covered = Counter(dict.fromkeys(bearing.partitions, 0))
    for piece in pieces:
        covered.update(piece.covered)
    is_part = shards is not None or (not is_failing and any(part.is_cut for part in told))
    stages: dict[str, StageEvidence | None] = {}
    for stage in STAGES:
        those = [piece for piece in pieces if piece.stage == stage]
        bounds = next((part.bounds[stage] for part in told if part.bounds.get(stage)), "")
        drawn = sum(piece.drawn for piece in those)
        if stage == "wide" and bounds:
            bounds = sizes_told(sorted({size for piece in those for size in piece.sizes}))
        elif stage == "exhaustive" and is_part:
            bounds = f"{drawn:,} of {bounds}"
        counted = sum(piece.cases for piece in those), drawn, bounds, sum(piece.nontrivial for piece in those)
        stages[stage] = StageEvidence(*counted) if drawn else None
    crossed = [part.crossed for part in told if part.crossed is not None]
    return Evidence(
        stages["exhaustive"], stages["sampled"], stages["wide"], dict(covered), bearing.required,
        None if is_failing or not crossed else united(crossed),
    )  # fmt: skip


def _failed_at(part: Part) -> _Place | None:
    """Where the law failed; None where it held."""
    if not part.failed_in:
        return None
    last = next((piece.stop - 1 for piece in reversed(part.pieces) if piece.stage == part.failed_in), 0)
    return _place(part, part.failed_in, max(last, part.failed_at))


def _place_of(part: Part, piece: Piece) -> _Place:
    return _place(part, piece.stage, piece.start)


def _place(part: Part, stage: str, number: int) -> _Place:
    return _ORDER[stage], part.shard if stage == "exhaustive" else 0, number


def sizes_told(sizes: Sequence[int]) -> str:
    """Sizes in order; of many how many there are, the first and the last."""
    if len(sizes) > MOST_SIZES:
        return f"n of {len(sizes):,} sizes from {sizes[0]:,} to {sizes[-1]:,}"
    return f"n of {', '.join(f'{s:,}' for s in sizes) or 'none'}"
