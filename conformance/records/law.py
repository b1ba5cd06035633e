"""What was checked: the spec and its laws, as a run had them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from conformance.records.record import ADDED_LATER, Record
from conformance.records.vocabulary import ORIGINS, PROVED_HERE
from conformance.words import Kind, Level, Origin


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
    it means when a model is trained, in one sentence; both may be empty. `module` is the full name of the Lean module.
    `origin` is one of `ORIGINS`, None where an older file does not say, and `stated_by` names what states a law that
    nobody has proved. `proved_here` is how it was proved from the definitions of the spec, and empty where it was not.
    """

    id: str
    kind: Kind
    level: Level
    statement: str
    about: str
    source: str
    training: str = ""
    mathml: str = ""
    binders: tuple[BinderRecord, ...] = ()
    module: str = field(default="", metadata=ADDED_LATER)
    origin: Origin | None = field(default=None, metadata=ADDED_LATER)
    stated_by: str = field(default="", metadata=ADDED_LATER)
    proved_here: str = field(default="", metadata=ADDED_LATER)

    @property
    def proof_told(self) -> str:
        """That it was proved from the definitions, and how; empty where it was not."""
        return f"{PROVED_HERE} ({self.proved_here})" if self.proved_here else ""

    @property
    def rests_on(self) -> str:
        """On what it rests, in words; empty where an older file does not say."""
        by = f" by {self.stated_by}" if self.stated_by else ""
        return f"{ORIGINS[self.origin]}{by}" if self.origin is not None else ""


@dataclass(frozen=True, slots=True)
class SpecRecord(Record):
    """The spec that was checked; `revision` is the one that was asked for, empty where none was.

    Of the files that say what of their source they lack, `covered` is how many of its declarations they have, and
    `lacks` names the others.
    """

    modules: tuple[str, ...]
    digest: str
    revision: str = field(default="", metadata=ADDED_LATER)
    covered: int = field(default=0, metadata=ADDED_LATER)
    lacks: tuple[str, ...] = field(default=(), metadata=ADDED_LATER)

    @property
    def coverage(self) -> str:
        """How much of its source the spec has, in words; empty where no file says."""
        declared = self.covered + len(self.lacks)
        return f"{self.covered:,} of {declared:,} declarations of its source" if declared else ""


def proofs_text(laws: Sequence[LawRecord]) -> str:
    """How many of the theorems are proved, where and of what, in one sentence; empty where none is."""
    theorems = [law for law in laws if law.kind == "theorem"]
    here = sum(bool(law.proved_here) for law in theorems)
    upstream = sum(law.origin == "proved" for law in theorems)
    told = [f"{count} {word}" for count, word in ((here, PROVED_HERE), (upstream, ORIGINS["proved"])) if count]
    return f"Theorems: {len(theorems)} checked, {', '.join(told)}." if told else ""


def by_module(laws: Sequence[LawRecord]) -> Iterator[tuple[str, Sequence[LawRecord]]]:
    """The laws of each module, with its name without the namespaces before it; one group without a name for one."""
    groups = [(module, list(group)) for module, group in groupby(laws, key=lambda law: law.module)]
    for module, group in groups:
        yield module.rpartition(".")[2] if len(groups) > 1 else "", group


def with_headings(laws: Sequence[LawRecord]) -> Iterator[tuple[LawRecord, str]]:
    """Each law, with the name of its module where it is the first of it and there are several."""
    for module, group in by_module(laws):
        yield from ((law, "" if k else module) for k, law in enumerate(group))
