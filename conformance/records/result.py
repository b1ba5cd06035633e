"""What a law came to on a backend: the evidence that it rests on, and the failure where it does not hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from conformance.records.expectation import Expectation
from conformance.records.parts import Part
from conformance.records.reading import brief, read
from conformance.records.record import ADDED_LATER, Record
from conformance.records.vocabulary import FALSE_STATEMENT, MISSING_REASONS, REASONS
from conformance.words import Kind, Level, Status

NOT_LOADED = "not loaded: "
"""How the note of a law begins on a backend that could not be loaded; what follows says why."""
OUT_OF_TIME = "time ran out: "
"""How the note of a law begins that was checked on a part of its inputs only, as its time was over."""
NOT_EVALUATED = "the statement cannot be evaluated by the spec's own definitions"
"""How the message of a statement begins that takes too much to be evaluated."""


@dataclass(frozen=True, slots=True)
class CallRecord(Record):
    """A call that a law makes: its Lean text, what came back, what the definition says, and the backend's function.

    Of an operation without a body nothing `is_specified`; `specified` is then None.
    """

    term: str
    returned: Any
    specified: Any
    differs: bool
    operation: str = ""
    is_specified: bool = field(default=True, metadata=ADDED_LATER)


@dataclass(frozen=True, slots=True)
class FurtherFailure(Record):
    """Another reason for which a law fails, on an input that the first one does not hide; as `Failure` has it."""

    reason: str
    message: str
    inputs: dict[str, Any]
    expected: Any
    actual: Any
    reproduce: str
    expected_text: str = ""
    actual_text: str = ""
    layout: str = ""


@dataclass(frozen=True, slots=True)
class Failure(Record):
    """Why a law failed, on which input, and how to see it again.

    `operation` is the backend's function at fault by its snake_case name, and `source` its file and line, as
    `path:line`; both are empty where they are not known. `layout` says how vectors lay in memory, where that is in no
    usual way. `also` is another reason for which the law fails, where the input is an empty one, which could hide it.
    `hint` says what would explain the failure, on this input and on all others that were tried.
    """

    reason: str
    message: str
    inputs: dict[str, Any]
    expected: Any
    actual: Any
    reproduce: str
    expected_text: str = ""
    actual_text: str = ""
    calls: tuple[CallRecord, ...] = ()
    operation: str = ""
    source: str = ""
    layout: str = ""
    also: FurtherFailure | None = field(default=None, metadata=ADDED_LATER)
    hint: str = field(default="", metadata=ADDED_LATER)


@dataclass(frozen=True, slots=True)
class StageEvidence(Record):
    """What a stage covered.

    `cases`: inputs on which the law was evaluated, its premises met; `drawn`: inputs tried; `nontrivial`: cases of
    which the premises say something; `bounds`: how far inputs went, in words.
    """

    cases: int
    drawn: int
    bounds: str = ""
    nontrivial: int = 0


@dataclass(frozen=True, slots=True)
class Missing(Record):
    """How many combinations of levels were met by no input, all for one reason of `MISSING_REASONS`, and one of them.

    `example` names the combination in words, as `n = 224², mask: random 75 %`.
    """

    reason: str
    count: int
    example: str


@dataclass(frozen=True, slots=True)
class Crossing(Record):
    """How the wide stage crossed what its inputs differ in: sizes, shapes, densities, lengths, tables, layouts.

    `there`: combinations of `strength` levels, each of another factor, that the law's types allow (2: pairs, 3:
    triples); `met`: those that an input had on which the law was evaluated. The others are `missing`, once each.
    """

    strength: int
    met: int
    there: int
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True)
class WorstError(Record):
    """How far results were off at most on the inputs of the numeric stage.

    `ulps`: in distances of the dtype's floats at the exact result, where cancellation leaves half of its digits at
    least; `share`: of what analysis allows.
    """

    ulps: float
    share: float

    @property
    def order(self) -> tuple[float, float]:
        """What is larger of what is worse."""
        return self.ulps, self.share

    def or_worse(self, ulps: float, share: float) -> WorstError:
        return WorstError(max(self.ulps, ulps), max(self.share, share))


@dataclass(frozen=True, slots=True)
class Evidence(Record):
    """Evidence per stage, kept apart; `covered` counts inputs per partition, of which `required` must not be 0.

    `crossed` is None where the wide stage crossed nothing or was not run, `numeric` and `worst_error` where the law is
    asked of other inputs.
    """

    exhaustive: StageEvidence | None
    sampled: StageEvidence | None
    wide: StageEvidence | None
    covered: dict[str, int]
    required: tuple[str, ...] = ()
    crossed: Crossing | None = field(default=None, metadata=ADDED_LATER)
    numeric: StageEvidence | None = field(default=None, metadata=ADDED_LATER)
    worst_error: WorstError | None = field(default=None, metadata=ADDED_LATER)

    @property
    def stages(self) -> tuple[StageEvidence, ...]:
        """What the stages that were run covered."""
        return tuple([s for s in (self.exhaustive, self.sampled, self.wide, self.numeric) if s is not None])


@dataclass(frozen=True, slots=True)
class Result(Record):
    """One law on one backend.

    `limited`: it is vacuous because of limits that the backend declares, or because other shards of the run have its
    inputs. `cause`: the law that tells of the fault through which this one fails, where it fails through nothing else.
    `by_definition`: what was evaluated by its definition in the place of the backend, by Lean name: operations that the
    backend lacks, and helpers. `parts` are what each shard found, where the report has some of the shards of a run.
    """

    backend: str
    law: str
    kind: Kind
    level: Level
    status: Status
    cases: int
    evidence: Evidence
    seconds: float
    failure: Failure | None
    note: str = ""
    limited: bool = False
    cause: str = ""
    expectation: Expectation | None = None
    by_definition: tuple[str, ...] = field(default=(), metadata=ADDED_LATER)
    parts: tuple[Part, ...] = field(default=(), metadata=ADDED_LATER)

    @property
    def is_partial(self) -> bool:
        """Whether other shards of the run may have found something else."""
        return any(part.shard for part in self.parts)


def is_decided(result: Result) -> bool:
    """Whether the result is no `false_statement` that takes too much to be evaluated."""
    if result.status != FALSE_STATEMENT or result.failure is None:
        return True
    return not result.failure.message.startswith(NOT_EVALUATED)


def is_cut_short(result: Result) -> bool:
    """Whether the law held on what was tried before its time ran out."""
    return result.status in ("passed", "vacuous") and result.note.startswith(OUT_OF_TIME)


def is_not_loaded(result: Result) -> bool:
    """Whether the law was not checked as the backend could not be loaded."""
    return result.status in ("crashed", "timed_out") and result.failure is None and result.note.startswith(NOT_LOADED)


def check_crossing(crossed: Crossing | None, place: str) -> None:
    """Holds that what was met and what is missing, each for a known reason, come to what there is.

    Raises:
        ValueError: they do not; the message begins with `place`.
    """
    if crossed is None:
        return
    missing = sum(one.count for one in crossed.missing)
    if crossed.strength < 1 or crossed.met + missing != crossed.there:
        told = f"{brief(crossed.met)} met and {brief(missing)} missing of {brief(crossed.there)}"
        raise ValueError(f"{place}: the numbers of combinations do not add up: {told}")
    for one in crossed.missing:
        if one.reason not in MISSING_REASONS:
            expected = ", ".join(MISSING_REASONS)
            raise ValueError(f"{place}.missing: expected one of {expected}, found `{brief(one.reason)}`")


def read_result(plain: Any) -> Result:
    """A result that `plain_json` gave.

    Raises:
        ValueError: it is none.
    """
    result = read(Result, plain, "result")
    assert isinstance(result, Result)
    failures = (result.failure, None if result.failure is None else result.failure.also)
    if any(failure is not None and failure.reason not in REASONS for failure in failures):
        raise ValueError("result: an unknown reason")
    check_crossing(result.evidence.crossed, "result.evidence.crossed")
    return result
