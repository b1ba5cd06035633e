"""The names that a text mentions and does not bind itself, before anything is known of them."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.lean import surface


def mentioned(node: surface.Syntax) -> frozenset[str]:
    """The first part of each name that is free in what is written."""
    match node:
        case surface.Name(text=text):
            return frozenset((text.partition(".")[0],))
        case surface.Declaration(binders=binders, type=type_, body=body, fields=declared):
            return _below((*binders, *declared), [part for part in (type_, body) if part is not None])
        case surface.Function(binders=binders, body=body):
            return _below(binders, [body])
        case surface.Universal(binders=binders, guard=guard, body=body):
            return _guarded(binders, guard, body)
        case surface.Big(head=surface.BigHead(binders=binders, guard=guard), body=body):
            return _guarded(binders, guard, body)
        case surface.Local(name=name, binders=binders, type=type_, value=value, body=body):
            inside = _below(binders, [part for part in (type_, value) if part is not None])
            return inside | (mentioned(body) - {name.text})
        case surface.Assignment(value=value):
            return mentioned(value)
        case surface.BinderGroup(type=type_, default=default):
            return _every(part for part in (type_, default) if part is not None)
    return _every(surface.parts(node))


def _every(nodes: Iterable[surface.Syntax]) -> frozenset[str]:
    return frozenset().union(*map(mentioned, nodes))


def _below(binders: Iterable[surface.BinderGroup], nodes: Iterable[surface.Syntax]) -> frozenset[str]:
    """What is mentioned below binders, and in their types, each of which may speak of those before it."""
    found: frozenset[str] = frozenset()
    bound: frozenset[str] = frozenset()
    for group in binders:
        found |= mentioned(group) - bound
        bound |= {name.text for name in group.names}
    return found | (_every(nodes) - bound)


def _guarded(
    binders: tuple[surface.BinderGroup, ...], guard: tuple[str, surface.Syntax] | None, body: surface.Syntax
) -> frozenset[str]:
    return _below(binders, [body] if guard is None else [guard[1], body])
