"""How a function is called that takes arguments by keyword, or gives what is asked for as a part of something else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from keyword import iskeyword
from typing import Any

from conformance.carriers.parts import MISSING, field_of
from conformance.carriers.shown import shown

Part = int | str
"""A number of an item, or a name of a field."""


class NoPart(Exception):
    """What a function gave lacks the part that is asked for."""

    def __init__(self, message: str, returned: object) -> None:
        super().__init__(message)
        self.returned = returned


@dataclass(frozen=True, slots=True)
class Calling:
    """The keyword of each argument, None where it goes by position, and the way to the part that is the result."""

    keywords: tuple[str | None, ...] = ()
    path: tuple[Part, ...] = ()

    def of(self, function: Callable[..., object]) -> Callable[..., object]:
        """A function that takes all arguments by position and gives the part, or raises `NoPart`."""
        if any(self.keywords):
            called, keywords = function, self.keywords

            def by_keyword(*natives: object) -> object:
                both = list(zip(keywords, natives, strict=True))
                named: dict[str, Any] = {name: native for name, native in both if name}
                return called(*[native for name, native in both if not name], **named)

            function = by_keyword
        if not self.path:
            return function
        whole, path = function, self.path
        return lambda *natives: _part(whole(*natives), path)

    def source(self, called: str, written: Sequence[str]) -> str:
        """Python source of a call, of arguments that are written so, and of the part of what it gives."""
        both = list(zip(self.keywords or [None] * len(written), written, strict=True))
        given = [text for name, text in both if not name]
        given += [f"**{{{name!r}: {text}}}" if iskeyword(name) else f"{name}={text}" for name, text in both if name]
        source = f"{called}({', '.join(given)})"
        for part in self.path:
            if isinstance(part, int):
                source = f"{source}[{part}]"
            else:
                source = f"(lambda r: r[{part!r}] if isinstance(r, dict) else r.{part})({source})"
        return source


def _part(native: object, path: Sequence[Part]) -> object:
    for part in path:
        whole = native
        if isinstance(part, str):
            native = field_of(whole, part)
        elif isinstance(whole, (tuple, list)):
            native = whole[part] if -len(whole) <= part < len(whole) else MISSING
        else:
            native = MISSING
        if native is MISSING:
            wanted = f"a tuple with an item {part}" if isinstance(part, int) else f"something with a field `{part}`"
            raise NoPart(f"expected {wanted}, got {shown(whole)} ({type(whole).__qualname__})", whole)
    return native
