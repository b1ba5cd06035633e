"""What a backend's `forms` say: how arguments and results come of which there is more than one form."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from conformance.carriers.base import Carrier, Form, UnsupportedForm
from conformance.carriers.forms import AnyForm, Called, Perhaps, Record, Row, attribute_of, is_of_lists, takes_words
from conformance.carriers.scalars import has_room
from conformance.carriers.words import WORDS, Encoded, encoded
from conformance.errors import UsageError, did_you_mean
from conformance.lean.nodes import Type
from conformance.lean.render import render
from conformance.lean.syntax import Definition
from conformance.subjects.batches import BATCH_SIZE, REDUCTIONS, Batch, batch_of
from conformance.subjects.calling import Calling, Place
from conformance.subjects.said import ARRAY, CALLABLE, GENERATOR, SEEDS, NoForm, Said, said_in
from conformance.values.known import COUNT, arity_of, form_of, formed, item_of
from conformance.values.naming import snake_case

RETURNS = "returns"

ARGUMENT, RESULT, PART, FIELD = "argument", "result", "part", "field"

KINDS = ("mask", "losses", "indices", "seed")
"""Names of kinds of arguments."""


def kind_of(type_: Type) -> str:
    """The kind of which values of a type are; empty for none."""
    type_ = _certain(type_)
    former, plain = formed(type_)
    form = former.form(plain)
    if former.is_function and isinstance(form, Form) and form.kind.is_bool:
        return "mask"
    if former.is_seed:
        return "seed"
    return {"table": "losses", "indices": "indices"}.get(former.role(plain), "")


@dataclass(frozen=True, slots=True)
class Forms:
    """Words by the snake_case name of an argument or field, by a kind of arguments, or by `returns`.

    Before each of these the snake_case name of an operation may stand, with a dot after it, to speak of that alone.
    What is `over` the words goes before all of them, the first first. `batched` are the operations, by their names in
    snake case, whose values have a leading axis.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    over: Sequence[Mapping[str, str]] = ()
    batched: frozenset[str] = frozenset()

    def shown(self) -> dict[str, str]:
        """All words by their keys, those of a key that go before the others."""
        return {key: word for layer in (self.words, *reversed(self.over)) for key, word in layer.items()}

    def of(self, type_: Type, name: str, operation: str = "") -> AnyForm | None:
        """The form of an argument of that name; None where values of the type have none."""
        form = form_of(type_)
        return (
            self._chosen(type_, form, name, operation) if (self.words or any(self.over)) and form is not None else form
        )

    def of_result(self, type_: Type, operation: str = "") -> AnyForm | None:
        """The form of what comes back."""
        return self.of(type_, RETURNS, operation)

    def said(self, type_: Type, name: str, operation: str = "") -> Said:
        """What is said of an argument of that name."""
        return self._said(name, kind_of(type_), operation)

    def batch(self, definition: Definition, rows: tuple[AnyForm, ...], result: AnyForm) -> Batch | None:
        """How an operation takes batches, whose rows have these forms; None where it takes none."""
        operation = snake_case(definition.name)
        if operation not in self.batched:
            return None
        axes = [self.said(b.type, snake_case(b.name), operation).axis for b in definition.explicit]
        axis = self.said(definition.result, RETURNS, operation).axis
        return batch_of(definition, rows, result, [*axes, axis], self._said(BATCH_SIZE, "", operation).keyword or "")

    def calling(self, definition: Definition, carrier: Carrier, batch: Batch | None = None) -> Calling:
        """How the function of an operation is called, of a batch with one row."""
        operation = snake_case(definition.name)
        names = [snake_case(binder.name) for binder in definition.explicit]
        said = [self.said(b.type, n, operation).keyword for b, n in zip(definition.explicit, names, strict=True)]
        keywords = [None if one is None else one or name for one, name in zip(said, names, strict=True)]
        path = self.said(definition.result, RETURNS, operation).path
        words = [self.said(b.type, n, operation) for b, n in zip(definition.explicit, names, strict=True)]
        seeds = tuple([one.words if one.is_seed else "" for one in words])
        constants = {batch.size: 1} if batch is not None and batch.size else {}
        known = tuple(keywords) if any(keywords) else ()
        fields = self._places(definition.result, operation)
        return Calling(known, path, fields, seeds if any(seeds) else (), carrier, constants)

    def _places(self, type_: Type, operation: str) -> tuple[Place, ...]:
        """Where the fields of a structure that comes back are; none where all are as a structure has them."""
        former, plain = formed(type_)
        form = form_of(type_)
        if not (former.is_structure and isinstance(form, Record)):
            return ()
        found = []
        for name, part in zip(form.names, former.held(plain), strict=True):
            attribute = attribute_of(name)
            path = self.said(part, name, operation).path or (attribute,)
            found.append(Place(attribute, path, self._places(part, operation)))
        return () if all(place.is_usual for place in found) else tuple(found)

    def _chosen(self, type_: Type, form: AnyForm, name: str, operation: str) -> AnyForm:
        former, plain = formed(type_)
        said = self._said(name, kind_of(type_), operation)
        if former.is_function and said.is_callable:
            return Called(form, arity_of(type_))
        if isinstance(form, Record):
            names = form.names or [""] * len(form.fields)
            parts = zip(former.held(plain), form.fields, names, strict=True)
            return replace(
                form, fields=tuple([self._chosen(part, inner, name, operation) for part, inner, name in parts])
            )
        if isinstance(form, Row):
            # Of lists in a list each comes as words say; what has fields goes by the names of these.
            return Row(self._chosen(item_of(plain), form.item, name if is_of_lists(form) else "", operation))
        if isinstance(form, Perhaps):
            (part,) = former.held(plain)
            return Perhaps(self._chosen(part, form.item, name, operation))
        if isinstance(form, Form) and not (said.is_array or said.is_callable or said.is_seed):
            found = encoded(said.words, form, is_table=former.is_function)
            return form if isinstance(found, str) else found
        return form

    def _said(self, name: str, kind: str, operation: str) -> Said:
        keys = [key for key in (name, kind) if key]
        for words in (*self.over, self.words):
            for key in (*[f"{operation}.{key}" for key in keys], *keys):
                if key in words:
                    return said_in(words[key])
        return Said()


@dataclass(frozen=True, slots=True)
class _Place:
    """An `argument`, a `result`, a `part` of a result that is a structure, or another `field`, as `role` says, of an
    operation by its Lean name."""

    operation: str
    name: str
    type: Type
    role: str

    @property
    def text(self) -> str:
        return f"{snake_case(self.operation)}.{self.name}"


def read_forms(
    given: object, definitions: Mapping[str, Definition], named: str, carrier: Carrier, provided: Collection[str]
) -> Forms:
    """The forms that a backend of that name says, which provides some operations.

    Raises:
        UsageError: they are none; the message says what is expected.
    """
    if given is None:
        return Forms()
    if not isinstance(given, Mapping):
        raise UsageError(f"backend `{named}`: `forms` must be a mapping, not a {type(given).__name__}")
    for key, text in given.items():
        try:
            said = said_in(text)
        except NoForm as error:
            raise UsageError(f"backend `{named}`: `{key}` in `forms`: {error}") from None
        places = _places_of(str(key), definitions)
        if not places:
            raise UsageError(f"backend `{named}`: {_unknown_key(str(key), definitions)}")
        try:
            _check_places(str(key), said, places, carrier, provided)
        except NoForm as error:
            raise UsageError(f"backend `{named}`: {error}") from None
    return Forms({str(key): text for key, text in given.items()})


def _unknown_key(key: str, definitions: Mapping[str, Definition]) -> str:
    operation, dot, _ = key.rpartition(".")
    known = {snake_case(name): d for each in (_shipped(), definitions) for name, d in each.items()}
    if dot and operation in known:
        of_it = [name for name, _, _ in _named(known[operation]) if name]
        hint = did_you_mean(key, [f"{operation}.{name}" for name in of_it]) or f"; it has {', '.join(of_it)}"
        return f"unknown key `{key}` in `forms`{hint}"
    if dot:
        return f"unknown operation `{operation}` of `{key}` in `forms`{did_you_mean(operation, sorted(known))}"
    hint = did_you_mean(key, [*KINDS, RETURNS, *sorted(_names(definitions))]) or (
        f"; expected {', '.join([*KINDS, RETURNS])}, or the name of an argument or field in snake case"
    )
    return f"unknown key `{key}` in `forms`{hint}"


def _check_places(key: str, said: Said, places: Sequence[_Place], carrier: Carrier, provided: Collection[str]) -> None:
    """Refuses a form that a value has not of which a key speaks, in the operations that are there.

    Raises:
        NoForm: the message names operation and form.
    """
    asked = [place for place in places if place.operation in provided] or places[:1]
    # A field of a structure that is given as well is where it is, and only what comes back may have it elsewhere.
    giving = {place.operation for place in asked if place.role == PART}
    for place in asked:
        is_given_back = place.operation in giving or place.role == RESULT
        if said.path and (place.role == ARGUMENT or not is_given_back):
            raise NoForm(
                f"`{key}` in `forms`: `{place.text}` is no result and no field of one, of which a part could be chosen"
            )
        if said.keyword is not None and place.role != ARGUMENT:
            raise NoForm(f"`{key}` in `forms`: `{place.text}` is no argument, which could be passed by keyword")
        if said.axis in REDUCTIONS and (place.role != RESULT or not _holds_numbers(place.type)):
            raise NoForm(f"`{key}` in `forms`: `{place.text}` is no result of numbers, which could be a {said.axis}")
        if said.axis and said.axis not in REDUCTIONS and place.role != ARGUMENT:
            raise NoForm(f"`{key}` in `forms`: `{place.text}` is no argument, which could be {said.axis}")
    if said.is_array:
        return
    if said.is_callable:
        if not any(formed(place.type)[0].is_function for place in places):
            raise NoForm(f"`{key}` in `forms` is nowhere a function, and comes as `{ARRAY}` alone")
        return
    if said.is_seed:
        _check_seeds(key, said, asked, carrier)
        return
    for place in asked:
        plain = form_of(place.type)
        found = _encoded(said, place.type)
        if isinstance(found, str):
            before, _, _ = said.words.rpartition(f"/{found}")
            apt = ", ".join(f"`{word}`" for word in words_for(place.type))
            told = f", which comes as {apt}" if takes_words(plain) else ", whose fields have forms of their own"
            told = f" after `{before}`" if before else told
            raise NoForm(f"`{key}` in `forms`: `{found}` is no form of `{place.text} : {render(place.type)}`{told}")
        if place.role in (RESULT, PART) and not found.ends(is_list=formed(_certain(place.type))[0].is_list):
            raise NoForm(
                f"`{key}` in `forms`: where `{place.text}` is filled up is not seen: a list needs a number that is no "
                "value of it, as `padded(-1)` is none of naturals, and NaN is not read"
            )
        kind, fill = found.held.kind, found.fill
        if fill is not None and not has_room(carrier, kind, fill):
            raise NoForm(
                f"`{key}` in `forms`: no number of the dtype that `{place.text}` has on carrier `{carrier.text}` is "
                f"{fill:g}, with which rows are to be filled up"
            )
        dtype = kind.dtype
        if dtype and not carrier.has_dtype(dtype):
            raise NoForm(f"`{key}` in `forms`: carrier `{carrier.text}` has no {dtype} for `{place.text}`")


def _check_seeds(key: str, said: Said, places: Sequence[_Place], carrier: Carrier) -> None:
    """Refuses the form of a seed for what is none, or that a library has not."""
    for place in places:
        if not formed(place.type)[0].is_seed:
            raise NoForm(f"`{key}` in `forms`: `{said.words}` is a form of seeds, and `{place.text}` is none")
    if said.words == GENERATOR:
        try:
            carrier.generator(0)
        except UnsupportedForm as error:
            raise NoForm(f"`{key}` in `forms`: {error}") from None


def _holds_numbers(type_: Type) -> bool:
    form = form_of(type_)
    return isinstance(form, Form) and not form.kind.is_bool and not form.kind.is_index


def _encoded(said: Said, type_: Type) -> Encoded | str:
    type_ = _certain(type_)
    form = form_of(type_)
    if isinstance(form, Row) and takes_words(form):
        inner = _encoded(said, item_of(formed(type_)[1]))
        # A row of a batch is filled up whole, and not each list in it.
        return said.words if isinstance(inner, Encoded) and inner.fill is not None else inner
    return encoded(said.words, form, is_table=formed(type_)[0].is_function) if isinstance(form, Form) else said.words


def is_form(type_: Type, said: Said) -> bool:
    """Whether values of a type may come as a text says."""
    if not isinstance(form_of(type_), Form):
        return False
    return said.is_array or said.is_callable or not isinstance(_encoded(said, type_), str)


def _certain(type_: Type) -> Type:
    """The type of what values hold that may be none."""
    former, plain = formed(type_)
    return former.held(plain)[0] if isinstance(form_of(type_), Perhaps) else type_


def words_for(type_: Type) -> list[str]:
    """The single words that values of a type may come as."""
    former = formed(type_)[0]
    first = [ARRAY, *([CALLABLE] if former.is_function else []), *(SEEDS if former.is_seed else ())]
    return [*first, *(word for word in WORDS if not isinstance(_encoded(Said(word), type_), str))]


def _places_of(key: str, definitions: Mapping[str, Definition]) -> list[_Place]:
    """What a key speaks of; in the modules that ship too, which a run may leave out."""
    return _found(key, definitions) or _found(key, _shipped())


def _found(key: str, definitions: Mapping[str, Definition]) -> list[_Place]:
    operation, dot, name = key.rpartition(".")
    found = []
    for definition in definitions.values():
        if dot and snake_case(definition.name) != operation:
            continue
        if name == BATCH_SIZE:
            found.append(_Place(definition.name, name, COUNT, ARGUMENT))
        for of, type_, role in _named(definition):
            if name == of or (name in KINDS and kind_of(type_) == name):
                found.append(_Place(definition.name, of, type_, role))
    return found


def _names(definitions: Mapping[str, Definition]) -> set[str]:
    return {name for known in (definitions, _shipped()) for d in known.values() for name, _, _ in _named(d)}


def _shipped() -> Mapping[str, Definition]:
    from conformance.laws.specfile import shipped

    return shipped().definitions


def _named(definition: Definition) -> Iterator[tuple[str, Type, str]]:
    """The arguments, the result and the fields of structures in them, by the names that keys have for them."""
    for binder in definition.explicit:
        yield from _fields(snake_case(binder.name), binder.type, ARGUMENT)
    yield from _fields(RETURNS, definition.result, RESULT)


def _fields(name: str, type_: Type, role: str) -> Iterator[tuple[str, Type, str]]:
    yield name, type_, role
    former, plain = formed(type_)
    if former.is_structure:
        form = form_of(type_)
        names = form.names if isinstance(form, Record) else ()
        for field_name, part in zip(names, former.held(plain), strict=False):
            yield from _fields(field_name, part, PART if role in (RESULT, PART) else FIELD)
    elif former.is_list:
        yield from _fields("", item_of(plain), FIELD)
