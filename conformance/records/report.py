"""A whole run: what was checked, what came of it, and the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from conformance import errors
from conformance.records.agreement import AgreementRecord, parted
from conformance.records.backend import BackendRecord
from conformance.records.law import LawRecord, SpecRecord
from conformance.records.levels import demanded, joined
from conformance.records.matrix import Summary, check_cells
from conformance.records.partings import Parting, disagreements, partings
from conformance.records.parts import Shards, check_parts, check_shards
from conformance.records.reading import brief, parse, read
from conformance.records.record import ADDED_LATER, Record, json_text
from conformance.records.result import Result, check_crossing, is_not_loaded
from conformance.records.verdicts import (
    conform,
    false_statements,
    is_acceptable,
    modules_had,
    of_modules_had,
    verdict_on,
    verdict_on_part,
    verdict_on_spec,
)
from conformance.records.vocabulary import (
    CORE,
    REASONS,
    REQUIRED,
    ROLES,
    SCHEMA_VERSION,
    UNANNOUNCED,
)
from conformance.words import Levels


@dataclass(frozen=True, slots=True)
class Report(Record):
    """A whole run.

    `started` is date and time of ISO 8601, in UTC. An `incomplete` run was given up, so that results are missing: it
    was interrupted, or, where `max_failures` is a number, had as many failures as it was to wait for. `complaints` are
    what is wrong with the expectations: entries that match nothing or have expired. `shards` says which parts of a run
    it has, None where it has all of them.
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
    max_failures: int | None = field(default=None, metadata=ADDED_LATER)
    shards: Shards | None = field(default=None, metadata=ADDED_LATER)

    def named(self, named: object) -> str:
        """The name of a backend of the run; the only one for None.

        Raises:
            UsageError: the run has no such backend.
        """
        names = [b.name for b in self.backends]
        if named is None and len(names) == 1:
            return names[0]
        return errors.one_of("backend", named, names)

    def required(self, backend: str, level: Levels = "core") -> list[Result]:
        """The backend's results that a level demands: those of `core` are always among them. Of several
        levels the names are joined: `hardened,training`.

        Of modules of which the backend has no operation none is demanded, unless it has none of any.

        Raises:
            UsageError: the run has no such backend, or there is no such level.
        """
        name = self.named(backend)
        return self.required_by_backend(level)[name]

    def required_by_backend(self, level: Levels | str) -> dict[str, list[Result]]:
        """What `required` gives for each backend, in their order, of one reading of the results.

        Raises:
            UsageError: there is no such level.
        """
        levels = demanded(level)
        found: dict[str, list[Result]] = {b.name: [] for b in self.backends}
        for result in self.results:
            if result.level in levels:
                found[result.backend].append(result)
        return {name: of_modules_had(results, self.laws) or results for name, results in found.items()}

    def conforms(self, backend: str, level: Levels = "core") -> bool:
        """Whether every required law holds that could be checked, and at least one was; never of a part of a run.

        Raises:
            UsageError: the run has no such backend, or there is no such level.
        """
        return conform(self.required(backend, level)) and not self.incomplete and self.shards is None

    def exit_status(self, level: Levels | None = None) -> int:
        """0 where everything required holds, 1 where something does not; of a part of a run, 1 for what it found alone.

        2 where a statement is false by the spec's own definitions, whatever else fails, and 3 where the harness failed.

        Raises:
            UsageError: there is no such level.
        """
        wanted = self.require if level is None else joined(level)
        if any(r.status == "harness_error" for r in self.results):
            return 3
        if self.false_statements() or any(map(is_not_loaded, self.results)):
            return 2
        held = self.results and all(map(self._held, self.required_by_backend(wanted).values()))
        whole = not self.incomplete and not self.complaints
        return 0 if held and whole and not self.parted(wanted) else 1

    def _held(self, required: Sequence[Result]) -> bool:
        """Whether results let a backend conform, as far as a report of some shards can say."""
        return conform(required) if self.shards is None else all(map(is_acceptable, required))

    def false_statements(self) -> list[Result]:
        """The laws that fail by the spec's own definitions, each once: what is told of them is the same everywhere."""
        return false_statements(self.results)

    def parted(self, level: str | None = None) -> list[AgreementRecord]:
        """Where backends part, but for operations whose definition is known to fail on one of them.

        On real numbers they do where the level demands the law that bounds how far apart rounding takes them.

        Raises:
            UsageError: there is no such level.
        """
        levels = {law.id: law.level for law in self.laws}
        wanted = demanded(self.require if level is None else level)
        return [a for a in parted(self.agreement, self.results) if levels.get(a.law, CORE) in wanted]

    def partings(self, level: str | None = None) -> list[Parting]:
        """What `parted` gives, told once an operation, with the backends in groups of those that give the same.

        Raises:
            UsageError: there is no such level.
        """
        news = set(map(id, self.parted(level)))
        return partings([a for a in self.agreement if a.agrees or id(a) in news])

    def verdict(self) -> str:
        """What the run says of each backend, and where backends part, in one sentence."""
        return "; ".join(self.verdicts())

    def verdicts(self) -> list[str]:
        """A sentence for the spec, where it is wrong, for each backend, and for each way in which backends part."""
        if self.incomplete:
            return [self._interrupted()]
        if not self.backends or not self.results:
            return ["nothing was checked"]
        required = self.required_by_backend(self.require)
        spec = verdict_on_spec(self.results)
        part = [f"a part of a run, {self.shards.text}"] if self.shards is not None else []
        parts = [*part, *([spec] if spec else []), *(self.verdict_on(b, required[b.name]) for b in self.backends)]
        return parts + disagreements(self.partings())

    @property
    def ended(self) -> str:
        """How an incomplete run ended, in words that go on with "the run was"."""
        if self.max_failures is None:
            return "interrupted"
        return "ended at the first failure" if self.max_failures == 1 else f"ended after {self.max_failures} failures"

    def _interrupted(self) -> str:
        told = f"{self.ended}: {len(self.results)} of {self.summary.planned} results are there"
        failed = sum(r.status in UNANNOUNCED for r in self.results)
        return f"{told}, {failed} of them failed" if failed else told

    def verdict_on(self, backend: BackendRecord, required: Sequence[Result] | None = None) -> str:
        """What the run says of one backend; its required results come with it where they are at hand."""
        results = self.required_by_backend(self.require)[backend.name] if required is None else required
        if self.shards is not None and all(map(is_acceptable, results)):
            return verdict_on_part(backend, results, self.require, self.shards.text)
        levels = demanded(self.require)
        planned = sum(law.level in levels for law in self.laws) if self.incomplete else 0
        had = modules_had(results, self.laws)
        lacking = [m.rpartition(".")[2] for m in dict.fromkeys(law.module for law in self.laws) if m not in had]
        return verdict_on(backend, results, self.require, planned, lacking)

    def to_json(self) -> str:
        """The report as JSON text, of the form of `results.schema.json`."""
        return json_text(self)

    @classmethod
    def from_json(cls, text: str) -> Report:
        """The report that `to_json` wrote.

        Raises:
            ValueError: it is no text, or not such JSON; the message says where.
        """
        if not isinstance(text, str):
            raise errors.refused("text", text, "a text, as `to_json` gives it")
        data = parse(text)
        if not isinstance(data, dict) or data.get("schema_version") != SCHEMA_VERSION:
            found = data.get("schema_version", "none") if isinstance(data, dict) else f"a {type(data).__name__}"
            raise ValueError(f"expected `schema_version` {SCHEMA_VERSION}, found {brief(found)}")
        report = read(cls, data, "report")
        assert isinstance(report, cls)
        _check(report)
        return report


def _check(report: Report) -> None:
    """Words from the fixed lists, and one result for every cell of laws × backends, of its law's kind and level."""

    def one_of(words: Sequence[str], word: str, place: str) -> None:
        if word not in words:
            raise ValueError(f"{place}: expected one of {', '.join(words)}, found `{brief(word)}`")

    check_shards(report.shards, "report.shards")
    one_of(REQUIRED, report.require, "report.require")
    for k, law in enumerate(report.laws):
        for j, binder in enumerate(law.binders):
            one_of(ROLES, binder.role, f"report.laws[{k}].binders[{j}].role")
    for k, result in enumerate(report.results):
        if result.failure is not None:
            one_of(REASONS, result.failure.reason, f"report.results[{k}].failure.reason")
        check_crossing(result.evidence.crossed, f"report.results[{k}].evidence.crossed")
        check_parts(result.parts, report.shards, f"report.results[{k}].parts")
    check_cells(report.laws, report.backends, report.results, report.incomplete)
