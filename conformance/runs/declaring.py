"""What was told of an implementation, as a declaration: a table of `pyproject.toml`, or a module with the names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import PurePath

from conformance.errors import UsageError
from conformance.runs.fitting import Fit
from conformance.runs.looking import Looked


def is_adapted(looked: Looked) -> bool:
    """Whether functions go by other names than laws ask for, so that a table alone cannot declare them."""
    return any(fit.function != fit.operation for fit in looked.fits)


def table(looked: Looked, name: str, target: str) -> str:
    """The declaration as a table of `pyproject.toml`; each line says why."""
    lines = [
        f"[tool.conformance.backends.{name}]",
        f"target = {json.dumps(target)}",
        f"carrier = {json.dumps(looked.carrier)}  # {looked.why}",
    ]
    batched = [fit.operation for fit in looked.fits if fit.is_batched]
    if batched:
        lines.append(f"batched = {json.dumps(batched)}  # called with a leading axis, {_they(batched)}")
    lines += [f"# {line}" for line in _told(looked)]
    forms = [(fit, key, word) for fit in looked.fits for key, word in fit.forms.items()]
    if forms:
        lines += ["", f"[tool.conformance.backends.{name}.forms]"]
        lines += [f"{json.dumps(f'{fit.operation}.{key}')} = {json.dumps(word)}" for fit, key, word in forms]
    return "\n".join(lines) + "\n"


def adapter(looked: Looked, target: str) -> str:
    """The declaration as a Python module that gives functions the names that laws ask for; each line says why."""
    location, colon, attribute = target.partition(":")
    if location.endswith(".py"):
        location = PurePath(location).stem
    imports = [f"from {location} import {_renamed(fit)}" for fit in looked.fits]
    if colon:
        imports = [f"from {location} import {attribute} as implementation", ""]
        imports += [f"{fit.operation} = implementation.{fit.function}" for fit in looked.fits]
    lines = [
        f'"""{target} under the names that laws ask for."""',
        "",
        *imports,
        "",
        f"carrier = {json.dumps(looked.carrier)}  # {looked.why}",
    ]
    batched = [fit.operation for fit in looked.fits if fit.is_batched]
    if batched:
        lines.append(f"batched = {json.dumps(batched)}  # called with a leading axis, {_they(batched)}")
    lines += [f"# {line}" for line in _told(looked)]
    lines += ["forms = {"]
    for fit in looked.fits:
        lines += [f"    {json.dumps(f'{fit.operation}.{key}')}: {json.dumps(word)}," for key, word in fit.forms.items()]
    return "\n".join([*lines, "}"]) + "\n"


def _renamed(fit: Fit) -> str:
    return fit.function if fit.function == fit.operation else f"{fit.function} as {fit.operation}"


def _they(batched: list[str]) -> str:
    return "it gives values of its type" if len(batched) == 1 else "they give values of their types"


def _told(looked: Looked) -> Iterator[str]:
    """Why each function is which operation, and what could not be told."""
    for fit in looked.fits:
        yield f"{fit.function} is taken for {fit.operation}: its laws hold on {fit.held} of {fit.asked} small inputs."
        if fit.held < fit.asked:
            yield "  Not on all: it is another operation, has other forms, or fails; see what `check` tells."
        yield f"  Tried: {fit.tried}{'; then time was up (--seconds)' if fit.is_cut else ''}."
        if fit.alike:
            yield f"  As well do: {'; '.join(fit.alike[:3])}. Say which it is."
    for line in looked.untold:
        yield f"Not told: {line}."


def name_of(target: str) -> str:
    """What a backend is called that is named so.

    Raises:
        UsageError: nothing in it can be a name.
    """
    location, _, attribute = target.partition(":")
    name = attribute or (PurePath(location).stem if location.endswith(".py") else location.rpartition(".")[2])
    if not name.isidentifier():
        raise UsageError(f"`{target}` gives no name for a backend; say one with --name")
    return name
