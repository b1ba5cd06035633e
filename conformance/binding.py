"""A backend's functions as operations on spec values: embed the arguments, call, decode and check the result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.carriers.base import Carrier, Form, Kind, Malformed, NativeDescription
from conformance.lean.evaluate import Evaluator, Value, compile_term
from conformance.lean.syntax import (
    BoolType,
    Definition,
    FinType,
    FunctionType,
    ListType,
    NatType,
    PropType,
    Type,
    unfold,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What an implementation does not claim; `None` and False limit nothing."""

    max_n: int | None = None
    max_nat: int | None = None
    distinct_indices: bool = False
    nonempty: bool = False

    def shown(self) -> dict[str, object]:
        """The limits that limit something, by name."""
        named = {
            "max_n": self.max_n, "max_nat": self.max_nat,
            "distinct_indices": self.distinct_indices, "nonempty": self.nonempty,
        }  # fmt: skip
        return {k: v for k, v in named.items() if v is not None and v is not False}


@dataclass(frozen=True, slots=True)
class Backend:
    """An implementation to check: its functions by Lean name, and how values come and go.

    `expression` is Python source that gives the backend as `backend`, for snippets.
    """

    name: str
    target: object
    carrier: Carrier
    limits: Limits
    functions: Mapping[str, Callable[..., object]]
    expression: str
    near_misses: Mapping[str, str] = field(default_factory=dict)

    @property
    def max_nat(self) -> int | None:
        """The largest natural that may go in or come out."""
        bounds = [b for b in (self.carrier.max_nat, self.limits.max_nat) if b is not None]
        return min(bounds) if bounds else None


class OperationFailed(Exception):
    """A backend's operation that raised, or returned what is not of its type."""

    def __init__(self, operation: str, reason: str, message: str, returned: object = None) -> None:
        super().__init__(message)
        self.operation = operation
        self.reason = reason
        self.message = message
        self.returned = returned


def form_of(type_: Type) -> Form | None:
    """How values of a type look inside a library, or None where there is no such form."""
    match unfold(type_):
        case BoolType() | PropType():
            return Form(Kind.BOOL, 0)
        case NatType():
            return Form(Kind.NAT, 0)
        case FinType():
            return Form(Kind.INDEX, 0)
        case ListType(item=item) | FunctionType(domain=FinType(), codomain=item):
            inner = form_of(item)
            return None if inner is None else Form(inner.kind, inner.rank + 1)
    return None


@dataclass(slots=True)
class Operation:
    """A function of a backend, called with spec values: all arguments of its definition, implicit ones included."""

    definition: Definition
    function: Callable[..., object]
    carrier: Carrier
    forms: tuple[Form, ...] = ()
    calls: int = 0
    last: NativeDescription | None = None
    _embedders: tuple[tuple[int, Callable[[Value], object]], ...] = ()
    _decode: Callable[[object], Value] = lambda native: native
    _check: Callable[[Value, list[Value]], None] | None = None

    def __post_init__(self) -> None:
        embedders, forms = [], []
        for position, binder in enumerate(self.definition.binders):
            if not binder.implicit:
                form = _required_form(binder.type, self.definition, self.carrier)
                forms.append(form)
                embedders.append((position, self.carrier.embedder(form)))
        self.forms = tuple(forms)
        self._embedders = tuple(embedders)
        self._decode = self.carrier.decoder(_required_form(self.definition.result, self.definition, self.carrier))
        names = tuple(b.name for b in self.definition.binders)
        self._check = _shape_check(self.definition.result, names)

    @property
    def result_form(self) -> Form:
        return _required_form(self.definition.result, self.definition, self.carrier)

    def embed(self, arguments: tuple[Value, ...]) -> list[object]:
        """The explicit arguments as the library's values, made anew."""
        return [embed(arguments[position]) for position, embed in self._embedders]

    def call(self, natives: list[object]) -> object:
        """Calls the function; what it raises comes as `OperationFailed`."""
        self.calls += 1
        try:
            return self.function(*natives)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            name = type(error).__name__
            shown = _safe_text(error)
            raise OperationFailed(self.definition.name, "exception", f"{name}: {shown}" if shown else name) from error

    def decode(self, native: object, arguments: tuple[Value, ...]) -> Value:
        """The spec value that a result stands for; another form comes as `OperationFailed`."""
        try:
            value = self._decode(native)
            if self._check is not None:
                self._check(value, list(arguments))
        except Malformed as error:
            name = self.definition.name
            raise OperationFailed(name, "malformed", str(error), self.carrier.plain(native)) from None
        if self.last is None:
            self.last = self.carrier.describe(native)
        return value

    def __call__(self, *arguments: Value) -> Value:
        return self.decode(self.call(self.embed(arguments)), arguments)


def bind(backend: Backend, definitions: Mapping[str, Definition]) -> dict[str, Operation]:
    """The operations that a backend provides, by Lean name."""
    return {
        name: Operation(definition, backend.functions[name], backend.carrier)
        for name, definition in definitions.items()
        if name in backend.functions
    }


def _required_form(type_: Type, definition: Definition, carrier: Carrier) -> Form:
    from conformance.errors import UsageError
    from conformance.lean.render import render

    form = form_of(type_)
    if form is None:
        shown = f"`{definition.name}` takes or gives a `{render(type_)}`"
        raise UsageError(f"{shown}, for which carrier `{carrier.text}` has no form")
    return form


def _safe_text(error: BaseException) -> str:
    try:
        return str(error)[:300]
    except Exception:
        return "(its message cannot be shown)"


def _shape_check(type_: Type, names: tuple[str, ...]) -> Callable[[Value, list[Value]], None] | None:
    """Checks what a form cannot: lengths and index bounds, which depend on the arguments."""
    match unfold(type_):
        case FinType(size=size):
            bound = compile_term(size, names, {})
            return lambda value, frame: _check_index(value, bound, frame)
        case ListType(item=item):
            check = _shape_check(item, names)
            return None if check is None else _check_each(check)
        case FunctionType(domain=FinType(size=size), codomain=codomain):
            length = compile_term(size, names, {})
            inner = _shape_check(codomain, names)
            each = None if inner is None else _check_each(inner)

            def check_table(value: Value, frame: list[Value]) -> None:
                if len(value) != length(frame):
                    raise Malformed(f"expected {length(frame)} values, got {len(value)}")
                if each is not None:
                    each(value, frame)

            return check_table
    return None


def _check_index(value: Value, bound: Evaluator, frame: list[Value]) -> None:
    if value >= bound(frame):
        raise Malformed(f"expected an index below {bound(frame)}, got {value}")


def _check_each(check: Callable[[Any, list[Value]], None]) -> Callable[[Any, list[Value]], None]:
    def check_items(value: Value, frame: list[Value]) -> None:
        for item in value:
            check(item, frame)

    return check_items
