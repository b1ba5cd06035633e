"""The Lean text of an entry of a spec file: the declaration that the entry is, and what stands around it.

An entry is one declaration, the last of its text. Before it may stand what Lean has there: `open`, `variable`,
sections and namespaces, and types (`abbrev`, `structure`), which are known from there on; before or after it `example`s
without variables, which are worked examples of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from conformance.lean.commands import Command, declarations_of
from conformance.lean.elaborate.declarations import elaborate_declaration
from conformance.lean.elaborate.environment import Declared, Environment
from conformance.lean.errors import LeanError, Span
from conformance.lean.nodes import Term
from conformance.lean.syntax import Abbreviation, Structure, Theorem


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example that stands in the text of an entry."""

    text: str
    proposition: Term


@dataclass(frozen=True, slots=True)
class Entry:
    """What a text declares: the entry itself, types before it, and its examples."""

    declared: Declared
    types: tuple[Abbreviation | Structure, ...]
    examples: tuple[Example, ...]


def entry_of(environment: Environment, text: str) -> Entry:
    """Reads the text of an entry.

    Raises:
        LeanError: it is not of the language, or declares more than an entry can.
    """
    commands = declarations_of(text)
    declaring = [c for c in commands if c.declaration.keyword != "example"]
    if not declaring:
        span = commands[0].span if commands else Span(0, 1)
        raise LeanError("the text declares nothing: expected `def`, `theorem` or the like", text, span)
    types: list[Abbreviation | Structure] = []
    examples: list[Example] = []
    entry: Declared | None = None
    for command in commands:
        declared = elaborate_declaration(environment, command.declaration, text, command.opened)
        if command.declaration.keyword == "example":
            examples.append(_example(command, declared, text))
            continue
        environment = environment.extended(declared)
        if command is declaring[-1]:
            entry = declared
        elif isinstance(declared, (Abbreviation, Structure)):
            types.append(declared)
        else:
            last = declaring[-1].declaration
            message = f"`{declared.name}` is a law as well, beside `{last.name.text}`: give it an entry of its own"
            raise LeanError(message, text, command.declaration.name.span)
    assert entry is not None
    return Entry(entry, tuple(types), tuple(examples))


def _example(command: Command, declared: Declared, text: str) -> Example:
    assert isinstance(declared, Theorem)
    if declared.context:
        message = "an example with variables is a theorem: give it a name, and an entry of its own"
        raise LeanError(message, text, command.declaration.binders[0].span)
    written = text[command.span.start : command.span.end]
    return Example(written, declared.conclusion)
