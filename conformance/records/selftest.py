"""What the harness sees of backends with known faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median_low

from conformance.records.law import LawRecord
from conformance.records.record import Record, json_text


@dataclass(frozen=True, slots=True)
class FirstFailure(Record):
    """Where a law failed first: the stage, and how many inputs of it the law had had with that one."""

    stage: str
    inputs: int


@dataclass(frozen=True, slots=True)
class SpecimenRecord(Record):
    """A specimen of the zoo as it was checked.

    `named` are the laws that must fail, and those that may and did, with their reasons; `found` those that did.
    `alarms` are laws that a correct backend should have passed and did not, with their status. `first` is the first law
    that failed, after `inputs` inputs and `seconds_to_first` seconds, its counterexample made small included. `stages`
    are those in which a law fails, each run by itself. `asked` are the laws that were checked on it: the others do not
    hang on what it changes. `until` has for each law that failed where it did.
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
    stages: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    until: Mapping[str, FirstFailure] = field(default_factory=dict)

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

    def asked_about(self, law: str) -> int:
        """How many faults the law was asked about."""
        return sum(law in s.asked for s in self.faulty)

    def caught_only_by(self, law: str) -> int:
        """How many faults no other law sees."""
        return sum(list(s.found) == [law] for s in self.faulty)

    def until(self, law: str, stage: str) -> int | None:
        """Of the faults that a law sees first in a stage, how many inputs of it that takes in the median; None of none.

        It is one of the numbers, the lower of the two in the middle.
        """
        told = [s.until[law] for s in self.faulty if law in s.until]
        several = [first.inputs for first in told if first.stage == stage]
        return median_low(several) if several else None

    def curve(self) -> tuple[tuple[int, int], ...]:
        """How many faults are found within 1, 10, 100 and so on inputs of all laws in their turn, until all are that
        are caught."""
        inputs = [s.inputs for s in self.faulty if s.found]
        found: list[tuple[int, int]] = []
        while inputs and (not found or found[-1][1] < len(inputs)):
            most = 10 ** len(found)
            found.append((most, sum(n <= most for n in inputs)))
        return tuple(found)

    def seen_in(self, stage: str) -> int:
        """How many faults the stage sees by itself."""
        return sum(stage in s.stages for s in self.faulty)

    def seen_only_in(self, stage: str) -> tuple[SpecimenRecord, ...]:
        """The faults that no other stage sees."""
        return tuple(s for s in self.faulty if s.stages == (stage,))

    @property
    def seen_in_no_stage(self) -> tuple[SpecimenRecord, ...]:
        """The faults that were caught, and by no stage by itself: they hang on calls of another one."""
        return tuple(s for s in self.faulty if s.found and not s.stages)

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
