"""What the functions of a module do to what is not theirs, as far as its text shows it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

SETS = re.compile(r"(set|seed|manual_seed|use_|enable|disable|register|simplefilter|filterwarnings|patch)")
"""How functions of libraries are called that change a setting for whoever comes next."""


def reaching(source: str) -> list[str]:
    """What is set in a module, class or object that all share, and calls of libraries that change their settings."""
    tree = ast.parse(source)
    shared = set(_bound(tree.body))
    modules = {name for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom) for name in _bound([node])}
    put_back = {id(i.context_expr) for n in ast.walk(tree) if isinstance(n, ast.With) for i in n.items}
    inside = [n for f in ast.walk(tree) if isinstance(f, ast.FunctionDef | ast.Lambda) for n in ast.walk(f)]
    return sorted({told for node in inside if id(node) not in put_back for told in _told(node, shared, modules)})


def _bound(body: list[ast.stmt]) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((a.asname or a.name).split(".")[0] for a in node.names)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name))


def _told(node: ast.AST, shared: set[str], modules: set[str]) -> Iterator[str]:
    if isinstance(node, ast.Global):
        yield from node.names
    elif isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
        # What `type(self)` and `self.__class__` name, all its objects share.
        if _root(node.value) in shared or re.search(r"type\(self\)|__class__", ast.unparse(node.value)):
            yield ast.unparse(node)
    elif isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        if called in ("setattr", "delattr") and node.args and _root(node.args[0]) in shared:
            yield ast.unparse(node)
        elif _root(node.func) in modules and SETS.match(called.rpartition(".")[2]):
            yield called


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
