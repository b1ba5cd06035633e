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
            if rank:
                return isinstance(native, list) and all(has_form(item, rank - 1) for item in native)
            return isinstance(native, scalar) and (scalar is bool or not isinstance(native, bool))

        def decode(native: object) -> Any:
            if not has_form(native, form.rank):
                self.refuse(wanted, native)
            value = to_tuples(native)
            if form.kind is not Kind.BOOL:
                check_naturals(self, value, wanted, native)
            return value

        return decode

    def literal(self, form: Form, value: Any) -> str:
        return repr(to_lists(value))

    def check_source(self, name: str, form: Form, value: Any) -> str:
        return f"assert repr({name}) == {repr(to_lists(value))!r}, {name}"

    def snapshot(self, native: object) -> object:
        return repr(native)


def _wanted(form: Form) -> str:
    text = _SCALARS[form.kind]
    for _ in range(form.rank):
        text = f"list[{text}]"
    return text if form.kind is Kind.BOOL else f"{text}, not negative"
