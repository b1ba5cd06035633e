"""Types as they are written."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from conformance.lean import surface
from conformance.lean.elaborate.scope import nearest
from conformance.lean.elaborate.settling import Settling
from conformance.lean.prelude import SIMPLE_TYPES
from conformance.lean.substitution import substitute
from conformance.lean.syntax import (
    NAT,
    Abbreviation,
    AbbreviationType,
    FinType,
    FunctionType,
    ListType,
    Term,
    Type,
)


class Types(Settling, ABC):
    """Reads types; the sizes in them are terms."""

    @abstractmethod
    def elaborate(self, syntax: surface.Syntax, expected: Type | None) -> Term:
        """The term, of the expected type if there is one."""

    def is_type(self, syntax: surface.Syntax) -> bool:
        match syntax:
            case surface.Infix(symbol="→", right=right):
                return self.is_type(right)
            case surface.Name(text=text):
                if text in self.locals:
                    return False
                known = self.environment.definitions.get(text.rpartition(".")[2])
                return text in SIMPLE_TYPES or text in ("Fin", "List") or isinstance(known, Abbreviation)
            case surface.Application(function=function):
                return self.is_type(function)
            case _:
                return False

    def type(self, syntax: surface.Syntax) -> Type:
        match syntax:
            case surface.Infix(symbol="→", left=left, right=right):
                return FunctionType(self.type(left), self.type(right))
            case surface.Name():
                return self.type_application(syntax, ())
            case surface.Application(function=surface.Name() as head, arguments=arguments):
                return self.type_application(head, arguments)
        self.fail("expected a type, such as `Nat`, `Fin n` or `List (Fin n)`", syntax.span)

    def type_application(self, head: surface.Name, arguments: tuple[surface.Syntax, ...]) -> Type:
        name = head.text
        abbreviation = self.environment.definitions.get(name.rpartition(".")[2])
        if name in SIMPLE_TYPES:
            self.expect_arguments(head, arguments, 0)
            return SIMPLE_TYPES[name]
        if name == "Fin":
            self.expect_arguments(head, arguments, 1)
            return FinType(self.size(self.elaborate(arguments[0], NAT)))
        if name == "List":
            self.expect_arguments(head, arguments, 1)
            return ListType(self.type(arguments[0]))
        if isinstance(abbreviation, Abbreviation):
            self.expect_arguments(head, arguments, len(abbreviation.binders))
            mapping: dict[str, Term] = {}
            for binder, argument in zip(abbreviation.binders, arguments, strict=True):
                mapping[binder.name] = self.size(self.elaborate(argument, substitute(binder.type, mapping)))
            expansion = substitute(abbreviation.body, mapping)
            return AbbreviationType(abbreviation.name, tuple(mapping.values()), expansion)
        types = [*SIMPLE_TYPES, "Fin", "List", *(k for k, v in self.environment.definitions.items()
                                          if isinstance(v, Abbreviation))]  # fmt: skip
        if name in self.locals or abbreviation is not None:
            self.fail(f"`{name}` is not a type", head.span)
        self.fail(f"unknown type `{name}`{nearest(name, types)}", head.span)

    def expect_arguments(self, head: surface.Name, arguments: Sequence[surface.Syntax], count: int) -> None:
        if len(arguments) != count:
            takes = "no argument" if count == 0 else "1 argument" if count == 1 else f"{count} arguments"
            span = arguments[count].span if len(arguments) > count else head.span
            self.fail(f"`{head.text}` takes {takes}, {len(arguments)} given", span)


def is_universe(syntax: surface.Syntax) -> bool:
    match syntax:
        case surface.Name(text=text):
            return text in ("Type", "Sort")
        case surface.Application(function=function):
            return is_universe(function)
        case _:
            return False
