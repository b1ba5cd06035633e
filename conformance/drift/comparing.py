"""The declarations of sources held against those of a spec, by name and then by normal form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from conformance.drift.records import Comparison, Drift, SourceRecord, Status, counted
from conformance.laws.declaration import Declaration
from conformance.laws.specfile import Spec
from conformance.lean import surface
from conformance.lean.commands import Command, commands_of
from conformance.lean.elaborate.declarations import elaborate_declaration
from conformance.lean.elaborate.environment import Declared, Environment
from conformance.lean.errors import LeanError
from conformance.lean.marking import Line, side_by_side
from conformance.lean.normal import Node, Piece, pieces_of
from conformance.lean.render import render
from conformance.lean.syntax import Binder, Premise, Theorem
from conformance.sources.recovery import lost_of, recover
from conformance.sources.source import Found, Source, Tells
from conformance.sources.told import read_as
from conformance.system.places import Roots, roots_of

_ROLES: Mapping[Tells, tuple[str, ...]] = {
    "all": ("binder", "premise", "claim", "result", "body", "field"),
    "signature": ("binder", "premise", "result"),
    "binders": ("binder", "premise"),
}
"""The parts of a declaration that a source tells."""

_UNTOLD: Mapping[Tells, str] = {
    "all": "", "signature": "its body is not on the page", "binders": "what it stands for is not on the page",
}  # fmt: skip


def drift_of(spec: Spec, sources: Sequence[Source]) -> Drift:
    """Each declaration that a spec or a source makes, and whether the other makes the same.

    A source speaks of the modules of the spec of which it declares a name; what else these have is missing there.
    """
    return _Drift(spec, sources).result()


@dataclass(slots=True)
class _Drift:
    spec: Spec
    sources: Sequence[Source]
    roots: Roots = field(default_factory=roots_of)
    known: dict[str, Declaration] = field(init=False)
    environment: Environment = field(init=False)

    def __post_init__(self) -> None:
        self.known = {d.id: d for d in self.spec.declarations if not d.is_helper}
        self.environment = self.spec.environment

    def result(self) -> Drift:
        told: list[Comparison] = []
        records: list[SourceRecord] = []
        for source in sorted(self.sources, key=self.place):
            compared = list(self.of_source(source))
            records.append(
                SourceRecord(
                    self.roots.path(source.path), source.form, len(source.found), counted(compared),
                    dict(Counter(word for word, _ in source.passed_over)), source.examples,
                )
            )  # fmt: skip
            told += compared
        seen = {c.name for c in told}
        modules = list(dict.fromkeys(d.module for d in self.known.values() if d.id in seen))
        missing = [
            Comparison(d.id, "missing there", here=self.roots.source(d.source))
            for d in self.known.values()
            if d.module in modules and d.id not in seen
        ]
        return Drift(tuple(modules), self.spec.revision, tuple(records), (*told, *missing))

    def place(self, source: Source) -> int:
        """Where the spec declares the first name of a source, as what is declared later may use what was before."""
        order = {name: k for k, name in enumerate(self.known)}
        return min([order[name] for found in source.found if (name := self.name_of(found.name))], default=len(order))

    def of_source(self, source: Source) -> Iterator[Comparison]:
        """What a source declares, each held against what the spec has of that name."""
        names = self.names(source)
        spaces = [f.name.removesuffix(name).rstrip(".") for f, name in zip(source.found, names, strict=True) if name]
        space = max(Counter(spaces).items(), key=lambda item: item[1], default=("", 0))[0]
        # A name in full is what it is within the module, whose own last part no declaration of it has.
        self.environment = replace(self.environment, module=f"{space}._" if space else "")
        lost = lost_of(source)
        for found, name in zip(source.found, names, strict=True):
            place = f"{self.roots.path(source.path)}:{found.line}"
            here = self.known.get(name)
            if here is None and found.name:
                own = self.environment.own_name(found.name)
                status: Status = "left out" if own in self.spec.lacks else "missing here"
                yield Comparison(own, status, there=place, note=_why_unread(found) or self.declare(found, own))
            elif here is None:
                yield Comparison("", "unreadable", there=place, note=_why_unread(found))
            else:
                yield self.compared(here, found, place, source, lost)

    def names(self, source: Source) -> list[str]:
        """What the spec calls each declaration of a source; empty for none.

        One whose name is lost is the one that the spec has in its place, where just as many stand between those known.
        """
        named = [self.name_of(found.name) for found in source.found]
        order = list(self.known)
        taken = set(named)
        k = 0
        while k < len(named):
            if named[k] or source.found[k].name:
                k += 1
                continue
            end = next((j for j in range(k, len(named)) if named[j] or source.found[j].name), len(named))
            after = order.index(named[end]) if end < len(named) and named[end] else None
            if after is not None:
                before = order.index(named[k - 1]) + 1 if k and named[k - 1] else 0
                module = self.known[order[after]].module
                between = [n for n in order[before:after] if n not in taken and self.known[n].module == module]
                if len(between) == end - k:
                    named[k:end] = between
            k = end
        return named

    def name_of(self, full: str) -> str:
        """The longest name of the spec with which one in full ends."""
        ending = [name for name in self.known if full == name or full.endswith(f".{name}")]
        return max(ending, key=len, default="")

    def compared(
        self, here: Declaration, found: Found, place: str, source: Source, lost: frozenset[str]
    ) -> Comparison:  # fmt: skip
        """A declaration that both have."""
        status, there, note = self.read(here, found, source)
        assumed: tuple[str, ...] = ()
        if status not in ("same", "same but for form") and found.name and lost:
            for told in _told_of(here):
                header, _, rest = found.lean.partition(found.name)
                recovered = recover(rest, told, lost)
                if recovered is None:
                    continue
                again = read_as(
                    found.name, found.text, found.line, f"{header}{found.name} {recovered.text}", found.tells
                )
                outcome = self.read(here, again, source)
                if outcome[0] == "same" or status == "unreadable" != outcome[0]:
                    (status, there, note), assumed = outcome, recovered.assumed
                if status == "same":
                    break
        if there is not None and found.tells == "all" and not isinstance(there, Theorem):
            # What comes after it may name its arguments as the source does.
            self.environment = replace(self.environment, definitions={**self.environment.definitions, here.id: there})
        lines: tuple[Line, ...] = ()
        if status == "changed" and there is not None:
            lines = side_by_side(_pieces(here.declared, found.tells, source), _pieces(there, found.tells, source))
        untold = _UNTOLD[found.tells] if status != "unreadable" else ""
        return Comparison(here.id, status, self.roots.source(here.source), place, note, lines, assumed, untold)

    def read(self, here: Declaration, found: Found, source: Source) -> tuple[Status, Declared | None, str]:
        """What becomes of a declaration of a source, what it says, and why it says nothing."""
        if found.read is None:
            return "unreadable", None, _why_unread(found)
        try:
            there = self.elaborated(found, here.id)
        except LeanError as error:
            return "unreadable", None, _place_of(error, found)
        if found.tells == "all" and type(there) is not type(here.declared):
            return "changed", there, f"it is a {_kind(here.declared)} here, and a {_kind(there)} there"
        if (ours := _classes(commands_of(here.lean))) != (theirs := _classes([found.read])):
            # The language takes each instance for a decision of equality, and Lean does not.
            return "changed", there, f"it assumes {_listed(ours)} here, and {_listed(theirs)} there"
        if _nodes(here.declared, found.tells, source) == _nodes(there, found.tells, source):
            return "same", there, ""
        alike = _nodes(here.declared, found.tells, source, of_lists=True)
        alone = alike == _nodes(there, found.tells, source, of_lists=True)
        return "same but for form" if alone else "changed", there, ""

    def elaborated(self, found: Found, name: str) -> Declared:
        assert found.read is not None
        declared = replace(found.read, name=replace(found.read.name, text=name))
        return elaborate_declaration(self.environment, declared, found.lean, found.opened)

    def declare(self, found: Found, name: str) -> str:
        """Makes known what the spec does not have, as later declarations may use it; why it is not of the language."""
        if found.read is None or found.tells != "all":
            return ""
        try:
            self.environment = self.environment.extended(self.elaborated(found, name))
        except LeanError as error:
            return _place_of(error, found)
        return ""


def _pieces(declared: Declared, tells: Tells, source: Source, *, of_lists: bool = False) -> list[Piece]:
    """The parts of a declaration of which a source tells; a page shows no default of a field."""
    pieces = [p for p in pieces_of(declared, of_lists=of_lists) if p.role in _ROLES[tells]]
    if source.form == "Lean file":
        return pieces
    return [
        replace(p, node=Node(p.node.kind, p.node.name, p.node.parts[:1])) if p.role == "field" else p for p in pieces
    ]


def _nodes(declared: Declared, tells: Tells, source: Source, *, of_lists: bool = False) -> list[Node]:
    return [piece.node for piece in _pieces(declared, tells, source, of_lists=of_lists)]


def _told_of(here: Declaration) -> Iterator[str]:
    """What stands after the name of a declaration of the spec, as a page may show it."""
    written = here.lean.partition(here.declared.name)[2]
    yield _in_symbols(written)
    if isinstance(here.declared, Theorem):
        parts = []
        for one in here.declared.context:
            match one:
                case Binder(name=name, type=type_, implicit=implicit):
                    said = f"{name} : {render(type_)}"
                    parts.append(f"{{{said}}}" if implicit else f"({said})")
                case Premise(name=name, statement=statement):
                    parts.append(f"({name} : {render(statement, explicit=True)})")
        yield _in_symbols(f"{' '.join(parts)} : {render(here.declared.conclusion, explicit=True)}")


def _in_symbols(text: str) -> str:
    return re.sub(r"\bNat\b", "ℕ", text)


def _why_unread(found: Found) -> str:
    return "" if found.error is None else _place_of(found.error, found)


def _place_of(error: LeanError, found: Found) -> str:
    """Why a declaration is not read, with the part of it at which that shows."""
    near = found.lean[error.span.start : max(error.span.end, error.span.start + 1)].strip().split("\n")[0]
    return f"{error.message}{f', at `{near}`' if near and near not in error.message else ''}"


def _classes(read: Iterable[object]) -> list[str]:
    """The classes of which a declaration assumes instances, as they are written, in their order."""
    declared = [one.declaration if isinstance(one, Command) else one for one in read]
    groups = [g for d in declared if isinstance(d, surface.Declaration) for g in d.binders if g.instance]
    heads = [g.type.function if isinstance(g.type, surface.Application) else g.type for g in groups]
    return [head.text for head in heads if isinstance(head, surface.Name)]


def _listed(classes: Sequence[str]) -> str:
    return " and ".join(f"`{name}`" for name in classes) or "no instance"


def _kind(declared: Declared) -> str:
    return type(declared).__name__.lower()
