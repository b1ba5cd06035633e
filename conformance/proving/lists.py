"""Built-in functions of lists and options as the solver has them: what each is of no item, and of one and the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import z3

from conformance.proving.kinds import Expr, Items, Kind, Unstated, Value
from conformance.proving.session import Session
from conformance.proving.sorts import BOOLEAN, INTEGER, NATURAL, every
from conformance.proving.use import Use


def _items(kind: Kind) -> Items:
    assert isinstance(kind, Items)
    return kind


def _compared(items: Items) -> Items:
    if not items.item.compares:
        raise Unstated("it compares functions")
    return items


def appended(session: Session, items: Items) -> Callable[..., Expr]:
    return session.on_list(
        "append", items, items, lambda _, ys: ys,
        lambda _, h, t, again, ys: items.made(h, again(t, ys)), more=[items],
    )  # fmt: skip


def _append(use: Use) -> Value:
    return appended(use.session, _items(use.kind))(*use.values)


def _map(use: Use) -> Value:
    source, target = _items(use.kinds[1]), _items(use.kind)
    x, body = use.session.opened(use.values[0])
    if not target.is_list:
        held = z3.substitute(body, (x, source.first(use.values[1])))
        return z3.If(source.is_empty(use.values[1]), target.empty, target.made(held))
    return use.session.on_list(
        "map", source, target, lambda f: target.empty,
        lambda f, h, t, again: target.made(f[0](h), again(t)), given=[([x], body)],
    )(use.values[1])  # fmt: skip


def filtered(session: Session, items: Items, x: Expr, holds: Expr) -> Callable[..., Expr]:
    return session.on_list(
        "filter", items, items, lambda p: items.empty,
        lambda p, h, t, again: z3.If(p[0](h), items.made(h, again(t)), again(t)), given=[([x], holds)],
    )  # fmt: skip


def _filter(use: Use) -> Value:
    return filtered(use.session, _items(use.kind), *use.session.opened(use.values[0]))(use.values[1])


def _foldr(use: Use) -> Value:
    formals, body = use.session.opened_twice(use.values[0])
    packed = use.session.packed(use.kind, use.values[1])
    found = use.session.on_list(
        "foldr", _items(use.kinds[2]), use.kind, lambda f, end: end,
        lambda f, h, t, again, end: f[0](h, again(t, end)), given=[(formals, body)], more=[use.kind],
    )(use.values[2], packed)  # fmt: skip
    return use.session.unpacked(use.kind, found)


def _foldl(use: Use) -> Value:
    formals, body = use.session.opened_twice(use.values[0])
    packed = use.session.packed(use.kind, use.values[1])
    found = use.session.on_list(
        "foldl", _items(use.kinds[2]), use.kind, lambda f, so_far: so_far,
        lambda f, h, t, again, so_far: again(t, f[0](so_far, h)), given=[(formals, body)], more=[use.kind],
    )(use.values[2], packed)  # fmt: skip
    return use.session.unpacked(use.kind, found)


def _all(use: Use) -> Value:
    return every(use.session, _items(use.kinds[0]), *use.session.opened(use.values[1]))(use.values[0])


def _any(use: Use) -> Value:
    x, holds = use.session.opened(use.values[1])
    return use.session.on_list(
        "any", _items(use.kinds[0]), BOOLEAN, lambda p: z3.BoolVal(False),
        lambda p, h, t, again: z3.Or(p[0](h), again(t)), given=[([x], holds)],
    )(use.values[0])  # fmt: skip


def contained(session: Session, items: Items) -> Callable[..., Expr]:
    return session.on_list(
        "mem", _compared(items), BOOLEAN, lambda _, a: z3.BoolVal(False),
        lambda _, h, t, again, a: z3.Or(a == h, again(t, a)), more=[items.item],
    )  # fmt: skip


def _member(place: int) -> Callable[[Use], Value]:
    """Whether a list, the argument at a place, has the other one."""

    def member(use: Use) -> Value:
        items, item = _items(use.kinds[place]), 1 - place
        packed = use.session.packed(items.item, use.values[item])
        return contained(use.session, items)(use.values[place], packed)

    return member


def _counting(session: Session, items: Items) -> Callable[..., Expr]:
    return session.on_list(
        "count", _compared(items), NATURAL, lambda _, a: z3.IntVal(0),
        lambda _, h, t, again, a: again(t, a) + z3.If(a == h, z3.IntVal(1), z3.IntVal(0)), more=[items.item],
    )  # fmt: skip


def _count(use: Use) -> Value:
    items = _items(use.kinds[1])
    return _counting(use.session, items)(use.values[1], use.session.packed(items.item, use.values[0]))


def _permuted(use: Use) -> Value:
    items = _items(use.kinds[0])
    count = _counting(use.session, items)
    value, consts, guards = use.session.arbitrary(items.item, "a")
    packed = use.session.packed(items.item, value)
    same = count(use.values[0], packed) == count(use.values[1], packed)
    return z3.ForAll(consts, z3.Implies(z3.And(*guards, True), same))


def _distinct(use: Use) -> Value:
    items = _items(use.kinds[0])
    member = contained(use.session, items)
    return use.session.on_list(
        "nodup", items, BOOLEAN, lambda _: z3.BoolVal(True),
        lambda _, h, t, again: z3.And(z3.Not(member(t, h)), again(t)),
    )(use.values[0])  # fmt: skip


def _sum(use: Use) -> Value:
    zero = use.numeral(0)
    return use.session.on_list(
        "sum", _items(use.kinds[-1]), use.kind, lambda _: zero,
        lambda _, h, t, again: use.session.counted(use.kind, h) + again(t),
    )(use.values[-1])  # fmt: skip


def _sum_of_fin(use: Use) -> Value:
    total = use.session.on_list(
        "sum", _items(use.kinds[1]), NATURAL, lambda _: z3.IntVal(0),
        lambda _, h, t, again: use.session.counted(NATURAL, h) + again(t),
    )(use.values[1])  # fmt: skip
    return use.modulo(total, use.values[0])


def _reverse(use: Use) -> Value:
    items = _items(use.kind)
    append = appended(use.session, items)
    return use.session.on_list(
        "reverse", items, items, lambda _: items.empty,
        lambda _, h, t, again: append(again(t), items.made(h, items.empty)),
    )(use.values[0])  # fmt: skip


def _length(use: Use) -> Value:
    return use.session.on_list(
        "length", _items(use.kinds[0]), NATURAL, lambda _: z3.IntVal(0), lambda _, h, t, again: again(t) + 1
    )(use.values[0])


def _count_where(use: Use) -> Value:
    x, holds = use.session.opened(use.values[0])
    return use.session.on_list(
        "countP", _items(use.kinds[1]), NATURAL, lambda p: z3.IntVal(0),
        lambda p, h, t, again: again(t) + z3.If(p[0](h), z3.IntVal(1), z3.IntVal(0)), given=[([x], holds)],
    )(use.values[1])  # fmt: skip


def _zip(use: Use) -> Value:
    left, right, pairs = _items(use.kinds[0]), _items(use.kinds[1]), _items(use.kind)

    def longer(_: Any, h: Expr, t: Expr, again: Callable[..., Expr], ys: Expr) -> Expr:
        pair = pairs.item.sort.constructor(0)(h, right.first(ys))
        return z3.If(right.is_empty(ys), pairs.empty, pairs.made(pair, again(t, right.rest(ys))))

    return use.session.on_list("zip", left, pairs, lambda _, ys: pairs.empty, longer, more=[right])(*use.values)


def _at(use: Use, items: Items, place: Expr, otherwise: Expr) -> Value:
    found = use.session.on_list(
        "getD", items, items.item, lambda _, k, a: a,
        lambda _, h, t, again, k, a: z3.If(k == 0, h, again(t, k - 1, a)), more=[INTEGER, items.item],
    )(use.values[0], place, otherwise)  # fmt: skip
    return use.session.unpacked(items.item, found)


def _item_or(use: Use) -> Value:
    items = _items(use.kinds[0])
    return _at(use, items, use.values[1], use.session.packed(items.item, use.values[2]))


def _item(use: Use) -> Value:
    # The statement proves that there is one; nothing is said of what would be there otherwise.
    items = _items(use.kinds[0])
    nothing = use.session.symbol("nothing", [], [], items.item.sort, lambda *_: None)()
    return _at(use, items, use.values[1], nothing)


def _item_if_any(use: Use) -> Value:
    items, option = _items(use.kinds[0]), _items(use.kind)
    return use.session.on_list(
        "get?", items, option, lambda _, k: option.empty,
        lambda _, h, t, again, k: z3.If(k == 0, option.made(h), again(t, k - 1)), more=[INTEGER],
    )(use.values[0], use.values[1])  # fmt: skip


def _flatten(use: Use) -> Value:
    items = _items(use.kind)
    append = appended(use.session, items)
    return use.session.on_list(
        "flatten", _items(use.kinds[0]), items, lambda _: items.empty, lambda _, h, t, again: append(h, again(t))
    )(use.values[0])


def _tail(use: Use) -> Value:
    items, value = _items(use.kind), use.values[0]
    return z3.If(items.is_empty(value), items.empty, items.rest(value))


def _first_or(use: Use) -> Value:
    items, value = _items(use.kinds[0]), use.values[0]
    otherwise = use.session.packed(items.item, use.values[1])
    return use.session.unpacked(items.item, z3.If(items.is_empty(value), otherwise, items.first(value)))


def _first(use: Use) -> Value:
    items, option, value = _items(use.kinds[0]), _items(use.kind), use.values[0]
    return z3.If(items.is_empty(value), option.empty, option.made(items.first(value)))


def _last(use: Use) -> Value:
    items, option = _items(use.kinds[0]), _items(use.kind)
    return use.session.on_list(
        "last", items, option, lambda _: option.empty,
        lambda _, h, t, again: z3.If(items.is_empty(t), option.made(h), again(t)),
    )(use.values[0])  # fmt: skip


def _find(use: Use) -> Value:
    option = _items(use.kind)
    x, holds = use.session.opened(use.values[0])
    return use.session.on_list(
        "find", _items(use.kinds[1]), option, lambda p: option.empty,
        lambda p, h, t, again: z3.If(p[0](h), option.made(h), again(t)), given=[([x], holds)],
    )(use.values[1])  # fmt: skip


def _take(use: Use) -> Value:
    items = _items(use.kind)
    return use.session.on_list(
        "take", items, items, lambda _, k: items.empty,
        lambda _, h, t, again, k: z3.If(k <= 0, items.empty, items.made(h, again(t, k - 1))), more=[INTEGER],
    )(use.values[1], use.values[0])  # fmt: skip


def _drop(use: Use) -> Value:
    items = _items(use.kind)
    return use.session.on_list(
        "drop", items, items, lambda _, k: items.empty,
        lambda _, h, t, again, k: z3.If(k <= 0, items.made(h, t), again(t, k - 1)), more=[INTEGER],
    )(use.values[1], use.values[0])  # fmt: skip


def _replicate(use: Use) -> Value:
    items = _items(use.kind)
    return use.session.on_number(
        "replicate", items, items.empty, lambda _, k, before, a: items.made(a, before), more=[items.item]
    )(use.values[0], use.session.packed(items.item, use.values[1]))


def _range(use: Use) -> Value:
    items = _items(use.kind)
    append = appended(use.session, items)
    return use.session.on_number(
        "range", items, items.empty, lambda _, k, before: append(before, items.made(k, items.empty))
    )(use.values[0])


def _distinct_items(use: Use) -> Value:
    items = _compared(_items(use.kind))
    x, other = use.session.constant(items.item.sort, "x"), use.session.constant(items.item.sort, "x")
    others = filtered(use.session, items, x, x != other)

    def longer(_: Any, h: Expr, t: Expr, again: Callable[..., Expr]) -> Expr:
        return items.made(h, z3.substitute(others(again(t)), (other, h)))

    return use.session.on_list("eraseDups", items, items, lambda _: items.empty, longer)(use.values[0])


def _cons(use: Use) -> Value:
    items = _items(use.kind)
    return items.made(use.session.packed(items.item, use.values[0]), use.values[1])


def _push(use: Use) -> Value:
    items = _items(use.kind)
    last = items.made(use.session.packed(items.item, use.values[1]), items.empty)
    return appended(use.session, items)(use.values[0], last)


def _none(use: Use) -> Value:
    return _items(use.kind).empty


def _some(use: Use) -> Value:
    option = _items(use.kind)
    return option.made(use.session.packed(option.item, use.values[0]))


def _to_list(use: Use) -> Value:
    option, items, value = _items(use.kinds[0]), _items(use.kind), use.values[0]
    return z3.If(option.is_empty(value), items.empty, items.made(option.first(value), items.empty))


LISTS: dict[str, Callable[[Use], Value]] = {
    "List.nil": _none, "List.cons": _cons, "List.append": _append, "List.map": _map, "List.filter": _filter,
    "List.foldr": _foldr, "List.foldl": _foldl, "List.all": _all, "List.any": _any, "List.elem": _member(1),
    "List.contains": _member(0), "∈": _member(1), "∉": lambda use: z3.Not(_member(1)(use)), "List.count": _count,
    "List.sum": _sum, "List.sum@Fin": _sum_of_fin, "List.reverse": _reverse, "List.length": _length,
    "List.countP": _count_where, "List.Nodup": _distinct, "List.Perm": _permuted, "List.zip": _zip,
    "List.getD": _item_or, "List.flatten": _flatten, "List.tail": _tail, "List.headD": _first_or,
    "List.isEmpty": lambda use: _items(use.kinds[0]).is_empty(use.values[0]),
    "List.take": _take, "List.drop": _drop, "List.replicate": _replicate, "List.eraseDups": _distinct_items,
    "List.range": _range, "List.finRange": _range, "List.head?": _first, "List.getLast?": _last, "List.find?": _find,
    "xs[i]": _item, "xs[i]?": _item_if_any, "xs[i]!": _item_or, "Array.push": _push,
    "Array.toList": lambda use: use.values[0], "List.toArray": lambda use: use.values[0],
    "none": _none, "some": _some, "Option.map": _map, "Option.toList": _to_list, "Option.getD": _first_or,
    "Option.isSome": lambda use: z3.Not(_items(use.kinds[0]).is_empty(use.values[0])),
    "Option.isNone": lambda use: _items(use.kinds[0]).is_empty(use.values[0]),
}  # fmt: skip
