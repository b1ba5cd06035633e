"""Names of a spec that a backend could not tell apart, as they are the same in snake case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conformance.errors import SpecError
from conformance.laws.declaration import Declaration
from conformance.lean.elaborate.environment import Environment
from conformance.lean.syntax import Definition, Structure
from conformance.values.naming import snake_case


def clashes(environment: Environment, declarations: Iterable[Declaration]) -> Iterator[SpecError]:
    """The errors of operations, and of fields of one structure, that a backend would have under one name.

    Args:
        environment: all that is in scope, of every module.
        declarations: where it was declared; of two that clash the later is where the error is.
    """
    known = {id(one.declared): one for one in declarations}
    first: dict[str, Declaration] = {}
    for declared in environment.definitions.values():
        here = known.get(id(declared))
        if here is None:
            # A type in the text of another entry, which no backend has by that name.
            continue
        if isinstance(declared, Structure):
            yield from _fields(declared, here)
        if not isinstance(declared, Definition) or declared.is_helper:
            continue
        name = snake_case(declared.name)
        if (other := first.setdefault(name, here)) is not here:
            message = (
                f"`{declared.name}` and `{other.declared.name}`, at {other.source}, are both `{name}` for a backend, "
                "which could not tell them apart; give one of them another name"
            )
            if here.path != other.path:
                message += ", or name under `imports:` only modules that are meant"
            yield SpecError(message, here.path, here.line)


def _fields(structure: Structure, here: Declaration) -> Iterator[SpecError]:
    first: dict[str, str] = {}
    for field in structure.fields:
        name = snake_case(field.name)
        if (other := first.setdefault(name, field.name)) != field.name:
            message = (
                f"the fields `{other}` and `{field.name}` of `{structure.name}` are both `{name}` for a backend, which "
                "could not tell them apart; give one of them another name"
            )
            yield SpecError(message, here.path, here.line)
