"""A text of several declarations, taken apart: each with the variables that stand before it, in its place.

`namespace`, `section`, `variable`, `open`, `universe`, `set_option`, `import` and `module` are read here; a proof is
left out. Places are those of the whole text, so that an error names the line that a reader sees.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NoReturn, cast

from conformance.lean import surface
from conformance.lean.elaborate.environment import Opened
from conformance.lean.errors import LeanError, Span
from conformance.lean.layout import without_comments
from conformance.lean.mentions import mentioned
from conformance.lean.parse import parse_declaration

MAX_CHARACTERS = 250_000
"""Longest text that is taken apart, in characters."""

_DECLARING = ("theorem", "lemma", "def", "abbrev", "opaque", "structure", "example")
_OTHERS = (
    "namespace", "section", "end", "open", "variable", "universe", "universes", "set_option", "import", "export",
    "module", "include",
)  # fmt: skip
_REFUSED = {
    "inductive": "use `structure`, `Bool`, or numbers `Fin n`", "class": "use `structure`", "instance": "use `def`",
    "axiom": "use `theorem`", "mutual": "write one declaration after the other",
    "macro": "write the term itself", "notation": "write the term itself", "infixl": "write the term itself",
    "infixr": "write the term itself", "local": "leave it out", "attribute": "leave it out",
    "infix": "write the term itself", "prefix": "write the term itself", "postfix": "write the term itself",
    "syntax": "write the term itself", "macro_rules": "write the term itself", "scoped": "leave it out",
    "alias": "use `def`", "initialize": "leave it out", "deriving": "leave it out", "termination_by": "leave it out",
    "decreasing_by": "leave it out", "suppress_compilation": "leave it out", "omit": "leave the variable out",
}  # fmt: skip
"""Commands of Lean's that are not known here, and what to write instead."""

_NAMING = ("inductive", "class", "instance", "axiom", "alias")
"""Those of them that declare something, as a rule by a name."""

_READING = (
    "local", "scoped", "notation", "infix", "infixl", "infixr", "prefix", "postfix", "macro", "macro_rules", "syntax",
)  # fmt: skip
"""Those that may change how what comes after them is read."""

_IGNORED = ("#eval", "#check", "#print", "#guard")

_BEFORE = r"(?:@\[[^\]]*\]\s*|(?:public|private|protected|noncomputable|unsafe|partial)\b\s*)*"
_COMMAND = re.compile(
    # As in Lean, a word that declares something begins a declaration wherever it stands: no proof has it.
    rf"(?:^|(?<=\s)){_BEFORE}(?P<declares>{'|'.join(_DECLARING)})\b"
    rf"|^{_BEFORE}(?P<word>(?:{'|'.join((*_OTHERS, *_REFUSED))})\b|{'|'.join(_IGNORED)})",
    re.MULTILINE,
)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_NAME = re.compile(r"\s*([^\W\d][\w.'«»]*)")
_OPENED = re.compile(r"(?P<space>[\w.«»]+)\s*(?:\((?P<names>[^)]*)\))?")


@dataclass(frozen=True, slots=True)
class Command:
    """A declaration of a text, with its name in full and the variables that it mentions among its binders.

    `opened` are the namespaces whose names it may write without them.
    """

    declaration: surface.Declaration
    span: Span
    opened: tuple[Opened, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A declaration of a text that is not of the language, with its name as far as it has one, and why it is not."""

    name: str
    span: Span
    error: LeanError


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A command of a text that declares nothing and is not known here."""

    word: str
    span: Span


@dataclass(slots=True)
class _Scope:
    word: str
    name: str
    span: Span
    variables: list[surface.BinderGroup] = field(default_factory=list)
    opened: list[Opened] = field(default_factory=list)
    included: set[str] = field(default_factory=set)


def declarations_of(text: str) -> Sequence[Command]:
    """The declarations of a text, in their order, and its `example`s, which are called `_example`.

    Raises:
        LeanError: the text is not a row of declarations of the language, or its sections do not end.
    """
    if len(text) > MAX_CHARACTERS:
        message = f"the text has {len(text):,} characters; at most {MAX_CHARACTERS:,} are read"
        raise LeanError(message, text, Span(MAX_CHARACTERS, MAX_CHARACTERS + 1))
    return tuple(_Reader(text).commands())


def commands_of(text: str) -> Sequence[Command | Unread | PassedOver]:
    """The declarations of a text that somebody else wrote, of which any may be beyond the language.

    Raises:
        LeanError: the text is too long.
    """
    if len(text) > MAX_CHARACTERS:
        message = f"the text has {len(text):,} characters; at most {MAX_CHARACTERS:,} are read"
        raise LeanError(message, text, Span(MAX_CHARACTERS, MAX_CHARACTERS + 1))
    return tuple(_Reader(text).all_commands())


class _Reader:
    def __init__(self, text: str) -> None:
        # What stands in quotes begins nothing.
        self.text, self.plain = text, _QUOTED.sub(lambda found: re.sub(r"[^\n]", "_", found[0]), without_comments(text))
        self.scopes = [_Scope("", "", Span(0, 0))]

    def all_commands(self) -> Iterator[Command | Unread | PassedOver]:
        """What the text declares, whether it is of the language or not; scopes need not end, as in a file of Lean's."""
        found = list(_COMMAND.finditer(self.plain))
        for k, match in enumerate(found):
            span = Span(match.start(), self.end_of(match, found[k + 1 :]))
            word = match.group("word")
            try:
                if word is None:
                    yield self.declaration(span)
                    self.leave_in()
                elif word in _NAMING or (word in _READING and '"' in self.text[span.start : span.end]):
                    self.refuse(match)
                elif word in _REFUSED or word in _IGNORED:
                    yield PassedOver(word, span)
                else:
                    self.scoped(word, match.start("word"), match.end(), span.end)
            except LeanError as error:
                if word is None or word in _NAMING or word in _READING:
                    name = None if word in _READING else _NAME.match(self.plain, match.end())
                    yield Unread(self.full(name.group(1)) if name is not None else "", span, error)
                    self.leave_in()
                else:
                    yield PassedOver(word, span)

    def end_of(self, match: re.Match[str], after: Sequence[re.Match[str]]) -> int:
        """Where a command ends that begins at a match."""
        end = after[0].start() if after else len(self.plain)
        return match.start() + len(self.plain[match.start() : end].rstrip())

    def leave_in(self) -> None:
        """Ends what was opened for one declaration."""
        while self.scopes[-1].word == "in":
            self.scopes.pop()

    def refuse(self, match: re.Match[str]) -> NoReturn:
        word = match.group("word")
        self.fail(f"`{word}` is not part of the language: {_REFUSED[word]}", match.start("word"), match.end())

    def commands(self) -> Iterator[Command]:
        found = list(_COMMAND.finditer(self.plain))
        first = found[0].start() if found else len(self.plain)
        if self.plain[:first].strip():
            start = len(self.plain) - len(self.plain.lstrip())
            self.fail("expected a declaration at the beginning of a line, such as `def` or `theorem`", start, start + 1)
        for k, match in enumerate(found):
            end = self.end_of(match, found[k + 1 :])
            word = match.group("word")
            if word is None:
                yield self.declaration(Span(match.start(), end))
                self.leave_in()
            elif word in _REFUSED:
                self.refuse(match)
            else:
                self.scoped(word, match.start("word"), match.end(), end)
        if self.scopes[-1].word == "in":
            left = self.scopes[-1]
            self.fail("what stands before `in` is for a declaration after it", left.span.start, left.span.end)
        if len(self.scopes) > 1:
            left = self.scopes[-1]
            ends = f"end {left.name}".rstrip()
            self.fail(f"`{left.word}` does not end: write `{ends}`", left.span.start, left.span.end)

    def fail(self, message: str, start: int, end: int) -> NoReturn:
        raise LeanError(message, self.text, Span(start, end))

    def scoped(self, word: str, start: int, after: int, end: int) -> None:
        """What opens or ends a part of the text, or adds variables to it."""
        if word in ("open", "variable") and (found := re.search(r"\s(in)\s*\Z", self.plain[after:end])) is not None:
            # `… in` is for the next declaration alone.
            end = after + found.start()
            self.scopes.append(_Scope("in", "", Span(start, end)))
        name = self.plain[after:end].strip()
        if word in ("namespace", "section"):
            self.scopes.append(_Scope(word, name, Span(start, end)))
        elif word == "end":
            opened = self.scopes[-1]
            if not opened.word:
                self.fail("there is nothing that ends here", start, end)
            if opened.name != name:
                wanted = f"end {opened.name}".rstrip()
                self.fail(f"`{opened.word}` ends here by `{wanted}`", start, end)
            self.scopes.pop()
        elif word == "variable":
            # Read as the binders of a theorem, in the same place.
            head = "theorem v"
            try:
                read = self.parsed(head + self.plain[after:end] + " : True", after - len(head))
            except LeanError as error:
                if error.span.start < end:
                    raise
                self.fail("expected binders, such as `(n : Nat)` or `{n : Nat}`, and they end here", end - 1, end)
            self.scopes[-1].variables += read.binders
        elif word == "include":
            self.scopes[-1].included |= {*name.split()}
        elif word == "open":
            self.scopes[-1].opened += self.opened(after, end)

    def opened(self, start: int, end: int) -> Iterator[Opened]:
        text = self.plain[start:end]
        if (word := re.search(r"\b(?:hiding|renaming)\b|→|->", text)) is not None:
            message = f"`open … {word.group()}` is not part of the language: open the names that you need, as in"
            self.fail(f"{message} `open A (f g)`", start + word.start(), start + word.end())
        for found in _OPENED.finditer(text):
            names = found.group("names")
            if found.group("space") != "scoped":
                yield found.group("space"), None if names is None else frozenset(names.split())

    def declaration(self, span: Span) -> Command:
        read = self.parsed(self.plain[span.start : span.end], span.start)
        name = replace(read.name, text=self.full(read.name.text))
        opened = tuple(o for s in self.scopes for o in s.opened)
        return Command(replace(read, name=name, binders=(*self.included(read), *read.binders)), span, opened)

    def full(self, name: str) -> str:
        """A name with the namespaces around it."""
        return ".".join([*(s.name for s in self.scopes if s.word == "namespace"), name])

    def included(self, declaration: surface.Declaration) -> list[surface.BinderGroup]:
        """The variables that a declaration mentions, and those that the types of these mention."""
        groups = [group for scope in self.scopes for group in scope.variables]
        wanted = mentioned(declaration)
        if declaration.keyword == "theorem":
            wanted |= frozenset().union(*(scope.included for scope in self.scopes))
        kept: list[surface.BinderGroup] = []
        own = {n.text for g in declaration.binders for n in g.names}
        for group in reversed(groups):
            # One that is bound again within hides the one before.
            names = tuple(n for n in group.names if n.text in wanted and n.text not in own)
            own |= {n.text for n in group.names}
            about = mentioned(group.type) if group.type is not None else frozenset()
            if group.instance and about <= wanted:
                kept.append(group)
            elif names:
                wanted |= about
                kept.append(replace(group, names=names))
        return kept[::-1]

    def parsed(self, text: str, place: int) -> surface.Declaration:
        """A declaration whose text stands at a place of the whole."""
        try:
            read = parse_declaration(text)
            return cast("surface.Declaration", surface.moved(read, place)) if place else read
        except LeanError as error:
            span = Span(max(0, error.span.start + place), max(1, error.span.end + place))
            raise LeanError(error.message, self.text, span) from None
