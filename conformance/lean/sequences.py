"""Built-in functions over lists and arrays."""

from __future__ import annotations

import operator
from dataclasses import replace

from conformance.lean.allowance import counted
from conformance.lean.meanings import (
    all_hold,
    any_holds,
    append,
    filtered,
    flattened,
    fold_left,
    fold_right,
    mapped,
    permuted,
    unique,
    up_to,
)
from conformance.lean.nodes import Type
from conformance.lean.options import OPTIONS, SEARCHES
from conformance.lean.signatures import FIN, LIST, OF_SIZE, A, B, BuiltinFunction, takes
from conformance.lean.syntax import Binder
from conformance.lean.types import BOOL, NAT, PROP, ArrayType, FunctionType, ListType, ProductType

PAIR = ProductType(A, B)
ITEM_IN_LIST = takes(A, LIST)

_LISTS: dict[str, BuiltinFunction] = {
    "List.nil": BuiltinFunction((), LIST, lambda: ()),
    "List.cons": BuiltinFunction(ITEM_IN_LIST, LIST, lambda a, xs: (a, *xs)),
    "List.append": BuiltinFunction(takes(LIST, LIST), LIST, append, "operator"),
    "List.map": BuiltinFunction(takes(FunctionType(A, B), LIST), ListType(B), mapped),
    "List.filter": BuiltinFunction(takes(FunctionType(A, BOOL), LIST), LIST, filtered),
    "List.foldr": BuiltinFunction(takes(FunctionType(A, FunctionType(B, B)), B, LIST), B, fold_right),
    "List.foldl": BuiltinFunction(takes(FunctionType(B, FunctionType(A, B)), B, LIST), B, fold_left),
    "List.all": BuiltinFunction(takes(LIST, FunctionType(A, BOOL)), BOOL, all_hold),
    "List.any": BuiltinFunction(takes(LIST, FunctionType(A, BOOL)), BOOL, any_holds),
    "List.elem": BuiltinFunction(ITEM_IN_LIST, BOOL, lambda a, xs: a in xs, classes="comparable"),
    "List.contains": BuiltinFunction(takes(LIST, A), BOOL, lambda xs, a: a in xs, classes="comparable"),
    "List.count": BuiltinFunction(ITEM_IN_LIST, NAT, lambda a, xs: xs.count(a), classes="comparable"),
    "List.sum": BuiltinFunction(takes(LIST), A, sum, classes="zero"),
    "List.sum@Fin": BuiltinFunction(takes(OF_SIZE, ListType(FIN)), FIN, lambda n, xs: sum(xs) % n, sized=True),
    "List.reverse": BuiltinFunction(takes(LIST), LIST, lambda xs: xs[::-1]),
    "List.length": BuiltinFunction(takes(LIST), NAT, len),
    "List.countP": BuiltinFunction(takes(FunctionType(A, BOOL), LIST), NAT, lambda p, xs: len(filtered(p, xs))),
    "List.Nodup": BuiltinFunction(takes(LIST), PROP, lambda xs: len(set(xs)) == len(xs), classes="decidable"),
    "List.Perm": BuiltinFunction(takes(LIST, LIST), PROP, permuted, classes="decidable"),
    "List.zip": BuiltinFunction(takes(LIST, ListType(B)), ListType(PAIR), lambda xs, ys: (*zip(xs, ys, strict=False),)),
    "List.getD": BuiltinFunction(takes(LIST, NAT, A), A, lambda xs, k, a: xs[k] if k < len(xs) else a),
    "List.flatten": BuiltinFunction(takes(ListType(LIST)), LIST, flattened),
    "List.isEmpty": BuiltinFunction(takes(LIST), BOOL, operator.not_),
    "List.tail": BuiltinFunction(takes(LIST), LIST, lambda xs: xs[1:]),
    "List.headD": BuiltinFunction(takes(LIST, A), A, lambda xs, a: xs[0] if xs else a),
    "List.take": BuiltinFunction(takes(NAT, LIST), LIST, lambda k, xs: xs[:k]),
    "List.drop": BuiltinFunction(takes(NAT, LIST), LIST, lambda k, xs: xs[k:]),
    "List.replicate": BuiltinFunction(takes(NAT, A), LIST, lambda k, a: (a,) * counted(k)),
    "List.eraseDups": BuiltinFunction(takes(LIST), LIST, unique, classes="comparable"),
    "List.range": BuiltinFunction(takes(NAT), ListType(NAT), up_to),
    "List.finRange": BuiltinFunction(takes(Binder("n", NAT)), ListType(FIN), up_to),
    **SEARCHES,
}

_ON_ARRAYS = {
    "Array.size": "List.length", "Array.empty": "List.nil", "Array.back?": "List.getLast?",
    **{f"Array.{name}": f"List.{name}" for name in (
        "all", "any", "append", "contains", "count", "countP", "elem", "filter", "find?", "findIdx?", "finRange",
        "flatten", "foldl", "foldr", "getD", "isEmpty", "map", "Perm", "range", "replicate", "reverse", "sum", "zip",
    )},
}  # fmt: skip
"""Functions over arrays that do what one over lists does."""


def _of_arrays(type_: Type) -> Type:
    """A type of a signature with arrays in the place of lists."""
    if isinstance(type_, ListType):
        return ArrayType(_of_arrays(type_.item))
    return type_.rebuilt([_of_arrays(part) if isinstance(part, Type) else part for part in type_.parts])


def _on_arrays(name: str) -> BuiltinFunction:
    function = _LISTS[name]
    binders = tuple(replace(b, type=_of_arrays(b.type)) for b in function.binders)
    return replace(function, binders=binders, result=_of_arrays(function.result), stands_as=name)


_ARRAY = ArrayType(A)

SEQUENCES: dict[str, BuiltinFunction] = {
    **_LISTS,
    **OPTIONS,
    **{name: _on_arrays(of_lists) for name, of_lists in _ON_ARRAYS.items()},
    "Array.push": BuiltinFunction(takes(_ARRAY, A), _ARRAY, lambda xs, a: (*xs, a)),
    "Array.pop": BuiltinFunction(takes(_ARRAY), _ARRAY, lambda xs: xs[:-1]),
    "Array.toList": BuiltinFunction(takes(_ARRAY), LIST, lambda xs: xs),
    "List.toArray": BuiltinFunction(takes(LIST), _ARRAY, lambda xs: xs),
}
