"""The Lean files of a spec, one for each of its modules, and what each of them says of every declaration."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from conformance.errors import UsageError
from conformance.exporting.closing import closed, left_out
from conformance.exporting.core import lacking, mentioned
from conformance.exporting.source import Source
from conformance.exporting.stating import proof_in, stated
from conformance.laws.specfile import Declaration, Spec
from conformance.lean.syntax import Definition, Theorem
from conformance.text.escaping import inline

MARK = "/- Written by `conformance export lean`"
"""What every file begins with, by which one is known that may be written over."""

_NAME = re.compile(r"[^\W\d][\w'!?]*(?:\.[^\W\d][\w'!?]*)*")

How = Literal["theorem", "rfl", "proved", "stated", "defined", "assumed", "left out"]
"""How a declaration stands in a file: closed by the module's theorem or by `rfl`; or proved, stated with `sorry`,
defined, or assumed without a body."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a file says of one declaration: its text, how it stands there, and why not where it is left out."""

    name: str
    how: How
    text: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class LeanFile:
    """A Lean file of one module. `parts` are those of the module's own declarations, in their order."""

    module: str
    text: str
    parts: tuple[Part, ...]

    @property
    def name(self) -> str:
        """What the file is called."""
        return f"{self.module}.lean"

    @property
    def says_nothing(self) -> bool:
        """Whether all declarations are left out."""
        return all(part.how == "left out" for part in self.parts)


def lean_files(spec: Spec, version: str, *, self_contained: bool, modules: Container[str] = ()) -> tuple[LeanFile, ...]:
    """The files of the spec's modules, in its order.

    Args:
        spec: what is written.
        version: that of this package, which each file names.
        self_contained: state everything in core Lean, and import nothing; else each file imports its module, and one
            of which Lean proves nothing is left out, all its parts being so.
        modules: those of which files are wanted; all where none is named.

    Raises:
        UsageError: a module has a name that is none in Lean.
    """
    wanted = [m for m in dict.fromkeys(d.module for d in spec.declarations) if m in (modules or spec.modules)]
    for module in wanted:
        if not _NAME.fullmatch(module):
            raise UsageError(f"module `{module}` has no name of Lean's, such as `Project.Masking`")
    make = _self_contained if self_contained else _importing
    return tuple(make(spec, module, version) for module in wanted)


def is_in_lean(declarations: Iterable[Declaration]) -> bool:
    """Whether a module is one of Lean's, which something in it that is proved tells."""
    return any(isinstance(d.declared, Theorem) and not d.stated for d in declarations)


def _importing(spec: Spec, module: str, version: str) -> LeanFile:
    own = [d for d in spec.declarations if d.module == module]
    in_lean = is_in_lean(own)
    about = (
        "Each statement of the spec is closed by the module's theorem, each definition and structure by `rfl`: Lean\n"
        "accepts the file where the spec says what the module says. Run it in the project that has the module:\n"
        f"  lake env lean {inline(module)}.lean"
    )
    # All that it may use is there from the start.
    there = dict.fromkeys([Source.of(d).opened for d in _needed(spec, own)], False)
    pieces = _Pieces([_header(spec, module, version, about), f"import {module}"], there)
    parts: list[Part] = []
    environment = spec.environment.of_module(module)
    for source in [part for s in map(Source.of, own) for part in (*s.types(environment), s)]:
        why = left_out(source) if in_lean else "nothing of its module is proved in Lean"
        how: How = "left out" if why else "theorem" if isinstance(source.declaration.declared, Theorem) else "rfl"
        part = Part(source.declaration.id, how, "" if why else closed(source), why)
        parts.append(part)
        # An example has no name, in whose namespace it would be read.
        pieces.add(source.around if why else source.within, part.text or _comment(part))
    return LeanFile(module, pieces.text, tuple(parts))


def _self_contained(spec: Spec, module: str, version: str) -> LeanFile:
    own = [d for d in spec.declarations if d.module == module]
    reasons: dict[str, str] = {}
    about = (
        "Definitions and statements in core Lean, without imports. A statement whose proof is `sorry` is only stated,\n"
        "of which Lean warns. The other proofs go by definition; Lean has not run them where this was written.\n"
        f"  lean {inline(module)}.lean"
    )
    pieces = _Pieces([_header(spec, module, version, about)])
    parts: list[Part] = []
    known: set[str] = set()
    for declaration in _needed(spec, own):
        source, declared = Source.of(declaration), declaration.declared
        why = lacking(declared) or _by_others(declaration, reasons)
        if why:
            reasons[declared.name] = why
        text, how = "", _how(declaration, why)
        if not why:
            proof = proof_in(source, spec.definitions) if isinstance(declared, Theorem) else ""
            how = "proved" if proof and proof != "by sorry" else how
            text = stated(source, proof, known)
            known |= {c.declaration.name.text for c in source.others}
        part = Part(declaration.id, how, text, why)
        if declaration.module == module:
            parts.append(part)
        pieces.add(source.around, text or _comment(part))
        if not why:
            pieces.there.setdefault(source.opened, False)
    return LeanFile(module, pieces.text, tuple(parts))


def _how(declaration: Declaration, why: str) -> How:
    declared = declaration.declared
    if why:
        return "left out"
    if isinstance(declared, Theorem):
        return "stated"
    return "assumed" if isinstance(declared, Definition) and declared.body is None else "defined"


def _by_others(declaration: Declaration, reasons: Mapping[str, str]) -> str:
    """Why a declaration cannot be stated where one that it mentions cannot."""
    missing = sorted(mentioned(declaration.declared) & reasons.keys())
    return f"uses `{missing[0]}`, which is left out" if missing else ""


def _needed(spec: Spec, own: Iterable[Declaration]) -> Iterator[Declaration]:
    """The declarations of a module after all those of others that they mention, each after what it may use."""
    found = {id(d) for d in own}
    known = {d.declared.name: d for d in spec.known if not isinstance(d.declared, Theorem)}
    pending = list(own)
    while pending:
        for name in mentioned(pending.pop().declared):
            if name in known and id(known[name]) not in found:
                found.add(id(known[name]))
                pending.append(known[name])
    return (d for d in spec.known if id(d) in found)


def _comment(part: Part) -> str:
    return f"-- {inline(part.name)} is left out: {inline(part.why)}."


def _header(spec: Spec, module: str, version: str, about: str) -> str:
    revision = next((d.revision for d in spec.declarations if d.module == module and d.revision), "")
    told = {"module": module, "revision": revision, "spec": f"sha256 {spec.digest}", "by": f"conformance {version}"}
    # No text from outside ends the comment.
    lines = [f"  {key}: {inline(value).replace('-/', '- /')}" for key, value in told.items() if value]
    return "\n".join([f"{MARK}, which writes over it.", *lines, "", about, "-/"])


@dataclass(slots=True)
class _Pieces:
    """What a file holds, piece after piece, each in its namespace.

    `there` are the namespaces whose names are written without them, and whether they are open in the file.
    """

    lines: list[str]
    there: dict[str, bool] = field(default_factory=dict)
    within: str = ""

    def add(self, namespace: str, text: str) -> None:
        """Adds a text to what is there, in a namespace."""
        wanted = [
            other for other, is_open in self.there.items()
            if other and not is_open and not f"{namespace}.".startswith(f"{other}.")
        ]  # fmt: skip
        if wanted or namespace != self.within:
            self.end()
            self.lines += [f"open {other}" for other in wanted]
            self.there |= dict.fromkeys(wanted, True)
            self.lines += [f"namespace {namespace}"] if namespace else []
            self.within = namespace
        self.lines.append(text)

    def end(self) -> None:
        """Ends the namespace in which the last text stands."""
        self.lines += [f"end {self.within}"] if self.within else []
        self.within = ""

    @property
    def text(self) -> str:
        """The file."""
        self.end()
        return "\n\n".join(self.lines) + "\n"
