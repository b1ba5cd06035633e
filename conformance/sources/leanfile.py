"""Lean files: each declaration is read by itself, so that one beyond the language hides no other."""

from __future__ import annotations

from conformance.lean.commands import Command, PassedOver, commands_of
from conformance.sources.source import Found, Source


def source_of_file(path: str, text: str) -> Source:
    """The declarations of a Lean file; proofs are skipped.

    Raises:
        LeanError: the text is too long.
    """
    found: list[Found] = []
    passed_over: list[tuple[str, int]] = []
    examples = 0
    for command in commands_of(text):
        line = text.count("\n", 0, command.span.start) + 1
        written = text[command.span.start : command.span.end]
        if isinstance(command, PassedOver):
            passed_over.append((command.word, line))
        elif not isinstance(command, Command):
            found.append(Found(command.name, written, line, text, error=command.error))
        elif command.declaration.keyword == "example":
            examples += 1
        else:
            name = command.declaration.name.text
            found.append(Found(name, written, line, text, command.declaration, command.opened))
    return Source(path, "Lean file", text, tuple(found), tuple(passed_over), examples)
