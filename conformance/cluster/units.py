"""What a worker of the cluster is asked and what it answers, as text: some laws of one backend, and their results."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from conformance.laws.laws import Law
from conformance.records.backend import BackendRecord, read_backend_record
from conformance.records.record import plain_json
from conformance.records.result import Result, read_result
from conformance.runs.workers.requests import Plan


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where laws are to be checked: the folder that paths are relative to, the files of the spec in a revision, what
    the interpreter must have, as `standing` tells it, and the folder of the ledger by which inputs go on, None where
    there is none."""

    folder: str
    spec: tuple[str, ...]
    revision: str
    standing: dict[str, str]
    ledger: str | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """Some laws of a backend.

    `name` is the backend's in the report, `known` what it says of itself where it was loaded by the caller, `timeout`
    the seconds that a call may take, and `loading` those that loading may.
    """

    plan: Plan
    laws: tuple[str, ...]
    name: str
    known: dict[str, Any]
    timeout: float
    loading: float

    @property
    def seconds(self) -> float:
        """The time after which nothing is waited for any more: each law may be tried three times, and explained."""
        return self.loading * 4 + len(self.laws) * self.timeout * 8 + 60.0


def job_of(surroundings: Surroundings, unit: Unit | None = None) -> str:
    """What a worker is asked: whether it stands as the caller does, and then what a unit comes to, if there is one."""
    return json.dumps({"surroundings": asdict(surroundings), "unit": None if unit is None else asdict(unit)})


def read_job(text: str) -> tuple[Surroundings, Unit | None]:
    """What `job_of` has written."""
    plain = json.loads(text)
    around, unit = plain["surroundings"], plain["unit"]
    surroundings = Surroundings(**{**around, "spec": tuple(around["spec"])})
    if unit is None:
        return surroundings, None
    plan = Plan(**{**unit["plan"], "spec": tuple(unit["plan"]["spec"])})
    return surroundings, Unit(**{**unit, "plan": plan, "laws": tuple(unit["laws"])})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker came to: why it is none for the run, or results with what is told of the backend after them.

    `of_backend` says that what differs is the backend there, and not the interpreter.
    """

    differs: tuple[str, ...] = ()
    of_backend: bool = False
    results: tuple[Result, ...] = ()
    record: BackendRecord | None = None

    def text(self) -> str:
        """The answer as it is sent."""
        return json.dumps(
            {"differs": list(self.differs), "of_backend": self.of_backend,
             "results": plain_json(self.results), "record": plain_json(self.record)}
        )  # fmt: skip

    @classmethod
    def read(cls, text: str, laws: Sequence[Law], name: str) -> Answer:
        """The answer to a unit of these laws on the backend of that name.

        Raises:
            ValueError: it is none.
        """
        plain = json.loads(text)
        if not isinstance(plain, Mapping):
            raise ValueError("not an answer")
        differs = plain.get("differs")
        if not isinstance(differs, list) or not all(isinstance(one, str) for one in differs):
            raise ValueError("an answer that does not say what differs")
        if differs:
            return cls(tuple(differs), plain.get("of_backend") is True)
        if not laws:
            return cls()
        results = tuple([read_result(one) for one in plain["results"]])
        found = [(one.backend, one.law, one.kind, one.level) for one in results]
        if found != [(name, law.id, law.kind, law.level) for law in laws]:
            raise ValueError("results of other laws than were asked for")
        return cls(results=results, record=read_backend_record(plain["record"]))
