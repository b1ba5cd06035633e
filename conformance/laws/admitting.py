"""What a declaration must keep to that its types do not say: inputs can be made, bodies and estimates have values, and
the partitions that it names are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import yaml

from conformance.errors import SpecError
from conformance.laws.partitions import check_names
from conformance.laws.placed import Placed
from conformance.lean.elaborate.environment import Declared
from conformance.lean.estimates import misplaced
from conformance.lean.helpers import TooManyParts, WrittenOut, written_out_of
from conformance.lean.nodes import Term
from conformance.lean.quantifiers import strip
from conformance.lean.render import render
from conformance.lean.syntax import TRUE, Binder, Builtin, Definition, Premise, Theorem, called
from conformance.lean.variables import sizes_of
from conformance.values.known import refusal_of, without_kind


def check_kinds(declared: Declared, known: Mapping[str, Definition], place: Placed) -> None:
    """Refuses a law over types of which no values are known, and one whose sides have no value.

    Raises:
        SpecError: it is one; the message says what of it.
    """
    if isinstance(declared, Definition):
        if declared.is_helper:
            # Where it is called it is written out, and what it says is checked there.
            return
        types = [*(b.type for b in declared.binders), declared.result]
        _check_bodies(declared, known, place)
    elif isinstance(declared, Theorem):
        theorem, _ = place.run(lambda: _written_out(declared, known, place))
        context, claim = strip(theorem.context, theorem.conclusion)
        types = [b.type for b in context if isinstance(b, Binder)]
        _check_estimates([p.statement for p in context if isinstance(p, Premise)], claim, place)
    else:
        return
    unknown = next((found for type_ in types if (found := without_kind(type_)) is not None), None)
    if unknown is not None:
        written = render(unknown)
        message = f"of `{written}` no inputs can be made: {refusal_of(unknown)}"
        place.run(lambda: place.fail(message, written))


def wrong_partitions(declared: Declared, cover: yaml.SequenceNode, path: str) -> Iterator[SpecError]:
    """What is wrong with the partitions that an entry names."""
    binders: tuple[Binder, ...] = ()
    if isinstance(declared, Definition):
        binders = declared.binders
    elif isinstance(declared, Theorem):
        context, _ = strip(declared.context, declared.conclusion)
        binders = tuple(c for c in context if isinstance(c, Binder))
    sizes = sizes_of(declared) if isinstance(declared, (Definition, Theorem)) else ()
    for node in cover.value:
        wrong = check_names([node.value], binders, sizes)
        if wrong is not None:
            yield SpecError(f"cover: {wrong}", path, node.start_mark.line + 1, node.start_mark.column + 1)


def _written_out(theorem: Theorem, known: Mapping[str, Definition], place: Placed) -> tuple[Theorem, WrittenOut]:
    """A theorem with helpers written out; refuses one that is too long then."""
    try:
        return written_out_of(theorem, known)
    except TooManyParts as error:
        place.fail(str(error), error.name.rpartition(".")[2])


def _check_bodies(definition: Definition, known: Mapping[str, Definition], place: Placed) -> None:
    """Refuses a definition that says what an operation without a body comes to, which nobody can work out."""
    terms = [p.statement for _, p in definition.preconditions]
    terms += [] if definition.body is None else [definition.body]
    _check_estimates(terms, TRUE, place)
    written_out = WrittenOut(known)
    for name in sorted(frozenset().union(*[called(written_out(term)) for term in terms])):
        if known[name].body is None:
            message = f"`{name}` has no body, so that this has no value by the spec: state a law of both instead"
            place.run(partial(place.fail, message, name.rpartition(".")[2]))


def _check_estimates(assumed: Sequence[Term], claim: Term, place: Placed) -> None:
    """Refuses a probability that is anything but compared in what a law claims, as it is estimated by draws."""
    found = misplaced(assumed, claim)
    if isinstance(found, Builtin):
        message = f"`{found.name}` is estimated, and can only be compared, by `=`, `≤` or `≥`, in what a law claims"
        place.run(partial(place.fail, message, found.name))
