"""Text to surface syntax: lark reads the grammar file, this module builds the nodes of what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Any, cast

from lark import Token
from lark.exceptions import UnexpectedInput, VisitError
from lark.tree import Meta
from lark.visitors import Transformer_NonRecursive, v_args

from conformance.lean import surface, tables
from conformance.lean.errors import LeanError, Misplaced, Span
from conformance.lean.grouping import MAX_DEPTH, group
from conformance.lean.layout import marked
from conformance.lean.notation import GUARDS, SPELLINGS
from conformance.lean.spans import span_of, span_of_tree
from conformance.lean.wording import explained

MAX_LENGTH = 20_000
"""Longest statement read, in characters."""


def parse_declaration(text: str) -> surface.Declaration:
    """Parses one declaration, which is all of the text; the proof of a theorem is not read: `commands` ends it.

    Raises:
        LeanError: the text is not a declaration of the language.
    """
    return cast(surface.Declaration, _parse(text, "declaration"))


def parse_proposition(text: str) -> surface.Syntax:
    """Parses a closed proposition, such as `maskedLoss [0, 2] (fun i : Fin 3 => i + 1) = 4`.

    Raises:
        LeanError: the text is not a term of the language.
    """
    return cast(surface.Syntax, _parse(text, "proposition"))


def _parse(text: str, start: str) -> object:
    if len(text) > MAX_LENGTH:
        message = f"the statement has {len(text):,} characters; at most {MAX_LENGTH:,} are read"
        raise LeanError(message, text, Span(MAX_LENGTH, MAX_LENGTH + 1))
    _check_nesting(text)
    try:
        return _Build().transform(_parser().parse(marked(text), start=start))
    except UnexpectedInput as error:
        raise explained(error, text) from None
    except VisitError as error:
        if not isinstance(error.orig_exc, Misplaced):
            raise
        raise LeanError(error.orig_exc.message, text, error.orig_exc.span) from None


_parser = cache(tables.parser)


def _check_nesting(text: str) -> None:
    depth = 0
    for position, character in enumerate(text):
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
        if depth > MAX_DEPTH:
            message = f"nested more than {MAX_DEPTH} levels deep"
            raise LeanError(message, text, Span(position, position + 1))


@v_args(meta=True)
class _Build(Transformer_NonRecursive[Token, Any]):
    """Builds surface nodes from lark's tree."""

    def __init__(self) -> None:
        super().__init__()
        self.placeholders: list[surface.Name] = []

    def definition(self, meta: Meta, items: list[Any]) -> surface.Declaration:
        self.check_placeholders()
        keyword, name, *rest = [i for i in items if i is not None]
        body = rest[-1]
        # `where` gives the fields of a structure.
        fields = body if isinstance(body, tuple) else ()
        value = _value(rest) or surface.InstanceLiteral(span_of_tree(meta), None, fields, None)
        return surface.Declaration(span_of_tree(meta), str(keyword), name, _binders(rest), _type(rest), value)

    def theorem(self, meta: Meta, items: list[Any]) -> surface.Declaration:
        self.check_placeholders()
        keyword, name, *rest = [i for i in items if i is not None and not _is(i, "PROOF")]
        kind = {"lemma": "theorem"}.get(keyword, str(keyword))
        return surface.Declaration(span_of_tree(meta), kind, name, _binders(rest), _type(rest), None)

    opaque = theorem

    def example(self, meta: Meta, items: list[Any]) -> surface.Declaration:
        self.check_placeholders()
        span = span_of_tree(meta)
        name = surface.Name(Span(span.start, span.start), "_example")
        return surface.Declaration(span, "example", name, _binders(items), _type(items), None)

    def structure(self, meta: Meta, items: list[Any]) -> surface.Declaration:
        self.check_placeholders()
        _, name, *rest = [i for i in items if i is not None]
        fields = tuple(i.group for i in rest if isinstance(i, _Declared))
        return surface.Declaration(span_of_tree(meta), "structure", name, _binders(rest), _type(rest), None, fields)

    def modifier(self, meta: Meta, items: list[Any]) -> None:
        return None

    def typed(self, meta: Meta, items: list[Any]) -> _Typed:
        return _Typed(items[0])

    def value(self, meta: Meta, items: list[Any]) -> _Value:
        return _Value(items[0])

    def proposition(self, meta: Meta, items: list[Any]) -> surface.Syntax:
        self.check_placeholders()
        return cast(surface.Syntax, items[0])

    def group(self, meta: Meta, items: list[Any], *, implicit: bool) -> surface.BinderGroup:
        return surface.BinderGroup(span_of_tree(meta), _names(items), _type(items), implicit, _value(items))

    def implicit(self, meta: Meta, items: list[Any]) -> surface.BinderGroup:
        return self.group(meta, items, implicit=True)

    def explicit(self, meta: Meta, items: list[Any]) -> surface.BinderGroup:
        return self.group(meta, items, implicit=False)

    def automatic(self, meta: Meta, items: list[Any]) -> surface.BinderGroup:
        return replace(self.group(meta, items, implicit=False), default=self.proof(meta, items[-1:]))

    def instance(self, meta: Meta, items: list[Any]) -> surface.BinderGroup:
        term = _type(items) or items[0]
        names = (items[0],) if len(items) == 2 and isinstance(items[0], surface.Name) else ()
        return surface.BinderGroup(span_of_tree(meta), names, term, True, None, True)

    def declared_field(self, meta: Meta, items: list[Any]) -> _Declared:
        return _Declared(self.group(meta, items, implicit=False))

    def fields(self, meta: Meta, items: list[Any]) -> tuple[surface.Assignment, ...]:
        return tuple(items)

    def assigned(self, meta: Meta, items: list[Any]) -> surface.Assignment:
        name = items[0]
        value = _value(items)
        return surface.Assignment(span_of_tree(meta), name, name if value is None else value)

    def named(self, meta: Meta, items: list[Any]) -> surface.Assignment:
        return surface.Assignment(span_of_tree(meta), items[0], items[1].term)

    def instance_literal(self, meta: Meta, items: list[Any]) -> surface.InstanceLiteral:
        assigned = tuple(i for i in items if isinstance(i, surface.Assignment))
        first = items[0] if items else None
        source = first if isinstance(first, surface.Syntax) and first not in assigned else None
        return surface.InstanceLiteral(span_of_tree(meta), source, assigned, _type(items))

    def bare(self, meta: Meta, items: list[Any]) -> surface.BinderGroup:
        return surface.BinderGroup(span_of_tree(meta), tuple(items), None, False)

    def fun_binders(self, meta: Meta, items: list[Any]) -> tuple[surface.BinderGroup, ...]:
        groups = tuple(i for i in items if isinstance(i, surface.BinderGroup))
        type_ = _type(items)
        if type_ is None:
            return groups
        if any(g.type is not None for g in groups):
            raise Misplaced("a type after `:` stands for all the names before it, which are bare", type_.span)
        return tuple(surface.BinderGroup(g.span, g.names, type_, False) for g in groups)

    def function(self, meta: Meta, items: list[Any]) -> surface.Function:
        return surface.Function(span_of_tree(meta), items[0], items[1])

    def unguarded(self, meta: Meta, items: list[Any]) -> tuple[Any, ...]:
        return ((surface.BinderGroup(span_of_tree(meta), tuple(items), None, False),), None)

    def annotated(self, meta: Meta, items: list[Any]) -> tuple[Any, ...]:
        return ((self.explicit(meta, items),), None)

    def grouped(self, meta: Meta, items: list[Any]) -> tuple[Any, ...]:
        groups = [
            item if isinstance(item, surface.BinderGroup) else surface.BinderGroup(item.span, (item,), None, False)
            for item in items
        ]
        return (tuple(groups), None)

    def guarded(self, meta: Meta, items: list[Any]) -> tuple[Any, ...]:
        *names, relation, bound = items
        symbol = SPELLINGS[str(relation)]
        if symbol not in GUARDS:
            choices = " ".join(GUARDS)
            raise Misplaced(
                f"after the bound name `{names[0].text}`, expected `,`, `:` or one of {choices}", span_of(relation)
            )
        return ((surface.BinderGroup(span_of_tree(meta), tuple(names), None, False),), (symbol, bound))

    def universal(self, meta: Meta, items: list[Any]) -> surface.Universal:
        (binders, guard), body = items
        return surface.Universal(span_of_tree(meta), binders, guard, body)

    def existential(self, meta: Meta, items: list[Any]) -> surface.Existential:
        (binders, guard), body = items
        return surface.Existential(span_of_tree(meta), binders, guard, body)

    def big(self, meta: Meta, items: list[Any]) -> surface.BigHead:
        symbol, (binders, guard) = items
        return surface.BigHead(span_of_tree(meta), str(symbol), binders, guard)

    def conditional(self, meta: Meta, items: list[Any]) -> surface.Conditional:
        return surface.Conditional(span_of_tree(meta), *items)

    def assuming(self, meta: Meta, items: list[Any]) -> surface.Conditional:
        name, condition, yes, no = items
        return surface.Conditional(span_of_tree(meta), condition, yes, no, name)

    def indexed(self, meta: Meta, items: list[Any]) -> surface.Indexed:
        term, _, place, *mark = items
        return surface.Indexed(span_of_tree(meta), term, place, str(mark[0])[1:] if mark else "")

    def local(self, meta: Meta, items: list[Any]) -> surface.Local:
        name, *rest, body = items
        value = _value(rest)
        assert value is not None
        return surface.Local(span_of_tree(meta), name, _binders(rest), _type(rest), value, body)

    def unit(self, meta: Meta, items: list[Any]) -> surface.Tuple:
        return surface.Tuple(span_of_tree(meta), ())

    def tuple(self, meta: Meta, items: list[Any]) -> surface.Tuple:
        return surface.Tuple(span_of_tree(meta), _tuple(items))

    def anonymous(self, meta: Meta, items: list[Any]) -> surface.Anonymous:
        return surface.Anonymous(span_of_tree(meta), _tuple(items))

    def term(self, meta: Meta, items: list[Any]) -> surface.Syntax:
        return group(items)

    def application(self, meta: Meta, items: list[Any]) -> surface.Syntax:
        function, *arguments = items
        if not arguments:
            return cast(surface.Syntax, function)
        for before, argument in pairwise(items):
            if before.span.end == argument.span.start:
                span = Span(argument.span.start, argument.span.start + 1)
                raise Misplaced("an argument needs a space before it, as in `f (a)`", span)
        return surface.Application(span_of_tree(meta), function, tuple(arguments))

    def proof(self, meta: Meta, items: list[Any]) -> surface.Proof:
        return surface.Proof(span_of_tree(meta), str(items[0]).strip())

    def parenthesised(self, meta: Meta, items: list[Any]) -> surface.Syntax:
        return replace(self.with_placeholders(items[0], span_of_tree(meta)), span=span_of_tree(meta))

    def with_placeholders(self, inner: surface.Syntax, span: Span) -> surface.Syntax:
        """What stands in parentheses; a function of the `·`s that stand in these and in no inner ones, if any do."""
        names: list[surface.Name] = []
        while self.placeholders and self.placeholders[-1].span.start > span.start:
            names.append(self.placeholders.pop())
        if not names:
            return inner
        binders = tuple(surface.BinderGroup(n.span, (n,), None, False) for n in reversed(names))
        return surface.Function(span, binders, inner)

    def ascription(self, meta: Meta, items: list[Any]) -> surface.Ascription:
        span = span_of_tree(meta)
        return surface.Ascription(span, self.with_placeholders(items[0], span), items[1])

    def coerced(self, meta: Meta, items: list[Any]) -> surface.Coerced:
        return surface.Coerced(span_of_tree(meta), items[0])

    def placeholder(self, meta: Meta, items: list[Any]) -> surface.Name:
        name = surface.Name(span_of_tree(meta), f"{surface.PLACEHOLDER}{meta.start_pos}")
        self.placeholders.append(name)
        return name

    def check_placeholders(self) -> None:
        if self.placeholders:
            message = "`·` stands for the argument of a function in parentheses, as in `(· + 1)`"
            raise Misplaced(message, self.placeholders[0].span)

    def list_literal(self, meta: Meta, items: list[Any]) -> surface.ListLiteral:
        return surface.ListLiteral(span_of_tree(meta), _tuple(items))

    def array_literal(self, meta: Meta, items: list[Any]) -> surface.ListLiteral:
        return surface.ListLiteral(span_of_tree(meta), _tuple(items), is_array=True)

    def field(self, meta: Meta, items: list[Any]) -> surface.Field:
        if isinstance(items[0], surface.Numeral) and str(items[1])[1:].isdigit():
            raise Misplaced(
                "a decimal is not part of the language: write a fraction, as in `3 / 2`", span_of_tree(meta)
            )
        return surface.Field(span_of_tree(meta), items[0], str(items[1])[1:])

    def numeral(self, meta: Meta, items: list[Any]) -> surface.Numeral:
        digits = str(items[0])
        if len(digits) > 1000:
            raise Misplaced(f"a numeral of {len(digits)} digits; at most 1,000 are read", span_of(items[0]))
        return surface.Numeral(span_of_tree(meta), int(digits))

    def name(self, meta: Meta, items: list[Any]) -> surface.Name:
        return surface.Name(span_of_tree(meta), str(items[0]))


@dataclass(frozen=True, slots=True)
class _Typed:
    """`: term`."""

    term: surface.Syntax


@dataclass(frozen=True, slots=True)
class _Value:
    """`:= term`."""

    term: surface.Syntax


@dataclass(frozen=True, slots=True)
class _Declared:
    """A field that a structure declares, or several of one type."""

    group: surface.BinderGroup


_tuple: Callable[[Iterable[Any]], tuple[Any, ...]] = tuple
"""The built-in, which a rule of the grammar is called like."""


def _type(items: Iterable[Any]) -> surface.Syntax | None:
    return next((i.term for i in items if isinstance(i, _Typed)), None)


def _value(items: Iterable[Any]) -> surface.Syntax | None:
    return next((i.term for i in items if isinstance(i, _Value)), None)


def _names(items: Iterable[Any]) -> tuple[surface.Name, ...]:
    return tuple(i for i in items if isinstance(i, surface.Name))


def _binders(items: Iterable[Any]) -> tuple[surface.BinderGroup, ...]:
    return tuple(i for i in items if isinstance(i, surface.BinderGroup))


def _is(item: object, terminal: str) -> bool:
    return isinstance(item, Token) and item.type == terminal
