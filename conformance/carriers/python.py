"""The Python carrier: `list[bool]`, `list[int]`, `bool` and `int`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.carriers.base import Carrier, Form, Kind, check_naturals, to_lists, to_tuples

_SCALARS = {Kind.BOOL: "bool", Kind.INDEX: "int", Kind.NAT: "int"}


class PythonCarrier(Carrier):
    """Plain lists and numbers; naturals are unbounded."""

    text = "python"
    library = "python"

    def embedder(self, form: Form) -> Callable[[Any], object]:
        if form.rank == 0:
            return lambda value: value
        if form.rank == 1:
            return list
        return to_lists

    def decoder(self, form: Form) -> Callable[[object], Any]:
        wanted = _wanted(form)
        scalar: type = bool if form.kind is Kind.BOOL else int

        def has_form(native: object, rank: int) -> bool:
            if rank == 1:
                return isinstance(native, list) and set(map(type, native)) <= {scalar}
            if rank:
                return isinstance(native, list) and all([has_form(item, rank - 1) for item in native])
            return type(native) is scalar

        def decode(native: object) -> Any:
            if not has_form(native, form.rank):
                self.refuse(wanted, native)
            value = tuple(native) if form.rank == 1 else to_tuples(native)  # type: ignore[arg-type]
            if form.kind is not Kind.BOOL:
                check_naturals(self, value, wanted, native)
            return value

        return decode

    def literal(self, form: Form, value: Any) -> str:
        return repr(to_lists(value))

    def check_source(self, name: str, form: Form, value: Any) -> str:
        typed = _type_source(name, _SCALARS[form.kind], form.rank)
        return f"assert {typed} and {name} == {to_lists(value)!r}, {name}"

    def snapshot(self, native: object) -> object:
        return _copy(native)

    def unchanged(self, native: object, snapshot: object) -> bool:
        if isinstance(snapshot, list):
            return (
                isinstance(native, list)
                and len(native) == len(snapshot)
                and all(self.unchanged(a, b) for a, b in zip(native, snapshot, strict=True))
            )
        return type(native) is type(snapshot) and bool(native == snapshot)

    def shares_memory(self, a: object, b: object) -> bool:
        return not _lists(a).isdisjoint(_lists(b))

    def separate_source(self, a: str, b: str) -> str:
        return f'assert {a} is not {b}, "one list is in both places"'

    def refill(self, native: object, other: object) -> None:
        assert isinstance(native, list)
        native[:] = other  # type: ignore[call-overload]

    def refill_source(self, name: str, source: str) -> str:
        return f"{name}[:] = {source}"


def _wanted(form: Form) -> str:
    text = _SCALARS[form.kind]
    for _ in range(form.rank):
        text = f"list[{text}]"
    return text if form.kind is Kind.BOOL else f"{text}, not negative"


def _type_source(name: str, scalar: str, rank: int) -> str:
    if rank == 0:
        return f"type({name}) is {scalar}"
    item = f"{'xyzuvw'[rank - 1]}"
    return f"isinstance({name}, list) and all({_type_source(item, scalar, rank - 1)} for {item} in {name})"


def _copy(native: object) -> object:
    return [_copy(item) for item in native] if isinstance(native, list) else native


def _lists(native: object) -> set[int]:
    """The identities of a value's list and the lists inside it."""
    found: set[int] = set()
    todo = [native]
    while todo:
        value = todo.pop()
        if isinstance(value, list) and id(value) not in found:
            found.add(id(value))
            if list in set(map(type, value)):
                todo.extend(value)
    return found
