"""The records of a run, and their JSON."""

from __future__ import annotations

import dataclasses
import functools
import html
import json
import math
import types
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Union, get_args, get_origin, get_type_hints

from conformance import errors
from conformance.text.escaping import inline
from conformance.text.numbers import is_writable, number_text

SCHEMA_VERSION = 1
STATUSES = (
    "passed", "failed", "not_provided", "vacuous", "timed_out", "crashed", "expected_failure",
    "unexpected_pass", "harness_error", "false_statement",
)  # fmt: skip
REASONS = (
    "violation", "exception", "malformed", "mutated_input", "nondeterministic", "aliased",
    "accepted_out_of_range", "timeout", "crash",
)  # fmt: skip
LEVELS = ("core", "hardened")
LONGEST_REPR = 500
"""Characters that the `repr` of a report has at most."""
KINDS = ("definition", "theorem", "obligation")
ROLES = ("size", "mask", "table", "indices", "index", "natural", "other")
"""What a variable's values are: a number of positions; a choice among positions, a natural for each; a list of
positions, one position; another natural; something else."""


class Record:
    """A record also reads like its JSON: `result["status"]`."""

    __slots__ = ()

    def __getitem__(self, key: str) -> Any:
        if key not in (f.name for f in dataclasses.fields(self)):  # type: ignore[arg-type]
            raise KeyError(key)
        return getattr(self, key)


@dataclass(frozen=True, slots=True)
class CallRecord(Record):
    """A call that a law makes: its Lean text, what came back, what the definition says, and the backend's function."""

    term: str
    returned: Any
    specified: Any
    differs: bool
    operation: str = ""


@dataclass(frozen=True, slots=True)
class Failure(Record):
    """Why a law failed, on which input, and how to see it again.

    `operation` is the backend's function at fault by its snake_case name, and `source` its file and line, as
    `path:line`; both are empty where they are not known. `layout` says how vectors lay in memory, where that is in no
    usual way.
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
class Evidence(Record):
    """Evidence per stage, kept apart; `covered` counts inputs per partition, of which `required` must not be 0."""

    exhaustive: StageEvidence | None
    sampled: StageEvidence | None
    wide: StageEvidence | None
    covered: dict[str, int]
    required: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Expectation(Record):
    """A failure that was announced: why, where it is followed up, until when it counts, and where it is written.

    `until` is a date of ISO 8601; `source` is file and line, as `path:line`.
    """

    reason: str
    issue: str | None
    until: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Result(Record):
    """One law on one backend.

    `limited`: it is vacuous because of limits that the backend declares. `cause`: the law that tells of the fault
    through which this one fails, where it fails through nothing else.
    """

    backend: str
    law: str
    kind: str
    level: str
    status: str
    cases: int
    evidence: Evidence
    seconds: float
    failure: Failure | None
    note: str = ""
    limited: bool = False
    cause: str = ""
    expectation: Expectation | None = None


@dataclass(frozen=True, slots=True)
class OperationRecord(Record):
    """Which code ran: calls made, source, and the type, dtype and device that came back."""

    calls: int
    source: str | None
    native_type: str | None
    dtype: str | None
    device: str | None


@dataclass(frozen=True, slots=True)
class BackendRecord(Record):
    """A backend as it was checked.

    `version` is what it says of itself, None where it says nothing; `sources` are the modules that its code stands in,
    each with a digest, `digest` stands for all of them, and both are empty where some cannot be read; `hints` are what
    may be amiss in how it is laid out.
    """

    name: str
    carrier: str
    limits: dict[str, Any]
    versions: dict[str, str]
    operations: dict[str, OperationRecord]
    version: str | None = None
    digest: str = ""
    hints: tuple[str, ...] = ()
    sources: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def code(self) -> str:
        """What its code is compared by; of records without sources the digest, which is of the functions alone."""
        return f"modules:{self.digest}" if self.sources else self.digest


@dataclass(frozen=True, slots=True)
class AgreementRecord(Record):
    """An operation on two backends: whether they agree, and the smallest input found on which they part."""

    operation: str
    left: str
    right: str
    cases: int
    agrees: bool
    inputs: dict[str, Any] | None
    left_value: Any
    right_value: Any
    note: str = ""


@dataclass(frozen=True, slots=True)
class BinderRecord(Record):
    """A variable of a law: its type as Lean writes it, and what a picture of its values needs to know.

    `role` is one of `ROLES`; `size` is the text of the `Fin` size in its type, empty where there is none.
    """

    name: str
    type: str
    role: str
    size: str = ""


@dataclass(frozen=True, slots=True)
class LawRecord(Record):
    """A law of the run's matrix.

    `source` is file and line, `mathml` the statement in mathematical notation, as a `math` element, and `training` what
    it means when a model is trained, in one sentence; both may be empty.
    """

    id: str
    kind: str
    level: str
    statement: str
    about: str
    source: str
    training: str = ""
    mathml: str = ""
    binders: tuple[BinderRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class SpecRecord(Record):
    """The spec that was checked."""

    modules: tuple[str, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Summary(Record):
    """Cells of the matrix planned, cells in which a law was evaluated, and results by status."""

    planned: int
    run: int
    by_status: dict[str, int]


@dataclass(frozen=True, slots=True, repr=False)
class Report(Record):
    """A whole run.

    `started` is date and time of ISO 8601, in UTC. An `incomplete` run was interrupted: results are missing.
    `complaints` are what is wrong with the expectations: entries that match nothing or have expired.
    """

    schema_version: int
    spec: SpecRecord
    laws: tuple[LawRecord, ...]
    backends: tuple[BackendRecord, ...]
    results: list[Result]
    agreement: list[AgreementRecord]
    seed: int
    profile: str
    environment: dict[str, str]
    summary: Summary
    require: str = "core"
    started: str = ""
    incomplete: bool = False
    complaints: tuple[str, ...] = ()

    def __getitem__(self, key: str | tuple[str, str]) -> Any:
        """A field by its name, or the result of a law: `report["complement"]`.

        Where there are several backends, the law comes with one of them: `report["complement", "numpy"]`.

        Raises:
            UsageError: there is no such law or backend, or several backends to choose among.
        """
        if isinstance(key, str) and key in (f.name for f in dataclasses.fields(self)):
            return getattr(self, key)
        law, named = key if isinstance(key, tuple) and len(key) == 2 else (key, None)
        law = errors.one_of("law", law, [one.id for one in self.laws])
        if named is None and len(self.backends) > 1:
            several = " or ".join(f"report[{law!r}, {b.name!r}]" for b in self.backends)
            raise errors.UsageError(f"`law` must come with a backend where there are several: {several}")
        backend = self._backend(named)
        for result in self.results:
            if (result.backend, result.law) == (backend, law):
                return result
        raise errors.UsageError(f"`law`: the run was interrupted before {law} was checked on {backend}")

    def _backend(self, named: object) -> str:
        """The name of a backend of the run; the only one for None."""
        names = [b.name for b in self.backends]
        if named is None and len(names) == 1:
            return names[0]
        return errors.one_of("backend", named, names)

    def required(self, backend: str, level: str = "core") -> list[Result]:
        """The backend's results that a level demands: `hardened` demands the core ones too.

        Raises:
            UsageError: the run has no such backend, or there is no such level.
        """
        name, levels = self._backend(backend), _demanded(level)
        return [r for r in self.results if r.backend == name and r.level in levels]

    def required_by_backend(self, level: str) -> dict[str, list[Result]]:
        """What `required` gives for each backend, in their order, of one reading of the results.

        Raises:
            UsageError: there is no such level.
        """
        levels = _demanded(level)
        found: dict[str, list[Result]] = {b.name: [] for b in self.backends}
        for result in self.results:
            if result.level in levels:
                found[result.backend].append(result)
        return found

    @property
    def failures(self) -> list[Result]:
        """The results of laws that do not hold, of any level, but for those that are known not to."""
        return [r for r in self.results if r.status in UNANNOUNCED]

    def assert_conforms(self, backend: str | None = None, level: str = "core") -> None:
        """Nothing where the backend conforms; all backends of the run where none is named.

        Raises:
            AssertionError: one does not; the message is what the command line tells of its failures.
            UsageError: the run has no such backend, or there is no such level.
        """
        __tracebackhide__ = True
        wanted = errors.one_of("level", level, LEVELS)
        names = [b.name for b in self.backends] if backend is None else [self._backend(backend)]
        failing = [name for name in names if not self.conforms(name, wanted)]
        if failing or not names:
            from conformance.records.failing import report_text

            raise AssertionError(report_text(self, failing, wanted))

    def __str__(self) -> str:
        """The verdict and what is told of each failure, as the command line shows them."""
        from conformance.records.failing import report_text

        return report_text(self, [b.name for b in self.backends], self.require)

    def __repr__(self) -> str:
        """The verdict in at most 500 characters."""
        text = f"<conformance report: {inline(self.verdict())}>"
        return text if len(text) <= LONGEST_REPR else f"{text[: LONGEST_REPR - 4]}...>"

    def _repr_html_(self) -> str:
        """What `str` tells as HTML, for notebooks."""
        return f'<pre style="white-space: pre-wrap">{html.escape(str(self))}</pre>'

    def conforms(self, backend: str, level: str = "core") -> bool:
        """Whether every required law holds that could be checked, and at least one was.

        Raises:
            UsageError: the run has no such backend, or there is no such level.
        """
        return conform(self.required(backend, level)) and not self.incomplete

    def exit_status(self, level: str | None = None) -> int:
        """0 where everything required holds, 1 where something does not.

        2 where a statement is false by the spec's own definitions, whatever else fails, and 3 where the harness failed.

        Raises:
            UsageError: there is no such level.
        """
        wanted = self.require if level is None else errors.one_of("level", level, LEVELS)
        if any(r.status == "harness_error" for r in self.results):
            return 3
        if self.false_statements() or any(map(is_not_loaded, self.results)):
            return 2
        held = self.results and all(map(conform, self.required_by_backend(wanted).values()))
        whole = not self.incomplete and not self.complaints
        return 0 if held and whole and not self.parted() else 1

    def false_statements(self) -> list[Result]:
        """The laws that fail by the spec's own definitions, each once: what is told of them is the same everywhere."""
        return list({r.law: r for r in reversed(self.results) if r.status == FALSE_STATEMENT}.values())[::-1]

    def parted(self) -> list[AgreementRecord]:
        """Where backends part, but for operations whose definition is known to fail on one of them."""
        known = {(r.backend, r.law) for r in self.results if r.status == "expected_failure" and r.kind == "definition"}
        return [
            a for a in self.agreement if not a.agrees and not known & {(a.left, a.operation), (a.right, a.operation)}
        ]

    def verdict(self) -> str:
        """What the run says of each backend, and where backends part, in one sentence."""
        if self.incomplete:
            return self._interrupted()
        if not self.backends or not self.results:
            return "nothing was checked"
        required = self.required_by_backend(self.require)
        parts = [*self._of_the_spec(), *(self.verdict_on(b, required[b.name]) for b in self.backends)]
        parts += [f"{a.left} and {a.right} disagree on {a.operation}" for a in self.parted()]
        return "; ".join(parts)

    def _of_the_spec(self) -> list[str]:
        false = self.false_statements()
        if not false:
            return []
        names = [r.law for r in false]
        if len(false) == 1:
            return [f"the spec is wrong: {names[0]} {decided(false)} by its own definitions"]
        named = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
        return [f"the spec is wrong: {len(names)} statements {decided(false)} by its own definitions ({named})"]

    def _interrupted(self) -> str:
        told = f"interrupted: {len(self.results)} of {self.summary.planned} results are there"
        failed = sum(r.status in UNANNOUNCED for r in self.results)
        return f"{told}, {failed} of them failed" if failed else told

    def verdict_on(self, backend: BackendRecord, required: Sequence[Result] | None = None) -> str:
        """What the run says of one backend; its required results come with it where they are at hand."""
        results = self.required(backend.name, self.require) if required is None else required
        if why := not_loaded(results):
            return f"{backend.name}: not checked: {why[backend.name]}"
        planned = sum(law.level in (LEVELS if self.require == "hardened" else ("core",)) for law in self.laws)
        if self.incomplete and len(results) < planned:
            return f"{backend.name}: not finished: {len(results)} of {planned} laws were checked"
        laws = f"of {len(results)} {'core' if self.require == 'core' else 'core and hardened'} laws"
        faults = sum(r.status == "harness_error" for r in results)
        false = [r for r in results if r.status == FALSE_STATEMENT]
        failed = sum(r.status in UNANNOUNCED for r in results)
        causes = len({r.cause or r.law for r in results if r.status in UNANNOUNCED})
        known = sum(r.status == "expected_failure" for r in results)
        mended = sum(r.status == "unexpected_pass" for r in results)
        passed = sum(r.status == "passed" for r in results)
        untested = sum(r.status == "vacuous" and not r.limited and not is_cut_short(r) for r in results)
        unfinished = sum(r.status == "vacuous" and is_cut_short(r) for r in results)
        short = sum(r.status == "passed" and is_cut_short(r) for r in results)
        limits = ", ".join(f"{k}={v}" for k, v in backend.limits.items())
        inside = f" within {limits}" if limits else ""
        if failed:
            of_causes = f", of {causes} {'cause' if causes == 1 else 'causes'}" if causes < failed else ""
            return f"{backend.name}: does not conform: {failed} {laws} failed{of_causes}"
        if false:
            return f"{backend.name}: no verdict: {len(false)} {laws} {decided(false)} by the spec's own definitions"
        if faults:
            return f"{backend.name}: no verdict: the harness failed on {faults} {laws}"
        if mended:
            return f"{backend.name}: {mended} {laws} {'hold' if mended > 1 else 'holds'} that should fail"
        if unfinished and not untested:
            return f"{backend.name}: no verdict: time ran out on {unfinished} {laws}, before all that a pass demands"
        if not passed and known:
            return f"{backend.name}: no success: none {laws} holds, {known} fail as expected"
        if not passed:
            return f"nothing was checked for {backend.name}: none {laws} could be"
        if untested:
            return f"{backend.name}: does not conform: no input met the premises of {untested} {laws}"
        unchecked = len(results) - passed - known
        rest = f" ({unchecked} not checked)" if unchecked else ""
        but = f" but for {known} known {'failure' if known == 1 else 'failures'}" if known else ""
        part = f", {short} of them on a part of the inputs, as time ran out" if short else ""
        return f"{backend.name}: conforms{inside}{but}: {passed} {laws} hold{part}{rest}"

    def to_json(self) -> str:
        """The report as JSON text, of the form of `results.schema.json`."""
        return json_text(self)

    @classmethod
    def from_json(cls, text: str) -> Report:
        """The report that `to_json` wrote.

        Raises:
            ValueError: the text is not such JSON; the message says where.
        """
        try:
            data = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_object)
        except RecursionError:
            raise ValueError("not JSON: nested too deeply") from None
        except ValueError as error:
            raise ValueError(f"not JSON: {error}") from None
        if not isinstance(data, dict) or data.get("schema_version") != SCHEMA_VERSION:
            found = data.get("schema_version", "none") if isinstance(data, dict) else f"a {type(data).__name__}"
            raise ValueError(f"expected `schema_version` {SCHEMA_VERSION}, found {_short(found)}")
        report = _read(cls, data, "report")
        assert isinstance(report, cls)
        _check(report)
        return report


@dataclass(frozen=True, slots=True)
class SpecimenRecord(Record):
    """A specimen of the zoo as it was checked.

    `named` are the laws that must fail, with their reasons; `found` those that did. `alarms` are laws that a correct
    backend should have passed and did not, with their status. `first` is the first law that failed, after `inputs`
    inputs and `seconds_to_first` seconds, its counterexample made small included.
    """

    name: str
    library: str
    slip: str
    is_faulty: bool
    named: dict[str, str]
    found: dict[str, str]
    alarms: dict[str, str]
    first: str | None
    inputs: int
    seconds_to_first: float
    seconds: float

    @property
    def survived(self) -> bool:
        """Whether it is faulty and no law failed."""
        return self.is_faulty and not self.found

    @property
    def as_named(self) -> bool:
        """Whether just those laws failed that it names, each for the reason it names."""
        return self.found == self.named and not self.alarms


@dataclass(frozen=True, slots=True)
class SelftestReport(Record):
    """What the harness sees of the zoo. `absent` are the libraries that are not installed."""

    schema_version: int
    laws: tuple[LawRecord, ...]
    specimens: tuple[SpecimenRecord, ...]
    absent: tuple[str, ...]
    seed: int
    profile: str
    environment: dict[str, str]

    @property
    def faulty(self) -> tuple[SpecimenRecord, ...]:
        return tuple(s for s in self.specimens if s.is_faulty)

    @property
    def correct(self) -> tuple[SpecimenRecord, ...]:
        return tuple(s for s in self.specimens if not s.is_faulty)

    @property
    def survivors(self) -> tuple[SpecimenRecord, ...]:
        return tuple(s for s in self.specimens if s.survived)

    @property
    def odd(self) -> tuple[SpecimenRecord, ...]:
        """Specimens of which something else was found than they name."""
        return tuple(s for s in self.specimens if not s.as_named)

    def caught_by(self, law: str) -> int:
        """How many faults the law sees."""
        return sum(law in s.found for s in self.faulty)

    def caught_only_by(self, law: str) -> int:
        """How many faults no other law sees."""
        return sum(list(s.found) == [law] for s in self.faulty)

    def exit_status(self) -> int:
        """0 where every fault was caught as it names, and no correct backend raised an alarm."""
        return 0 if self.specimens and not self.odd else 1

    def verdict(self) -> str:
        """What the harness caught, in one sentence."""
        if not self.specimens:
            return "nothing was checked"
        caught = len(self.faulty) - len(self.survivors)
        alarms = sum(bool(s.found or s.alarms) for s in self.correct)
        unlike = sum(not s.as_named for s in self.faulty) - len(self.survivors)
        odd = f", {unlike} of them otherwise than named" if unlike else ", each by the laws and reasons that it names"
        return (
            f"{caught} of {len(self.faulty)} faulty backends caught{odd if caught else ''}; "
            f"{alarms or 'no'} {'alarm' if alarms == 1 else 'alarms'} on {len(self.correct)} correct ones"
        )

    def to_json(self) -> str:
        """The report as JSON text."""
        return json_text(self)


_NAMED = 5
"""How many laws a verdict names."""

UNANNOUNCED = ("failed", "timed_out", "crashed")
"""What a law comes to that does not hold, where that was not announced."""

NOT_EVALUATED = "the statement cannot be evaluated by the spec's own definitions"
"""How the message of a statement begins that takes too much to be evaluated."""


def is_decided(result: Result) -> bool:
    """Whether the result is no `false_statement` that takes too much to be evaluated."""
    if result.status != FALSE_STATEMENT or result.failure is None:
        return True
    return not result.failure.message.startswith(NOT_EVALUATED)


def decided(results: Sequence[Result]) -> str:
    """What statements are by the spec's own definitions: `is false`, `cannot be evaluated`, or either."""
    false = sum(map(is_decided, results))
    is_false = f"{'is' if len(results) == 1 else 'are'} false"
    if false == len(results):
        return is_false
    return f"{is_false} or cannot be evaluated" if false else "cannot be evaluated"


FALSE_STATEMENT = "false_statement"
"""What a law comes to that fails by the spec's own definitions: a fault of the spec, and no verdict on a backend."""


OUT_OF_TIME = "time ran out: "
"""How the note of a law begins that was checked on a part of its inputs only, as its time was over."""


def is_cut_short(result: Result) -> bool:
    """Whether the law held on what was tried before its time ran out."""
    return result.status in ("passed", "vacuous") and result.note.startswith(OUT_OF_TIME)


def code_changed(before: str, now: str) -> bool | None:
    """Whether the code of a backend changed, by its `code` in two runs; None where that cannot be told."""
    if not before or not now or (":" in before) != (":" in now):
        return None
    return before != now


NOT_LOADED = "not loaded: "
"""How the note of a law begins on a backend that could not be loaded; what follows says why."""


def is_not_loaded(result: Result) -> bool:
    """Whether the law was not checked as the backend could not be loaded."""
    return result.status in ("crashed", "timed_out") and result.failure is None and result.note.startswith(NOT_LOADED)


def not_loaded(results: Iterable[Result]) -> dict[str, str]:
    """Why backends could not be loaded, by name."""
    return {r.backend: r.note.removeprefix(NOT_LOADED) for r in results if is_not_loaded(r)}


def is_acceptable(result: Result) -> bool:
    """Whether the result keeps no backend from conforming: it held, was announced, or was never claimed."""
    limited = result.status == "vacuous" and result.limited
    return limited or result.status in ("passed", "not_provided", "expected_failure")


def conform(required: Sequence[Result]) -> bool:
    """Whether all required results of a backend let it conform, and a law held."""
    return any(r.status == "passed" for r in required) and all(is_acceptable(r) for r in required)


def _demanded(level: str) -> Sequence[str]:
    """The levels whose laws a level demands."""
    return LEVELS if errors.one_of("level", level, LEVELS) == "hardened" else ("core",)


def json_text(record: Record) -> str:
    """A record as JSON text.

    Mappings are sorted by key, but for `inputs`, which keep the order of the law's variables.
    """
    return json.dumps(_plain(record), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def plain_record(record: Record) -> Any:
    """A record as JSON has it, as `json_text`."""
    return _plain(record)


def read_result(plain: Any) -> Result:
    """A result that `plain_record` gave.

    Raises:
        ValueError: it is none.
    """
    result = _read(Result, plain, "result")
    assert isinstance(result, Result)
    if result.status not in STATUSES or result.kind not in KINDS or result.level not in LEVELS:
        raise ValueError("result: an unknown status, kind or level")
    if result.failure is not None and result.failure.reason not in REASONS:
        raise ValueError("result: an unknown reason")
    return result


def read_backend_record(plain: Any) -> BackendRecord:
    """A record of a backend that `plain_record` gave.

    Raises:
        ValueError: it is none.
    """
    record = _read(BackendRecord, plain, "backend")
    assert isinstance(record, BackendRecord)
    return record


def _plain(value: Any, sort: bool = True) -> Any:
    """A record or value as plain JSON; what JSON cannot say becomes its `repr`, and a number too long for it a text."""
    if isinstance(value, Record):
        names = [f.name for f in dataclasses.fields(value)]  # type: ignore[arg-type]
        return {name: _plain(value[name], sort=name != "inputs") for name in names}
    if isinstance(value, Mapping):
        plain = {str(k): _plain(v) for k, v in value.items()}
        return dict(sorted(plain.items())) if sort else plain
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if type(value) is int and not is_writable(value):
        return number_text(value)
    if value is None or type(value) in (bool, int, str) or (type(value) is float and math.isfinite(value)):
        return value
    return repr(value)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON, in which no key stands twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise ValueError(f"the key `{_short(twice)}` stands twice in an object")
    return found


def _short(value: object) -> str:
    """A value of a file as a message shows it."""
    text = str(value)
    return text if len(text) <= 80 else f"{text[:80]}…"


def _check(report: Report) -> None:
    """Words from the fixed lists, and one result for every cell of laws × backends, of its law's kind and level."""

    def one_of(words: Sequence[str], word: str, place: str) -> None:
        if word not in words:
            raise ValueError(f"{place}: expected one of {', '.join(words)}, found `{_short(word)}`")

    one_of(LEVELS, report.require, "report.require")
    for k, law in enumerate(report.laws):
        one_of(KINDS, law.kind, f"report.laws[{k}].kind")
        one_of(LEVELS, law.level, f"report.laws[{k}].level")
        for j, binder in enumerate(law.binders):
            one_of(ROLES, binder.role, f"report.laws[{k}].binders[{j}].role")
    for k, result in enumerate(report.results):
        one_of(KINDS, result.kind, f"report.results[{k}].kind")
        one_of(LEVELS, result.level, f"report.results[{k}].level")
        one_of(STATUSES, result.status, f"report.results[{k}].status")
        if result.failure is not None:
            one_of(REASONS, result.failure.reason, f"report.results[{k}].failure.reason")
    names, laws = [b.name for b in report.backends], {law.id: law for law in report.laws}
    if len(set(names)) != len(names) or len(laws) != len(report.laws):
        raise ValueError("report: a backend or a law is listed twice")
    found = Counter((r.backend, r.law) for r in report.results)
    cells = {(name, law) for name in names for law in laws}
    twice = [cell for cell, count in found.items() if count > 1]
    odd = twice or sorted(set(found) - cells if report.incomplete else set(found) ^ cells)
    if odd:
        backend, law_id = map(_short, odd[0])
        raise ValueError(f"report.results: expected one result for law {law_id} on {backend}")
    for k, result in enumerate(report.results):
        law = laws[result.law]
        if (result.kind, result.level) != (law.kind, law.level):
            raise ValueError(f"report.results[{k}]: expected {law.kind} and {law.level}, as report.laws has them")


_MAX_DEPTH = 64
_MAX_COUNT = 10**1000
_MAX_SECONDS = 1e12
_ADDED: dict[type, frozenset[str]] = {BackendRecord: frozenset({"sources"})}
"""Fields that files of earlier versions do not have."""
"""Of what is read: numbers that can be added up and told."""


def _finite(value: Any, place: str, depth: int = 0) -> Any:
    """A plain value that is no record."""
    if depth > _MAX_DEPTH:
        raise ValueError(f"{_short(place)}: nested more than {_MAX_DEPTH} levels deep")
    if isinstance(value, list):
        for item in value:
            if isinstance(item, (list, dict, float)):
                _finite(item, place, depth + 1)
    elif isinstance(value, dict):
        for item in value.values():
            _finite(item, place, depth + 1)
    elif isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{_short(place)}: a number is too large")
    return value


@functools.cache
def _hints(record: Any) -> dict[str, Any]:
    return get_type_hints(record)


def _read(expected: Any, value: Any, place: str) -> Any:
    """A value of the expected type from plain JSON."""
    origin, arguments = get_origin(expected), get_args(expected)
    if expected is Any:
        return _finite(value, place)
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        return _read(next(a for a in arguments if a is not type(None)), value, place)
    if dataclasses.is_dataclass(expected):
        if not isinstance(value, Mapping):
            raise ValueError(f"{_short(place)}: expected an object")
        record: Any = expected
        hints = _hints(record)
        names = {f.name for f in dataclasses.fields(expected)}
        # Earlier versions did not have them.
        missing = names - set(value) - _ADDED.get(record, frozenset())
        if missing or not set(value) <= names:
            odd = sorted({*missing, *(set(value) - names)})
            raise ValueError(f"{place}: unknown or missing fields: {_short(', '.join(odd))}")
        built: Any = expected
        return built(**{k: _read(hints[k], v, f"{place}.{k}") for k, v in value.items()})
    if origin in (list, tuple):
        if not isinstance(value, list):
            raise ValueError(f"{_short(place)}: expected a list")
        return origin(_read(arguments[0], v, f"{place}[{k}]") for k, v in enumerate(value))
    if origin is dict:
        if not isinstance(value, Mapping):
            raise ValueError(f"{_short(place)}: expected an object")
        return {k: _read(arguments[1], v, f"{place}.{k}") for k, v in value.items()}
    wanted = (int, float) if expected is float else expected
    if not isinstance(value, wanted) or (isinstance(value, bool) and expected is not bool):
        raise ValueError(f"{_short(place)}: expected {expected.__name__}, found {type(value).__name__}")
    if expected is not str and not 0 <= value <= (_MAX_SECONDS if expected is float else _MAX_COUNT):
        raise ValueError(f"{_short(place)}: expected a number from 0, found {_short(value)}")
    return float(value) if expected is float else value


def fill(planned: Sequence[tuple[str, LawRecord]], results: Sequence[Result]) -> list[Result]:
    """The results in the planned order; a cell that nothing filled is a `harness_error`.

    Raises:
        ValueError: a cell was filled twice, or was not planned.
    """
    found: dict[tuple[str, str], Result] = {}
    for result in results:
        key = (result.backend, result.law)
        if key in found:
            raise ValueError(f"two results for law {result.law} on {result.backend}")
        found[key] = result
    cells = {(backend, law.id) for backend, law in planned}
    if unplanned := set(found) - cells:
        raise ValueError(f"results that were not planned: {sorted(unplanned)}")
    none = Evidence(None, None, None, {})
    return [
        found.get((backend, law.id))
        or Result(backend, law.id, law.kind, law.level, "harness_error", 0, none, 0.0, None, "no result came")
        for backend, law in planned
    ]


def summary_of(planned: int, results: Sequence[Result]) -> Summary:
    """How many results there are of each status."""
    by_status: dict[str, int] = {}
    for result in results:
        by_status[result.status] = by_status.get(result.status, 0) + 1
    return Summary(
        planned,
        sum(1 for r in results if r.cases or (r.failure is not None and r.status != FALSE_STATEMENT)),
        by_status,
    )


def lean_text(value: object) -> str:
    """A plain value as Lean writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return number_text(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(lean_text(v) for v in value)}]"
    return inline(value)
