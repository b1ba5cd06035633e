"""How a function is called that takes arguments by keyword, or gives what is asked for as a part of something else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from keyword import iskeyword
from types import SimpleNamespace
from typing import Any

from conformance.carriers.base import Carrier
from conformance.carriers.parts import MISSING, field_of
from conformance.carriers.shown import shown
from conformance.subjects.said import GENERATOR, GLOBAL
from conformance.system.generators import seed_all, seeding_sources

Part = int | str
"""A number of an item, or a name of a field."""


class NoPart(Exception):
    """What a function gave lacks the part that is asked for."""

    def __init__(self, message: str, returned: object) -> None:
        super().__init__(message)
        self.returned = returned


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field of a structure is in what a function gives: the way to it, and where its own fields are in it.

    `attribute` is the field as Python has it. There are no `fields` where it is what stands at the end of the way.
    """

    attribute: str
    path: tuple[Part, ...]
    fields: tuple[Place, ...] = ()

    @property
    def is_usual(self) -> bool:
        """Whether it is where a structure has it."""
        return self.path == (self.attribute,) and not self.fields


@dataclass(frozen=True, slots=True)
class Calling:
    """The keyword of each argument, None where it goes by position, and the way to the part that is the result.

    `fields` says where the fields of a structure are in that part; there are none where it is the structure itself.
    `seeds` says of each argument whether it comes as a generator made of it, or as the state of global ones, of neither
    where it is empty; `carrier` is the library whose generators these are. `constants` are numbers that
    are passed by keyword beside the arguments.
    """

    keywords: tuple[str | None, ...] = ()
    path: tuple[Part, ...] = ()
    fields: tuple[Place, ...] = ()
    seeds: tuple[str, ...] = ()
    carrier: Carrier | None = None
    constants: Mapping[str, int] = field(default_factory=dict)

    @property
    def seeds_globally(self) -> bool:
        """Whether a seed comes as the state of global generators, which a call then may change."""
        return GLOBAL in self.seeds

    def of(self, function: Callable[..., object]) -> Callable[..., object]:
        """A function that takes all arguments by position and gives the part, or raises `NoPart`."""
        if self.constants:
            function = partial(function, **self.constants)
        if any(self.keywords):
            called, keywords = function, self._without_global(self.keywords)

            def by_keyword(*natives: object) -> object:
                both = list(zip(keywords, natives, strict=True))
                named: dict[str, Any] = {name: native for name, native in both if name}
                return called(*[native for name, native in both if not name], **named)

            function = by_keyword
        if any(self.seeds):
            function = self._seeded(function)
        whole, path, fields = function, self.path, self.fields
        if fields:
            return lambda *natives: _assembled(_part(whole(*natives), path), fields)
        return (lambda *natives: _part(whole(*natives), path)) if path else function

    def _without_global(self, of_arguments: tuple[str | None, ...]) -> tuple[str | None, ...]:
        """What is said of arguments, but for those that are not passed."""
        if not self.seeds or not of_arguments:
            return of_arguments
        return tuple([one for seed, one in zip(self.seeds, of_arguments, strict=True) if seed != GLOBAL])

    def _seeded(self, function: Callable[..., object]) -> Callable[..., object]:
        assert self.carrier is not None
        seeds, made = self.seeds, self.carrier.generator

        def seeded(*natives: Any) -> object:
            given: list[object] = []
            for seed, native in zip(seeds, natives, strict=True):
                if seed == GLOBAL:
                    seed_all(native)
                else:
                    given.append(made(native) if seed == GENERATOR else native)
            return function(*given)

        return seeded

    def source(self, called: str, written: Sequence[str]) -> str:
        """Python source of a call, of arguments that are written so, and of the part of what it gives."""
        before: list[str] = []
        if any(self.seeds):
            assert self.carrier is not None
            seeded = list(zip(self.seeds, written, strict=True))
            before = [line for seed, text in seeded if seed == GLOBAL for line in seeding_sources(text)]
            written = [
                self.carrier.generator_source(text) if seed == GENERATOR else text
                for seed, text in seeded
                if seed != GLOBAL
            ]
        both = list(zip(self._without_global(self.keywords) or [None] * len(written), written, strict=True))
        given = [text for name, text in both if not name]
        given += [f"**{{{name!r}: {text}}}" if iskeyword(name) else f"{name}={text}" for name, text in both if name]
        given += [f"{name}={number}" for name, number in self.constants.items()]
        source = f"{called}({', '.join(given)})"
        source = _part_source(source, self.path)
        if self.fields:
            source = f"(lambda r: {_assembled_source('r', self.fields)})({source})"
        return f"({', '.join([*before, source])})[-1]" if before else source


def _part(native: object, path: Sequence[Part], wanted_for: str = "") -> object:
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
            raise NoPart(f"expected {wanted}{wanted_for}, got {shown(whole)} ({type(whole).__qualname__})", whole)
    return native


def _assembled(native: object, fields: Sequence[Place]) -> SimpleNamespace:
    """The structure of which a function gave the fields elsewhere than a structure has them."""
    found: dict[str, object] = {}
    for field_ in fields:
        is_own = field_.path == (field_.attribute,)
        part = _part(native, field_.path, "" if is_own else f" for `{field_.attribute}`, as `forms` says")
        found[field_.attribute] = _assembled(part, field_.fields) if field_.fields else part
    return SimpleNamespace(**found)


def _part_source(source: str, path: Sequence[Part]) -> str:
    for part in path:
        if isinstance(part, int):
            source = f"{source}[{part}]"
        else:
            source = f"(lambda r: r[{part!r}] if isinstance(r, dict) else r.{part})({source})"
    return source


def _assembled_source(name: str, fields: Sequence[Place]) -> str:
    parts = []
    for field_ in fields:
        source = _part_source(name, field_.path)
        inner = f"(lambda r: {_assembled_source('r', field_.fields)})({source})" if field_.fields else source
        parts.append(f"{field_.attribute}={inner}")
    return f"SimpleNamespace({', '.join(parts)})"
