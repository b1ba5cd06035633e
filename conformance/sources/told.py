"""What a page of documentation tells of a declaration, as a text of Lean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from conformance.lean.commands import Command, commands_of
from conformance.lean.errors import LeanError, Span
from conformance.sources.source import Found, Tells

_HEADER = re.compile(
    r"\s*(?:@\[[^\]]*\]\s*)?(?P<kind>(?:(?:noncomputable|protected|private|public|partial|unsafe)\s+)*"
    r"(?:theorem|lemma|def|abbrev|structure|opaque|instance|class|inductive|axiom))"
    # What goes on otherwise is a sentence that begins with such a word.
    r"\s+(?P<name>[^\W\d][\w.'«»]*)(?P<rest>\s*(?:$|[:({\[⦃][\s\S]*))"
)
_UNIVERSE = re.compile(r"(?:Type|Sort)\b.*|Prop", re.DOTALL)
_OPENING, _CLOSING = "([{⦃", ")]}⦄"


@dataclass(frozen=True, slots=True)
class Told:
    """A declaration on a page: its header as one text, its fields, and the equations of its body, where they stand."""

    header: str
    line: int
    fields: Sequence[str] = field(default=())
    equations: Sequence[str] = field(default=())

    @property
    def kind(self) -> str:
        """`def`, `theorem` and the like."""
        match = _HEADER.fullmatch(self.header)
        return "" if match is None else match["kind"].split()[-1]

    def found(self) -> Found:
        """The declaration, read as far as it can be."""
        match = _HEADER.fullmatch(self.header)
        assert match is not None
        lean, tells = self._lean(match["name"], *_split(match["rest"]))
        return read_as(match["name"], self.header, self.line, lean, tells)

    def _lean(self, name: str, binders: str, type_: str) -> tuple[str, Tells]:
        """A text of Lean that says what is told, and how much that is."""
        signature = f"{name} {binders}".rstrip()
        if self.kind == "structure" and self.fields:
            return "\n  ".join([f"structure {signature} where", *self.fields]), "all"
        if self.kind in ("structure", "abbrev") or (self.kind == "def" and _UNIVERSE.fullmatch(type_)):
            if (body := self._body(name, binders)) is not None:
                return f"abbrev {signature} := {body}", "all"
            if type_ != "Prop":
                return f"theorem {signature} : True", "binders"
        if self.kind in ("def", "opaque"):
            if (body := self._body(name, binders)) is not None:
                return f"def {signature} : {type_} := {body}", "all"
            return f"opaque {signature} : {type_}", "signature"
        return f"{self.kind} {signature} : {type_}", "all"

    def _body(self, name: str, binders: str) -> str | None:
        """The body of a definition that has one equation, of its name applied to the variables that it binds."""
        if len(self.equations) != 1:
            return None
        bound = [n for group in re.findall(r"\(([^():]*):", binders) for n in group.split()]
        left = r"\s+".join([rf"(?:[\w.]+\.)?{re.escape(name.rpartition('.')[2])}", *map(re.escape, bound)])
        match = re.match(rf"\s*{left}\s*=\s*(.*)", self.equations[0], re.DOTALL)
        return None if match is None else match[1].strip()


def is_header(text: str) -> bool:
    """Whether a declaration begins here, and no sentence."""
    return _HEADER.fullmatch(text) is not None


def read_as(name: str, text: str, line: int, lean: str, tells: Tells) -> Found:
    """A declaration of a source, with its Lean text read where it is of the language."""
    try:
        commands = commands_of(lean)
    except LeanError as error:
        return Found(name, text, line, lean, error=error, tells=tells)
    one = commands[0] if len(commands) == 1 else None
    if isinstance(one, Command):
        return Found(name, text, line, lean, one.declaration, one.opened, tells=tells)
    why = getattr(one, "error", None) or LeanError("expected one declaration", lean, Span(0, len(lean)))
    return Found(name, text, line, lean, error=why, tells=tells)


def _split(rest: str) -> tuple[str, str]:
    """The binders of a header, and the type after them."""
    depth = 0
    for place, character in enumerate(rest):
        if character in _OPENING:
            depth += 1
        elif character in _CLOSING:
            depth -= 1
        elif character == ":" and depth == 0 and not rest.startswith(":=", place):
            return " ".join(rest[:place].split()), " ".join(rest[place + 1 :].split())
    return " ".join(rest.split()), ""
