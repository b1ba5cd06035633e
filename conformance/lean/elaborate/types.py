"""Types as they are written."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from conformance.lean import surface
from conformance.lean.elaborate.settling import Settling
from conformance.lean.nodes import Term, Type
from conformance.lean.prelude import NAMES, SIMPLE_TYPES
from conformance.lean.substitution import substitute
from conformance.lean.syntax import Abbreviation, Binder, Structure, Variable
from conformance.lean.types import (
    NAT,
    SORT,
    AbbreviationType,
    ArrayType,
    FinType,
    FunctionType,
    ListType,
    OptionType,
    ProductType,
    SequenceType,
    StructureType,
    TypeHole,
    TypeVariable,
)
from conformance.lean.wording import NOT_SUPPORTED


class Types(Settling, ABC):
    """Reads types; the sizes in them are terms."""

    @abstractmethod
    def elaborate(self, syntax: surface.Syntax, expected: Type | None) -> Term:
        """The term, of the expected type if there is one."""

    def is_type(self, syntax: surface.Syntax) -> bool:
        match syntax:
            case surface.Infix(symbol="→", right=right):
                return self.is_type(right)
            case surface.Infix(symbol="×"):
                return True
            case surface.Name(text=text):
                if text in self.locals:
                    return self.is_type_variable(self.locals[text])
                known = self.environment.find(text)
                if known is None and text not in SIMPLE_TYPES and text not in _FORMERS:
                    self.check_mentioned(syntax)
                    if text in NOT_SUPPORTED:
                        self.unknown(text, syntax.span)
                return text in SIMPLE_TYPES or text in _FORMERS or isinstance(known, (Abbreviation, Structure))
            case surface.Application(function=function):
                return self.is_type(function)
            case _:
                return False

    def check_known(self, syntax: surface.Syntax | None) -> None:
        """Refuses a name that is nothing where a type is expected."""
        head = syntax.function if isinstance(syntax, surface.Application) else syntax
        if syntax is None or not isinstance(head, surface.Name):
            return
        known = head.text.partition(".")[0] in self.locals or head.text in NAMES
        if not known and self.environment.find(head.text) is None:
            self.type(syntax)

    def is_type_variable(self, local: Variable) -> bool:
        """Whether a name that is bound stands for a type; `{α}` does where it is used as one."""
        if isinstance(hole := self.plain(local.type), TypeHole):
            self.types[hole.id] = SORT
        return self.plain(local.type) == SORT

    def type(self, syntax: surface.Syntax) -> Type:
        match syntax:
            case surface.Infix(symbol="×", left=left, right=right):
                return ProductType(self.type(left), self.type(right))
            case surface.Infix(symbol="→", left=left, right=right):
                return FunctionType(self.type(left), self.type(right))
            case surface.Name():
                return self.type_application(syntax, ())
            case surface.Application(function=surface.Name() as head, arguments=arguments):
                return self.type_application(head, arguments)
        self.fail("expected a type, such as `Nat`, `Fin n` or `List (Fin n)`", syntax.span)

    def type_application(self, head: surface.Name, arguments: tuple[surface.Syntax, ...]) -> Type:
        name = head.text
        if name == "_":
            return self.type_hole(head.span, "the type")
        if name in self.locals and self.is_type_variable(self.locals[name]):
            self.expect_arguments(head, arguments, 0)
            return TypeVariable(self.locals[name].name)
        declared = self.environment.find(name)
        if name in SIMPLE_TYPES:
            self.expect_arguments(head, arguments, 0)
            return SIMPLE_TYPES[name]
        if name == "Fin":
            self.expect_arguments(head, arguments, 1)
            return FinType(self.size(self.elaborate(arguments[0], NAT)))
        if name in _SEQUENCES:
            self.expect_arguments(head, arguments, 1)
            return _SEQUENCES[name](self.type(arguments[0]))
        if name == "Prod":
            self.expect_arguments(head, arguments, 2)
            return ProductType(self.type(arguments[0]), self.type(arguments[1]))
        if isinstance(declared, (Abbreviation, Structure)):
            explicit = [b for b in declared.binders if not b.implicit]
            self.expect_arguments(head, arguments, len(explicit))
            given = dict(zip([b.name for b in explicit], arguments, strict=True))
            mapping: dict[str, Type | Term] = {}
            for binder in declared.binders:
                mapping[binder.name] = self.type_argument(binder, given.get(binder.name), mapping, head)
            if isinstance(declared, Structure):
                return structure_type(declared, mapping)
            expansion = substitute(declared.body, mapping)
            return AbbreviationType(declared.name, tuple(mapping.values()), expansion)
        types = [*SIMPLE_TYPES, *_FORMERS, *(k for k, v in self.environment.definitions.items()
                                            if isinstance(v, (Abbreviation, Structure)))]  # fmt: skip
        if name in self.locals or declared is not None:
            self.fail(f"`{name}` is not a type", head.span)
        self.unknown(name, head.span, "type", types)

    def type_argument(
        self, binder: Binder, given: surface.Syntax | None, mapping: Mapping[str, Type | Term], head: surface.Name
    ) -> Type | Term:
        """What a type is applied to, or a hole for it."""
        type_ = substitute(binder.type, mapping)
        what = f"argument `{binder.name}` of `{head.text}`"
        if type_ == SORT:
            return self.type_hole(head.span, what) if given is None else self.type(given)
        return self.hole(type_, head.span, what) if given is None else self.size(self.elaborate(given, type_))

    def expect_arguments(self, head: surface.Name, arguments: Sequence[surface.Syntax], count: int) -> None:
        if len(arguments) != count:
            takes = "no argument" if count == 0 else "1 argument" if count == 1 else f"{count} arguments"
            span = arguments[count].span if len(arguments) > count else head.span
            self.fail(f"`{head.text}` takes {takes}, {len(arguments)} given", span)


_SEQUENCES: dict[str, type[SequenceType]] = {t.written: t for t in (ListType, ArrayType, OptionType)}
_FORMERS = ("Fin", "Prod", *_SEQUENCES)


def structure_type(structure: Structure, mapping: Mapping[str, Type | Term]) -> StructureType:
    """A structure applied to its parameters, each by its name."""
    names = tuple(f.name for f in structure.fields)
    fields = tuple(substitute(f.type, mapping) for f in structure.fields)
    return StructureType(structure.name, tuple(mapping[b.name] for b in structure.binders), names, fields)


def is_universe(syntax: surface.Syntax) -> bool:
    match syntax:
        case surface.Name(text=text):
            return text in ("Type", "Sort", "Type*", "Sort*")
        case surface.Application(function=function):
            return is_universe(function)
        case _:
            return False
