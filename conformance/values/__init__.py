"""The kinds of value that laws speak of, one file each, and what all of them share."""

from __future__ import annotations

from importlib import import_module

from conformance.values.known import register

_KINDS = (
    "bool:Bool",
    "bool:Prop",
    "nat:Nat",
    "int:Int",
    "fin:Fin",
    "element:Element",
    "element:Sort",
    "element:Unit",
    "real:Real",
    "list:List",
    "function:Function",
    "compound:Pair",
    "compound:Structure",
    "option:Option",
    "seed:Seed",
    "rat:Rat",
)
"""For each kind a module of this folder, and the name that its `Former` has in there."""

for _module, _, _name in (kind.partition(":") for kind in _KINDS):
    register(getattr(import_module(f"{__name__}.{_module}"), _name)())
