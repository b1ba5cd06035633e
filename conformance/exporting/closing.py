"""Declarations held against those of a Lean module: each statement closed by the module's theorem, and each definition,
abbreviation and structure by `rfl`."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.exporting.source import Source
from conformance.lean import surface
from conformance.lean.syntax import Abbreviation, Definition, Structure
from conformance.lean.variables import fresh


def left_out(source: Source) -> str:
    """Why a declaration is not held against the module; empty where it is."""
    declaration = source.declaration
    if declaration.stated:
        return f"nobody has proved it: it is stated by {declaration.stated}"
    if isinstance(declaration.declared, Definition) and declaration.declared.body is None:
        return "it has no body that could be compared"
    return ""


def closed(source: Source) -> str:
    """The `example`s that hold a declaration against the module's."""
    match source.declaration.declared:
        case Structure():
            examples = list(_of_structure(source))
        case Abbreviation():
            examples = [f"example{source.binders} :\n    {_applied(source)} = {source.value} := rfl"]
        case Definition():
            examples = [f"example{source.binders} :\n    {_applied(source)} =\n      {source.value} := rfl"]
        case _:
            proof = " ".join([f"@{source.name}", *source.arguments])
            examples = [f"example{source.signature} :=\n  {proof}"]
    return source.placed("\n".join(examples))


def _applied(source: Source) -> str:
    return " ".join([source.name, *source.explicit])


def _of_structure(source: Source) -> Iterator[str]:
    """That each field of a structure is the one that is given, that there are no others, and what fields are that are
    not given."""
    fields = [(name.text, group) for group in source.read.fields for name in group.names]
    names = [name for name, _ in fields]
    type_ = _applied(source)
    given = [name for name, group in fields if group.default is None]
    claims = [f"{_literal(names, names, type_)}.{name} = {name}" for name in names]
    claims += [
        f"{_literal(given, given, type_)}.{name} = ({source.of_span(group.default.span)})"
        for name, group in fields
        if group.default is not None
    ]
    proof = f"⟨{', '.join(['rfl'] * len(claims))}⟩" if len(claims) > 1 else "rfl"
    if claims:
        head = "\n    ".join([f"example{source.binders}", *(f"({n} : {_type(source, g)})" for n, g in fields)])
        yield f"{head} :\n    " + " ∧\n    ".join(claims) + f" :=\n  {proof}"
    whole = fresh("whole", frozenset([*names, *source.explicit]))
    taken = [f"{whole}.{name}" for name in names]
    yield f"example{source.binders} ({whole} : {type_}) :\n    {_literal(names, taken, type_)} = {whole} := rfl"


def _type(source: Source, group: surface.BinderGroup) -> str:
    assert group.type is not None
    return " ".join(source.of_span(group.type.span).split())


def _literal(names: list[str], values: list[str], type_: str) -> str:
    assigned = ", ".join(f"{name} := {value}" for name, value in zip(names, values, strict=True))
    return f"({{ {assigned} }} : {type_})"
