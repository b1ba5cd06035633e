"""What Lean's types and purity say of an operation without a theorem: what an obligation tells of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from conformance.lean.nodes import Term
from conformance.lean.syntax import Binder, Call, Definition, Variable
from conformance.words import Level


def application(definition: Definition) -> Call:
    """The definition applied to its own variables."""
    arguments = tuple(Variable(b.type, b.name) for b in definition.binders)
    return Call(definition.result, definition.name, arguments, tuple(b.implicit for b in definition.binders))


def the_call(definition: Definition) -> tuple[tuple[Binder, ...], Term]:
    """The variables of a definition, and its application to them."""
    return definition.binders, application(definition)


def of_every(definition: Definition, definitions: Mapping[str, Definition]) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """What is demanded of an operation, in words, and of which operations.

    `training` says in one sentence what goes wrong when a model is trained with an operation that breaks it. `applies`
    says by the types of a definition, given all definitions, whether the operation has it, and `speaks_of` gives the
    variables of its law and the claim.
    """

    name: str
    level: Level
    meaning: str
    training: str
    applies: Callable[[Definition, Mapping[str, Definition]], bool] = of_every
    speaks_of: Callable[[Definition], tuple[tuple[Binder, ...], Term]] = the_call
