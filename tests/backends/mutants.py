"""A module with one small mistake each: operators, comparisons, constants, returns, dtypes, calls, raises."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_OPERATORS: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.Add: (ast.Sub, ast.Mult), ast.Sub: (ast.Add,), ast.Mult: (ast.Add, ast.FloorDiv),
    ast.Div: (ast.Mult, ast.FloorDiv), ast.Pow: (ast.Mult, ast.Add),
    ast.BitOr: (ast.BitAnd, ast.BitXor), ast.And: (ast.Or,), ast.Or: (ast.And,),
}  # fmt: skip
_NAMES = {
    "bool_": ("uint8",), "bool": ("uint8",), "int64": ("int32", "uint64"), "uint64": ("int64", "uint32"),
    "uint32": ("uint16",), "uint16": ("uint8",), "int32": ("int16",), "int16": ("int8",),
    "floating": ("inexact", "integer"), "unsignedinteger": ("signedinteger", "integer"),
    "ones": ("zeros", "empty"), "zeros": ("ones", "empty"), "logical_not": ("logical_and", "negative"),
    "any": ("all",), "max": ("min",), "min": ("max",), "sum": ("max", "prod"), "issubdtype": ("can_cast",),
    "numel": ("dim",), "size": ("ndim",), "nmant": ("nexp",), "eps": ("tiny",), "is_floating_point": ("is_complex",),
}  # fmt: skip
"""Attributes that stand for another of their kind."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """Which function or table was changed, its line as it was, what became of a part of it, and the module's source."""

    name: str
    line: str
    change: str
    source: str

    @property
    def key(self) -> str:
        return f"{self.name}: {self.line} | {self.change}"

    def load(self, path: str) -> dict[str, Any]:
        """What the changed module defines, by name."""
        # What a backend imports lies beside it.
        names: dict[str, Any] = {"__name__": "mutant", "__package__": "conformance.backends"}
        exec(compile(self.source, path, "exec"), names)
        return {name: value for name, value in names.items() if not name.startswith("__")}


def mutants_of(source: str) -> Iterator[Mutant]:
    """Every mutant of a module's functions and tables, in their order; annotations, docstrings and messages stay."""
    tree, lines = ast.parse(source), source.splitlines()
    for name, parts in _parts(tree).items():
        for node in _inside(parts):
            for change, other in _changes(node):
                changed = _exchanged(tree, node, other)
                yield Mutant(name, lines[node.lineno - 1].strip(), change, ast.unparse(changed))


def names_used(source: str) -> dict[str, set[str]]:
    """For each function and table of a module those that it uses, itself and through others."""
    parts = _parts(ast.parse(source))

    def reached(name: str, known: set[str]) -> set[str]:
        if name in parts and name not in known:
            known.add(name)
            for part in parts[name]:
                for node in ast.walk(part):
                    if isinstance(node, ast.Name):
                        reached(node.id, known)
        return known

    return {name: reached(name, set()) for name in parts}


def _parts(tree: ast.Module) -> dict[str, list[ast.AST]]:
    """What says what a module does, by name: decorators and bodies of functions, and the values of tables."""
    found: dict[str, list[ast.AST]] = {}
    for statement in tree.body:
        match statement:
            case ast.FunctionDef(name=name):
                found[name] = [*statement.decorator_list, *statement.body]
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict()):
                found[name] = [statement.value]
    return found


def _inside(parts: list[ast.AST]) -> Iterator[Any]:
    """The nodes of some parts that can be changed."""
    todo = list(parts)
    while todo:
        node = todo.pop(0)
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            continue
        yield node
        if isinstance(node, ast.Raise):
            continue
        if isinstance(node, ast.AnnAssign):
            todo[:0] = [node.value] if node.value is not None else []
        else:
            todo[:0] = [n for n in ast.iter_child_nodes(node) if not isinstance(n, ast.arguments)]


def _changes(node: Any) -> Iterator[tuple[str, ast.AST | None]]:
    """What may become of a node, in words, and the node in its place; None where it is left out."""

    def text(what: ast.AST) -> str:
        return ast.unparse(what)

    def into(other: ast.AST) -> tuple[str, ast.AST]:
        return f"{text(node)} -> {text(other)}", other

    match node:
        case ast.Compare():
            for k, operator in enumerate(node.ops):
                for other in _OPERATORS.get(type(operator), ()):
                    yield into(ast.Compare(node.left, [*node.ops[:k], other(), *node.ops[k + 1 :]], node.comparators))
        case ast.BinOp():
            for other in _OPERATORS.get(type(node.op), ()):
                yield into(ast.BinOp(node.left, other(), node.right))
            yield into(node.left)
            yield into(node.right)
        case ast.BoolOp():
            for other in _OPERATORS[type(node.op)]:
                yield into(ast.BoolOp(other(), node.values))
        case ast.UnaryOp():
            yield into(node.operand)
        case ast.Constant(value=bool()):
            yield into(ast.Constant(not node.value))
        case ast.Constant(value=int()):
            yield into(ast.Constant(node.value + 1))
            yield into(ast.Constant(node.value - 1))
        case ast.Constant(value=str()):
            yield into(ast.Constant(">" if node.value == "=" else ""))
        case ast.Attribute() if isinstance(node.ctx, ast.Load):
            for name in _NAMES.get(node.attr, ()):
                yield into(ast.Attribute(node.value, name, node.ctx))
        case ast.Name(id="sum"):
            yield into(ast.Name("max", node.ctx))
        case ast.Call():
            for k, keyword in enumerate(node.keywords):
                rest = [*node.keywords[:k], *node.keywords[k + 1 :]]
                yield f"without {text(keyword)}", ast.Call(node.func, node.args, rest)
            if isinstance(node.func, ast.Attribute) and not node.args and not node.keywords:
                yield into(node.func.value)
            if len(node.args) == 1 and isinstance(node.func, ast.Name):
                yield into(node.args[0])
        case ast.IfExp():
            yield into(ast.IfExp(node.test, node.orelse, node.body))
            yield into(node.body)
            yield into(node.orelse)
        case ast.If():
            for test in (ast.UnaryOp(ast.Not(), node.test), ast.Constant(True), ast.Constant(False)):
                yield f"if {text(node.test)} -> if {text(test)}", ast.If(test, node.body, node.orelse)
        case ast.For():
            yield "loop left out", ast.Pass()
        case ast.Return() if node.value is not None:
            yield into(ast.Return(ast.Constant(None)))
            yield into(ast.Return(ast.UnaryOp(ast.Not(), node.value)))
        case ast.Raise():
            yield "raise left out", ast.Pass()
        case ast.Expr(value=ast.Call()):
            yield f"{text(node)} left out", ast.Pass()
        case ast.Name(id="cache"):
            yield "without cache", ast.parse("lambda f: f", mode="eval").body


def _exchanged(tree: ast.Module, node: ast.AST, other: ast.AST | None) -> ast.Module:
    """A copy of a module with another node in the place of one."""
    numbered = list(ast.walk(tree))
    place = next(k for k, one in enumerate(numbered) if one is node)
    copied = copy.deepcopy(tree)
    target = list(ast.walk(copied))[place]

    class Exchange(ast.NodeTransformer):
        def visit(self, found: ast.AST) -> Any:
            return copy.deepcopy(other) if found is target else self.generic_visit(found)

    return ast.fix_missing_locations(Exchange().visit(copied))
