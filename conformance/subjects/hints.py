"""What may be amiss in how a backend is laid out: told where it does not conform, never decisive."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Mapping
from types import ModuleType

from conformance.carriers import LIBRARIES

_NAMED = 5
"""How many functions a hint names."""


def hints_of(target: object, named: str, wanted: Collection[str], near: Mapping[str, str]) -> tuple[str, ...]:
    """Hints for a backend.

    Args:
        target: the module, instance or namespace.
        named: the text that named it.
        wanted: the names of the functions that the spec has.
        near: by name of a function that it lacks, a name that it has.
    """
    own = _attributes(target)
    has_none = not any(callable(own.get(name)) or hasattr(target, name) for name in wanted)
    found = [f"it has `{other}` where `{name}` is looked for" for name, other in near.items()]
    if has_none:
        found += _classes(own, named, wanted)
        if not found:
            some = ", ".join(f"`{name}`" for name in list(wanted)[:_NAMED])
            more = f" and {len(wanted) - _NAMED} more" if len(wanted) > _NAMED else ""
            found.append(f"none of the functions {some}{more} is there")
    libraries = sorted(
        {v.__name__ for v in own.values() if isinstance(v, ModuleType) and v.__name__ in LIBRARIES} - {"python"}
    )
    if not has_none and libraries and "carrier" not in own and not hasattr(target, "carrier"):
        library = libraries[0]
        found.append(
            f"it imports {library} and has no `carrier`, so that values come as Python lists; "
            f'`carrier = "{library}"` brings arrays'
        )
    return tuple(found)


def _attributes(target: object) -> dict[str, object]:
    """What the target, or the module of its class, holds under names."""
    owner = target if isinstance(target, ModuleType) else inspect.getmodule(type(target))
    return {**(vars(owner) if owner is not None else {}), **getattr(target, "__dict__", {})}


def _classes(own: Mapping[str, object], named: str, wanted: Collection[str]) -> list[str]:
    told = []
    for name, value in own.items():
        if inspect.isclass(value) and not name.startswith("_"):
            has = [w for w in wanted if callable(getattr(value, w, None))]
            if has:
                told.append(f"its class `{name}` has {', '.join(f'`{w}`' for w in has)}: check `{named}:{name}`")
    return told
