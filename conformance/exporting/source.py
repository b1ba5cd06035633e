"""The Lean text of an entry of a spec, taken apart so that what it says can be written otherwise.

Parts are cut out of the text and never written anew, so that Lean reads what the spec says; line breaks and columns,
which Lean reads too, stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field, replace

from conformance.laws.specfile import Declaration
from conformance.lean import surface
from conformance.lean.commands import Command, declarations_of
from conformance.lean.elaborate.environment import Environment
from conformance.lean.errors import Span
from conformance.lean.layout import without_comments
from conformance.lean.syntax import Theorem
from conformance.lean.variables import fresh

Edit = tuple[Span, str]
"""What stands in the place of a part."""


@dataclass(frozen=True, slots=True)
class Source:
    """The declaration that an entry is, in its text; `text` is without comments, each character in its place.

    `others` are the other declarations of the text, and `edits` give a name to each binder that has none.
    """

    declaration: Declaration
    text: str
    own: Command
    others: tuple[Command, ...]
    edits: tuple[Edit, ...] = field(default=())

    @staticmethod
    def of(declaration: Declaration) -> Source:
        """The text of an entry, which was read before."""
        commands = declarations_of(declaration.lean)
        own = [c for c in commands if c.declaration.keyword != "example"][-1]
        others = tuple(c for c in commands if c is not own)
        text = without_comments(declaration.lean)
        return Source(declaration, text, own, others, tuple(_names_for_holes(own.declaration, text)))

    def types(self, environment: Environment) -> Iterator[Source]:
        """The types that stand in the text before the declaration, each by itself, as they are known there."""
        for command in self.others:
            if command.declaration.keyword == "example":
                continue
            declared = environment.definitions[environment.own_name(command.declaration.name.text)]
            declaration = replace(self.declaration, id=declared.name, declared=declared)
            others = tuple(c for c in (*self.others, self.own) if c is not command)
            edits = tuple(_names_for_holes(command.declaration, self.text))
            yield Source(declaration, self.text, command, others, edits)

    @property
    def read(self) -> surface.Declaration:
        """The declaration as surface syntax, its places those of the text."""
        return self.own.declaration

    @property
    def parent(self) -> str:
        """The namespace around the module's last name, in which a declaration is that says nothing else."""
        return self.declaration.module.rpartition(".")[0]

    @property
    def is_absolute(self) -> bool:
        """Whether the text itself says the whole namespace of the declaration."""
        return self.read.name.text != self.declaration.declared.name

    @property
    def around(self) -> str:
        """The namespace in which the text stands."""
        return "" if self.is_absolute else self.parent

    @property
    def opened(self) -> str:
        """The namespace whose names are written without it elsewhere in the spec."""
        return self.name.rpartition(".")[0] if self.is_absolute else self.parent

    @property
    def name(self) -> str:
        """The declaration's name in full."""
        return ".".join(part for part in (self.around, self.read.name.text) if part)

    @property
    def within(self) -> str:
        """The namespace in which the declaration is read, but for those that its text opens."""
        written = self.text[self.read.name.span.start : self.read.name.span.end]
        return ".".join(part for part in (self.around, written.rpartition(".")[0]) if part)

    def cut(self, start: int, end: int) -> str:
        """A part of the text, in which each binder has a name."""
        parts: list[str] = []
        for span, name in self.edits:
            if start <= span.start and span.end <= end:
                parts += [self.text[start : span.start], name]
                start = span.end
        return "".join([*parts, self.text[start:end]])

    @property
    def groups(self) -> tuple[surface.BinderGroup, ...]:
        """The binders that stand in the declaration itself, and not in a `variable` before it."""
        return tuple(g for g in self.read.binders if g.span.start >= self.own.span.start)

    @property
    def binders(self) -> str:
        """The declaration's binders, with the space before them."""
        after = self.read.name.span.end
        return self.cut(after, self.groups[-1].span.end if self.groups else after)

    @property
    def type(self) -> str:
        """The type that is declared, on one line; empty where none is written."""
        return "" if self.read.type is None else " ".join(self.of_span(self.read.type.span).split())

    @property
    def signature(self) -> str:
        """All that stands between the name and the body or proof."""
        after = self.read.name.span.end
        return self.binders if self.read.type is None else self.cut(after, self.read.type.span.end)

    def of_span(self, span: Span) -> str:
        """The part of the text that a node was read from."""
        return self.cut(span.start, span.end)

    def names(self, group: surface.BinderGroup) -> Iterator[str]:
        """What a binder's names are called."""
        given = {span.start: name for span, name in self.edits}
        return (given.get(name.span.start, name.text) for name in group.names)

    @property
    def explicit(self) -> tuple[str, ...]:
        """The names of the arguments that are written."""
        groups = [g for g in self.read.binders if not g.implicit and not g.instance]
        return tuple(name for group in groups for name in self.names(group))

    @property
    def arguments(self) -> tuple[str, ...]:
        """All arguments in their order, implicit ones as well."""
        found: list[str] = []
        for group in self.read.binders:
            found += ["inferInstance"] if group.instance else self.names(group)
        declared = self.declaration.declared
        context = declared.context if isinstance(declared, Theorem) else ()
        named = sum(len(group.names) for group in self.read.binders if not group.instance)
        # What is bound by being mentioned comes first.
        return (*(c.name for c in context[: len(context) - named]), *found)

    @property
    def value(self) -> str:
        """The body as a term in parentheses, of the type that is declared; empty where there is no body."""
        body = self.read.body
        if body is None:
            return ""
        start, text, end = body.span.start, self.of_span(body.span), ""
        if isinstance(body, surface.InstanceLiteral) and self.text[start] != "{":
            start, text = self.fields_of(body)
            text, end = ("{ " + text, " }") if "\n" not in text else (text, "\n    }")
        type_ = f" : {self.type}" if self.type else ""
        if "\n" not in text:
            return f"({text}{end}{type_})"
        column = start - (self.text.rfind("\n", 0, start) + 1)
        opened = "({" if end else "("
        return f"{opened}\n{' ' * column}{text}{end or chr(10) + ' ' * 4}{type_})"

    def fields_of(self, literal: surface.InstanceLiteral) -> tuple[int, str]:
        """Where the fields after a `where` begin, and the fields as they stand in `{ … }`."""
        parts: list[str] = []
        for before, after in zip((None, *literal.assigned), literal.assigned, strict=False):
            if before is not None:
                parts.append(self.text[before.span.end : after.span.start].replace(";", ","))
            parts.append(self.of_span(after.span))
        return literal.assigned[0].span.start, "".join(parts)

    def placed(self, written: str, kept: Container[str] = ()) -> str:
        """The text with something else in the declaration's place, and of the others those whose names are kept.

        What stays beside them (`open`, `variable`) is for this text alone.
        """
        commands = sorted((self.own, *self.others), key=lambda command: command.span.start)
        parts: list[str] = []
        around: list[str] = []
        at = 0
        for command in commands:
            around.append(self.text[at : command.span.start])
            is_kept = command.declaration.name.text in kept
            own = written if command is self.own else self.of_span(command.span) if is_kept else ""
            around += [own] if own and command is not self.own else []
            parts += [self.text[at : command.span.start], own]
            at = command.span.end
        around.append(self.text[at:])
        text = tidy("".join([*parts, self.text[at:]]))
        return f"section\n{text}\nend" if "".join(around).strip() else text


def _names_for_holes(declaration: surface.Declaration, text: str) -> Iterator[Edit]:
    """A name for each `_` that is bound."""
    taken = frozenset(re.findall(r"[^\W\d][\w']*", text))
    for group in declaration.binders:
        for name in group.names:
            if name.text == "_":
                given = fresh("x", taken)
                taken |= {given}
                yield name.span, given


def tidy(text: str) -> str:
    """The text without blank lines, and without blanks at the ends of lines."""
    return "\n".join(line.rstrip() for line in text.split("\n") if line.strip())
