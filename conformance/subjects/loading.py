"""From what names a backend to the Backend: built-ins, entry points, modules, files and objects."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from types import ModuleType
from typing import Any

from conformance.carriers import CarrierError, carrier
from conformance.errors import UsageError, did_you_mean
from conformance.laws.specfile import shipped
from conformance.lean.syntax import Definition
from conformance.subjects.backend import Backend
from conformance.subjects.batches import has_fill
from conformance.subjects.declared import TARGET, Declared
from conformance.subjects.digests import digests_of, digests_of_files
from conformance.subjects.forms import RETURNS, Forms, read_forms
from conformance.subjects.hints import hints_of
from conformance.subjects.identity import identity
from conformance.subjects.naming import PROCESS, NotImported, named_files, resolve
from conformance.subjects.raised import shown_error
from conformance.subjects.wrapping import Wrapped
from conformance.system import originals
from conformance.system.forks import Owned
from conformance.system.stack import in_one_block
from conformance.values.limits import Limits
from conformance.values.naming import snake_case

_NOTHING = Declared()


@in_one_block
def load_backend(
    named: object, definitions: Mapping[str, Definition], *, cwd: bool = False, declared: Declared = _NOTHING
) -> Backend:
    """The backend that a text names, or that an object is.

    `definitions` are operations by Lean name; `cwd` lets modules be found in the current folder, as `python -m` does.
    What is `declared` goes before what the backend says of itself.

    Raises:
        UsageError: it cannot be found, loaded or understood; the message says what to do.
    """
    originals.remember()
    # Before its code can change the folder.
    known = identity(named, declared)
    with Owned():
        if isinstance(named, str):
            _check_process(named, declared)
            with declared.at(TARGET, NotImported):
                target, expression = resolve(declared.target or named, cwd)
            fallback = named
        else:
            target, expression = named, _expression_of(named)
            fallback = getattr(named, "__name__", type(named).__name__)
        backend = _backend(target, str(fallback), expression, definitions, declared)
        text = declared.target or named
        if isinstance(text, str) and text.startswith(PROCESS):
            return replace(backend, identity=known, digests=digests_of_files(named_files(text)))
        with originals.in_place():
            digests = digests_of(backend.target, backend.functions.values())
            return replace(backend, identity=known, digests=digests)


@in_one_block
def load_target(named: object, *, cwd: bool = False) -> object:
    """The implementation that a text names, or that an object is, whatever operations it has.

    Raises:
        UsageError: it cannot be found or loaded.
    """
    originals.remember()
    with Owned():
        target = resolve(named, cwd)[0] if isinstance(named, str) else named
        return _made(target, str(named)) if isinstance(target, type) else target


def _check_process(named: str, declared: Declared) -> None:
    if not (declared.target or named).startswith(PROCESS):
        return
    if any(declared.forms):
        with declared.at("forms" if not any(declared.forms[:-1]) else ""):
            raise UsageError(f"backend `{named}`: a process is given arrays alone, and has no `forms`")
    with declared.at("batched"):
        if declared.batched:
            raise UsageError(f"backend `{named}`: a process is given one row at a time, and is not `batched`")


def _backend(
    target: object, fallback: str, expression: str, definitions: Mapping[str, Definition], declared: Declared
) -> Backend:
    made_of = target if isinstance(target, type) else None
    if made_of is not None:
        target = _made(made_of, fallback)
    return _described(target, fallback, expression, definitions, made_of, declared)


def _made(class_: type, named: str) -> object:
    try:
        made: object = class_()
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise UsageError(
            f"backend `{named}`: the class could not be called without arguments: {shown_error(error)}; name an "
            "instance of it, or a subclass that needs none"
        ) from error
    return made


@originals.in_place()
def _described(
    target: object, fallback: str, expression: str, definitions: Mapping[str, Definition], made_of: type | None,
    declared: Declared,
) -> Backend:  # fmt: skip
    name = fallback if declared.target else _attribute(target, "name", fallback)
    with declared.at("carrier"), _of_carrier(fallback):
        chosen = carrier(declared.carrier or _attribute(target, "carrier", fallback))
    if declared.wrap:
        with declared.at("wrap"), _of_carrier(fallback):
            target = Wrapped(target, declared.wrap, chosen)
            expression += f"\nfrom conformance import wrapped\nbackend = wrapped(backend, {declared.wrap!r})"
    functions: dict[str, Callable[..., object]] = {}
    near: dict[str, str] = {}
    known = frozenset(map(snake_case, definitions))
    for operation in definitions:
        attribute = snake_case(operation)
        found = _attribute(target, attribute, fallback)
        if callable(found):
            functions[operation] = found
        elif found is not None:
            raise UsageError(f"backend `{fallback}`: `{attribute}` is a {type(found).__name__}, not a function")
        else:
            others = [n for n in dir(target) if n[0] != "_" and n not in known]
            similar = difflib.get_close_matches(attribute, others, n=1, cutoff=0.8)
            if similar:
                near[operation] = similar[0]
    shown = (" ".join(name.split()) if isinstance(name, str) else "") or fallback
    told = {snake_case(name): other for name, other in near.items()}
    hints = hints_of(target, fallback, [snake_case(name) for name in definitions], told)
    described = Backend(shown, target, chosen, _limits(target, fallback, declared), functions, expression, near, hints)
    own = read_forms(_attribute(target, "forms", fallback), definitions, fallback, chosen, functions).words
    for layer, given in enumerate(declared.forms, 1):
        for key, word in given.items():
            with declared.at(f"forms.{key}" if layer == len(declared.forms) else ""):
                read_forms({key: word}, definitions, fallback, chosen, functions)
    batched, twice = (
        _operations_said(key, said, target, fallback, functions, definitions, declared)
        for key, said in (("batched", declared.batched), ("double_backward", declared.double_backward))
    )
    forms = Forms(own, declared.forms, batched)
    padded = [key for given in declared.forms[-1:] for key, word in given.items() if "padded" in word]
    for operation in functions:
        with declared.at(f"forms.{padded[0]}" if padded else ""):
            _check_padding(forms, definitions[operation], fallback)
    return replace(described, made_of=made_of, declared=declared, forms=forms, double_backward=twice)


def _check_padding(forms: Forms, definition: Definition, named: str) -> None:
    operation = snake_case(definition.name)
    values = [*[(b.type, snake_case(b.name)) for b in definition.explicit], (definition.result, RETURNS)]
    for type_, name in [] if operation in forms.batched else values:
        form = forms.of(type_, name, operation)
        if form is not None and has_fill(form):
            raise UsageError(
                f"backend `{named}`: `padded` in `forms` is said of rows of a batch, and `{operation}`, of which "
                f"`{name}` is padded, is not among what is `batched`"
            )


@contextmanager
def _of_carrier(named: str) -> Iterator[None]:
    """Tells what a carrier has not as a fault of the backend of that name."""
    try:
        yield
    except CarrierError as error:
        raise UsageError(f"backend `{named}`: {error}") from None


def _operations_said(
    key: str, said: object, target: object, named: str, functions: Mapping[str, object],
    definitions: Mapping[str, Definition], declared: Declared,
) -> frozenset[str]:  # fmt: skip
    """The operations of which the declaration says something, or else the backend itself."""
    if said is None:
        return _operations_of(key, _attribute(target, key, named), named, functions, definitions)
    with declared.at(key):
        return _operations_of(key, said, named, functions, definitions)


def _operations_of(
    key: str, given: object, named: str, functions: Mapping[str, object], definitions: Mapping[str, Definition]
) -> frozenset[str]:
    """The names in snake case of the operations of which something is said, of those that are there."""
    provided = frozenset(map(snake_case, functions))
    if given is None or isinstance(given, bool):
        return provided if given else frozenset()
    if isinstance(given, str) or not isinstance(given, Collection):
        raise UsageError(f"backend `{named}`: `{key}` must be True, False, or names of operations, not {given!r}")
    known = frozenset(map(snake_case, [*definitions, *shipped().definitions]))
    for name in given:
        if not isinstance(name, str) or name not in known:
            hint = did_you_mean(str(name), sorted(known)) or "; expected names of operations in snake case"
            raise UsageError(f"backend `{named}`: unknown operation `{name}` in `{key}`{hint}")
    return frozenset(given) & provided


def _attribute(target: object, attribute: str, named: str) -> Any:
    """The attribute, None where there is none.

    Raises:
        UsageError: reading it raised.
    """
    try:
        return getattr(target, attribute, None)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise UsageError(f"backend `{named}`: `{attribute}` could not be read: {shown_error(error)}") from error


def _limits(target: object, named: str, declared: Declared) -> Limits:
    given = _attribute(target, "limits", named)
    if given is not None and not isinstance(given, Mapping):
        raise UsageError(f"backend `{named}`: `limits` must be a mapping, not a {type(given).__name__}")
    given = {**(given or {}), **declared.limits}
    known: dict[str, type] = {"max_n": int, "max_nat": int, "distinct_indices": bool, "nonempty": bool}
    for key, value in given.items():
        if key not in known:
            hint = did_you_mean(str(key), list(known)) or f"; expected one of {', '.join(known)}"
            raise UsageError(f"backend `{named}`: unknown limit `{key}`{hint}")
        if value is not None and (type(value) is not known[key] or (isinstance(value, int) and value < 0)):
            wanted = "True or False" if known[key] is bool else "a natural number"
            raise UsageError(f"backend `{named}`: limit `{key}` must be {wanted}, not {value!r}")
    return Limits(**{k: v for k, v in given.items() if v is not None})


def _expression_of(target: object) -> str:
    module, qualified = getattr(target, "__module__", None), getattr(target, "__qualname__", None)
    if isinstance(target, ModuleType):
        return f"import {target.__name__} as backend"
    if isinstance(target, type) and module and qualified and "<" not in qualified:
        head, _, rest = qualified.partition(".")
        path = f".{rest}" if rest else ""
        return f"from {module} import {head} as implementation\nbackend = implementation{path}()"
    owner = sys.modules.get(type(target).__module__)
    for name, value in vars(owner).items() if owner is not None else ():
        if value is target and owner is not None:
            return f"from {owner.__name__} import {name} as backend"
    return "# `backend` is the object that was given to check()"
