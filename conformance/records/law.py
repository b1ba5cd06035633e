"""What was checked: the spec and its laws, as a run had them."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.records.record import Record


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
