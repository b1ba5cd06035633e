"""The ways in which a function may be called as an operation, and in which what it gives may be read."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations, product

from conformance.lean.nodes import Type
from conformance.lean.syntax import Definition
from conformance.subjects.forms import RETURNS, is_form, kind_of
from conformance.subjects.formtable import fields_of
from conformance.subjects.said import ARRAY, said_in
from conformance.values.known import formed
from conformance.values.naming import snake_case

MASKS = (
    "", "complement", "int01", "complement/int01", "float01", "complement/float01", "uint8", "complement/uint8",
    "indices", "kept",
)  # fmt: skip
"""In which forms a mask is tried, the first before the others that do as well."""

HELD = ("list", "int32")
"""How values of an array library are held where that is tried: words that stand after the others."""

MANY = 99
"""Arguments of a function that takes any number."""

_GENERATORS = ("generator", "rng")
"""What parameters are called, or have in their names, that take a generator."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a function takes: the names that may go by position, how many do at least and at most, and the names that go
    by keyword alone, those that are `needed` and the `further` ones, which have a default."""

    names: tuple[str, ...] = ()
    least: int = 0
    most: int = MANY
    needed: tuple[str, ...] = ()
    further: tuple[str, ...] = ()

    def takes(self, count: int) -> bool:
        """Whether it may be given so many arguments."""
        needed = len(self.needed)
        return self.least + needed <= count <= self.most + needed + len(self.further)


def parameters_of(function: Callable[..., object]) -> Parameters:
    """What a function takes; any number where that cannot be told."""
    try:
        found = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return Parameters()
    placed = [p for p in found if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    named = [p for p in found if p.kind is p.KEYWORD_ONLY]
    return Parameters(
        tuple(p.name for p in placed),
        sum(p.default is p.empty for p in placed),
        MANY if any(p.kind is p.VAR_POSITIONAL for p in found) else len(placed),
        tuple(p.name for p in named if p.default is p.empty),
        tuple(p.name for p in named if p.default is not p.empty),
    )


def likeness(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1."""
    return difflib.SequenceMatcher(None, one, other).ratio()


def taken(
    function: Callable[..., object], definition: Definition, held: Sequence[str] = ()
) -> Iterator[tuple[dict[str, str], bool]]:
    """The ways in which arguments may come: forms by argument, and whether they are batched.

    Args:
        function: what is called.
        definition: the operation that it may be.
        held: how arguments are held, one or all of them; as is usual where nothing is said.
    """
    of = parameters_of(function)
    types = {snake_case(b.name): b.type for b in definition.explicit}
    seen: dict[tuple[tuple[str, str], ...], None] = {}
    for keywords in _keywords(of, types):
        for chosen in product(*_words(of, types, keywords)):
            words = dict(zip(types, chosen, strict=True))
            for each in _held(words, types, held):
                forms = {name: _said(word, name, keywords) for name, word in each.items()}
                seen.setdefault(tuple([(name, word) for name, word in forms.items() if word]))
    for forms_of in seen:
        for is_batched in (False, True):
            yield dict(forms_of), is_batched


def _keywords(of: Parameters, types: Mapping[str, Type]) -> list[dict[str, str]]:
    """The keyword of each argument that goes by one, in each way that may be meant."""
    seeds = [name for name, type_ in types.items() if formed(type_)[0].is_seed]
    missing = len(types) - of.most - len(of.needed)
    near = [k for k in of.further if any(k == name for name in types) or (seeds and _is_seed(k))]
    asked = [*of.needed, *(near if missing > 0 else [])]
    if not asked:
        is_in_order = not set(types) <= set(of.names) or [n for n in of.names if n in types] == list(types)
        return [{}] if is_in_order else [{name: name for name in types}, {}]
    by_name: dict[str, str] = {}
    for keyword in sorted(asked, key=lambda k: -max((likeness(k, name) for name in types), default=0.0)):
        left = [name for name in types if name not in by_name]
        if left:
            by_name[_nearest(keyword, left, seeds)] = keyword
    in_order = dict(zip(list(types)[-len(asked) :], asked, strict=False))
    return [by_name] if in_order == by_name else [by_name, in_order]


def _nearest(keyword: str, names: Iterable[str], seeds: Sequence[str]) -> str:
    """The argument that a keyword most likely stands for."""
    is_seed = _is_seed(keyword)
    return max(names, key=lambda name: (name == keyword, is_seed and name in seeds, likeness(keyword, name)))


def _is_seed(parameter: str) -> bool:
    return "seed" in parameter or any(word in parameter for word in _GENERATORS)


def _words(of: Parameters, types: Mapping[str, Type], keywords: Mapping[str, str]) -> Iterator[Sequence[str]]:
    """The words that each argument may come as."""
    placed = iter(of.names)
    for name, type_ in types.items():
        parameter = keywords.get(name) or next(placed, "")
        if not formed(type_)[0].is_seed:
            yield MASKS if kind_of(type_) == "mask" else ("",)
        elif any(word in parameter for word in _GENERATORS):
            yield ("generator",)
        elif name not in keywords and of.most + len(keywords) < len(types):
            yield ("global",)
        else:
            yield "", "generator"


def _held(words: Mapping[str, str], types: Mapping[str, Type], held: Sequence[str]) -> Iterator[Mapping[str, str]]:
    """The words of arguments with how all of them are held after them, or one."""
    if not held:
        yield words
    for container in held:
        apt = {n: after(word, container, types[n]) for n, word in words.items()}
        able = [name for name, word in apt.items() if word]
        for names in dict.fromkeys([tuple(able), *((name,) for name in able)]):
            if names:
                yield {name: apt[name] if name in names else word for name, word in words.items()}


def after(word: str, container: str, type_: Type) -> str:
    """A word with how that is held after it; empty where values of the type are not held so."""
    if formed(type_)[0].is_seed:
        return ""
    both = f"{word}/{container}" if word else container
    return both if is_form(type_, said_in(both)) else ""


def _said(word: str, name: str, keywords: Mapping[str, str]) -> str:
    if name not in keywords or word == "global":
        return word
    before = "keyword" if keywords[name] == name else f"keyword({keywords[name]})"
    return f"{before}/{word}" if word else before


def given(native: object, definition: Definition, held: Sequence[str] = ()) -> Iterator[dict[str, str]]:
    """The ways in which a result may be read that came back so, where it may be `held` in these ways too."""
    parts = fields_of(definition.result) or [(RETURNS, definition.result)]
    count = len(native) if isinstance(native, tuple | list) else 0
    places: list[tuple[int | None, ...]] = [(None,) * len(parts)]
    if isinstance(native, tuple) and count >= len(parts):
        places = list(permutations(range(count), len(parts)))
    words = [MASKS if kind_of(type_) == "mask" else ("",) for _, type_ in parts]
    for said, at in product(product(*words), places):
        forms: dict[str, str] = {}
        for (name, type_), place, word in zip(parts, at, said, strict=True):
            read = _read(_part(native, name, place), word, type_, held)
            text = "/".join(([] if place is None else [f"item({place})"]) + ([read] if read else []))
            if text:
                forms[name] = text
        yield forms


def _part(native: object, name: str, place: int | None) -> object:
    if place is not None:
        assert isinstance(native, tuple)
        return native[place]
    if name == RETURNS:
        return native
    return native.get(name) if isinstance(native, Mapping) else getattr(native, name, None)


def _read(native: object, word: str, type_: Type, held: Sequence[str]) -> str:
    """The word by which a part of a result may be read, with how it is held after it, where it is so."""
    dtype = str(getattr(native, "dtype", "")).rpartition(".")[2]
    container = "list" if isinstance(native, list) else dtype
    return (after(word, container, type_) or word) if container in held else word


def told(tried: Iterable[Mapping[str, str]], definition: Definition) -> str:
    """The forms of some ways in a few words: of each argument and result the words that it was tried in, alone or
    together, and by which keywords it went."""
    results = [name for name, _ in fields_of(definition.result)] or [RETURNS]
    names = [*(snake_case(b.name) for b in definition.explicit), *results]
    found: dict[str, dict[str, None]] = {name: {} for name in names}
    for forms in tried:
        for name, words in found.items():
            said = said_in(forms.get(name, ARRAY))
            words |= dict.fromkeys(said.words.split("/"))
            if said.keyword is not None:
                words.setdefault(f"by keyword {said.keyword or name}")
    return "; ".join(f"{name} as {', '.join(words)}" for name, words in found.items() if words)
