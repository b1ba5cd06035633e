"""What a backend's `forms` say: how arguments and results come of which there is more than one form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from conformance.carriers.forms import AnyForm, Called, Record, Row
from conformance.errors import UsageError, did_you_mean
from conformance.lean.nodes import Type
from conformance.lean.syntax import Definition
from conformance.values.known import form_of, formed, item_of
from conformance.values.naming import snake_case

ARRAY, CALLABLE = "array", "callable"

WORDS = {
    ARRAY: "a table of its values, with an axis for each of its arguments; what is not named comes so",
    CALLABLE: "a callable that takes its arguments by position",
}
"""In which forms a function may come, each with what it is."""

RETURNS = "returns"

KINDS = {"mask": "mask", "losses": "table", "indices": "indices"}
"""Names of kinds of arguments, and the role of a value of that kind."""


@dataclass(frozen=True, slots=True)
class Forms:
    """Words by the snake_case name of an argument or field, by a kind of arguments, or by `returns`."""

    words: Mapping[str, str] = field(default_factory=dict)

    def of(self, type_: Type, name: str) -> AnyForm | None:
        """The form of an argument of that name; None where values of the type have none."""
        form = form_of(type_)
        return self._chosen(type_, form, name) if self.words and form is not None else form

    def of_result(self, type_: Type) -> AnyForm | None:
        """The form of what comes back."""
        return self.of(type_, RETURNS)

    def _chosen(self, type_: Type, form: AnyForm, name: str) -> AnyForm:
        former, plain = formed(type_)
        if former.is_function:
            return Called(form, arity_of(type_)) if self._word(name, former.role(plain)) == CALLABLE else form
        if isinstance(form, Record):
            names = form.names or [""] * len(form.fields)
            parts = zip(former.held(plain), form.fields, names, strict=True)
            return replace(form, fields=tuple([self._chosen(part, inner, name) for part, inner, name in parts]))
        return Row(self._chosen(item_of(plain), form.item, "")) if isinstance(form, Row) else form

    def _word(self, name: str, role: str) -> str:
        kinds = [kind for kind, its in KINDS.items() if its == role]
        return next((self.words[key] for key in (name, *kinds) if key in self.words), ARRAY)


def read_forms(given: object, definitions: Mapping[str, Definition], named: str) -> Forms:
    """The forms that a backend of that name says.

    Raises:
        UsageError: they are none; the message says what is expected.
    """
    if given is None:
        return Forms()
    if not isinstance(given, Mapping):
        raise UsageError(f"backend `{named}`: `forms` must be a mapping, not a {type(given).__name__}")
    for key, word in given.items():
        if not isinstance(word, str) or word not in WORDS:
            hint = did_you_mean(str(word), list(WORDS)) or f"; expected one of {', '.join(WORDS)}"
            raise UsageError(f"backend `{named}`: unknown form `{word}` of `{key}` in `forms`{hint}")
        places = _places_of(str(key), definitions)
        if not places:
            choices = [*KINDS, RETURNS, *sorted(_names(definitions))]
            hint = did_you_mean(str(key), choices) or (
                f"; expected {', '.join([*KINDS, RETURNS])}, or the name of an argument or field in snake case"
            )
            raise UsageError(f"backend `{named}`: unknown key `{key}` in `forms`{hint}")
        if word == CALLABLE and not any(formed(type_)[0].is_function for type_ in places):
            raise UsageError(
                f"backend `{named}`: `{key}` in `forms` is nowhere a function, and comes as `{ARRAY}` alone"
            )
    return Forms({str(key): word for key, word in given.items()})


def _places_of(key: str, definitions: Mapping[str, Definition]) -> list[Type]:
    """The types of what a key speaks of; those of the modules that ship too, which a run may leave out."""
    return _found(key, definitions) or _found(key, _shipped())


def _found(key: str, definitions: Mapping[str, Definition]) -> list[Type]:
    found = []
    for definition in definitions.values():
        for name, type_ in _named(definition):
            former, plain = formed(type_)
            if key == name or (key in KINDS and former.role(plain) == KINDS[key]):
                found.append(type_)
    return found


def _names(definitions: Mapping[str, Definition]) -> set[str]:
    return {name for known in (definitions, _shipped()) for d in known.values() for name, _ in _named(d)}


def _shipped() -> Mapping[str, Definition]:
    from conformance.laws.specfile import shipped

    return shipped().definitions


def _named(definition: Definition) -> Iterator[tuple[str, Type]]:
    """The arguments, the result and the fields of structures in them, by the names that keys have for them."""
    for binder in definition.explicit:
        yield from _fields(snake_case(binder.name), binder.type)
    yield from _fields(RETURNS, definition.result)


def _fields(name: str, type_: Type) -> Iterator[tuple[str, Type]]:
    yield name, type_
    former, plain = formed(type_)
    if former.is_structure:
        form = form_of(type_)
        names = form.names if isinstance(form, Record) else ()
        for field_name, part in zip(names, former.held(plain), strict=False):
            yield from _fields(field_name, part)
    elif former.is_list:
        yield from _fields("", item_of(plain))


def arity_of(type_: Type) -> int:
    """How many arguments functions of a type take one after the other.

    What stands behind an abbreviation is a value: `Fin n → EuclideanRep d` takes one argument, and gives a vector.
    """
    inner = item_of(type_)
    former, plain = formed(inner)
    return 1 + arity_of(inner) if former.is_function and plain is inner else 1
