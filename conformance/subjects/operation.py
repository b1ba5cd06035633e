"""A backend's functions as operations on spec values: embed the arguments, call, decode and check the result."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn, Protocol

from conformance.carriers.base import Carrier, Form, Kind, Malformed, NativeDescription
from conformance.carriers.shown import without_addresses
from conformance.errors import Terminated
from conformance.lean.evaluate import Evaluator, Frame, Value, compile_term
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
from conformance.system import forks
from conformance.text.numbers import number_text
from conformance.values.limits import Limits


@dataclass(frozen=True, slots=True)
class Backend:
    """An implementation to check: its functions by Lean name, and how values come and go.

    `expression` is Python source that gives the backend as `backend`, for snippets; `hints` are what may be amiss in
    how it is laid out, to be told where it does not conform; `digests` are of the modules that its code stands in.
    """

    name: str
    target: object
    carrier: Carrier
    limits: Limits
    functions: Mapping[str, Callable[..., object]]
    expression: str
    near_misses: Mapping[str, str] = field(default_factory=dict)
    hints: tuple[str, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)

    @property
    def max_nat(self) -> int | None:
        """The largest natural that may go in or come out."""
        bounds = [b for b in (self.carrier.max_nat, self.limits.max_nat) if b is not None]
        return min(bounds) if bounds else None


class CallFailed(Exception):
    """A call of a backend's operation that gave no value."""

    def __init__(self, operation: str, reason: str, message: str, returned: object = None) -> None:
        super().__init__(message)
        self.operation = operation
        self.reason = reason
        self.message = message
        self.returned = returned


ENDINGS = (SystemExit, KeyboardInterrupt, GeneratorExit)
"""What a call raises to end the program, or the generator, that made it: not an error that its caller can handle."""


class OperationFailed(CallFailed):
    """A backend's operation that raised, or returned what is not of its type."""

    @property
    def refused(self) -> bool:
        """Whether the implementation raised an error of its own, which need not be an `Exception`.

        Panics of Rust libraries, for one, are not.
        """
        return self.__cause__ is not None and self.reason == "exception" and not isinstance(self.__cause__, ENDINGS)

    @property
    def ended(self) -> bool:
        """Whether the implementation raised what ends its caller's program."""
        return isinstance(self.__cause__, ENDINGS)


class NoAnswer(CallFailed):
    """A call that is known to end the process or not to return, and so is not made; no check may go on after it."""

    def __init__(self, operation: str, arguments: Sequence[Value], reason: str, message: str) -> None:
        super().__init__(operation, reason, message)
        self.arguments = tuple(arguments)


class NoReply(Exception):
    """What a backend's function raises where its implementation was asked elsewhere and did not answer as it must.

    That is no refusal of the arguments. Of the reasons, `timeout` and `crash` are those after which no
    check goes on.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Journal(Protocol):
    """Is told of calls before they are made and after they have ended, so that a call that never ends is known."""

    def opened(self, operation: str, arguments: Sequence[Value]) -> None: ...

    def closed(self) -> None: ...


Unanswered = Mapping[tuple[str, tuple[Value, ...]], tuple[str, str]]
"""Reason and message of the calls that are not made, by Lean name and arguments."""


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


class Operation:
    """A function of a backend, called with spec values: all arguments of its definition, implicit ones included.

    `layout` names how vectors are laid out in memory when arguments are embedded; it may be set between calls.
    `calls` counts the calls made, and `last` describes the first value that came back. `journal` is told of each call
    with spec values, and those in `unanswered`, or to which there was `NoReply`, are not made. `on_lost_device` is
    called after a call that leaves the device unusable in this process.
    """

    def __init__(self, definition: Definition, function: Callable[..., object], carrier: Carrier) -> None:
        self.definition = definition
        self.function = function
        self.carrier = carrier
        self.layout = ""
        self.calls = 0
        self.last: NativeDescription | None = None
        self.journal: Journal | None = None
        self.unanswered: Unanswered = {}
        self.on_lost_device: Callable[[], None] | None = None
        self._embedded: Sequence[Value] = ()
        self._silent: dict[tuple[Value, ...], tuple[str, str]] = {}
        explicit = [(k, b) for k, b in enumerate(definition.binders) if not b.implicit]
        self.forms = tuple(_required_form(b.type, definition, carrier) for _, b in explicit)
        self.result_form = _required_form(definition.result, definition, carrier)
        self._embed = _embedding([(k, carrier.embedder(f)) for (k, _), f in zip(explicit, self.forms, strict=True)])
        self._decode = carrier.decoder(self.result_form)
        self._settled = carrier.settled if carrier.puts_off else None
        names = tuple(b.name for b in definition.binders)
        self._check_size = _size_check(definition.result, names)
        self._check_shape = _shape_check(definition.result, names)

    def embed(self, arguments: Sequence[Value]) -> list[object]:
        """The explicit arguments as the library's values, made anew.

        Raises:
            NoAnswer: the call is one of those that are not made.
        """
        if self.unanswered or self._silent:
            self._refuse_unanswered(arguments)
        self._embedded = arguments
        natives = self._embed(arguments)
        if self.layout:
            return [self.carrier.laid_out(native, self.layout) for native in natives]
        return natives

    def _refuse_unanswered(self, arguments: Sequence[Value]) -> None:
        asked = tuple(arguments)
        known = self.unanswered.get((self.definition.name, asked)) or self._silent.get(asked)
        if known is not None:
            raise NoAnswer(self.definition.name, arguments, *known)

    def call(self, natives: Sequence[object]) -> object:
        """Calls the function.

        Raises:
            OperationFailed: the function raised, whatever it was.
        """
        self.calls += 1
        journal = self.journal
        if journal is not None:
            journal.opened(self.definition.name, self._embedded)
        try:
            native = self.function(*natives)
            if self._settled is not None:
                native = self._settled(native)
            forks.end_copy()
        except BaseException as error:
            self._raise(error, self._embedded)
        else:
            if self.last is None:
                self.describe(native)
        finally:
            if journal is not None:
                journal.closed()
        return native

    def _raise(self, error: BaseException, arguments: Sequence[Value]) -> NoReturn:
        forks.end_copy()
        _let_through(error)
        raise self.failed(error, tuple(arguments)) from (None if isinstance(error, NoReply) else error)

    def failed(self, error: BaseException, arguments: tuple[Value, ...]) -> CallFailed:
        """How a call with those arguments failed that raised."""
        name = self.definition.name
        if isinstance(error, NoReply):
            if error.reason not in ("timeout", "crash"):
                return OperationFailed(name, error.reason, _safe_text(error))
            self._silent[arguments] = error.reason, _safe_text(error)
            return NoAnswer(name, arguments, error.reason, _safe_text(error))
        told, shown = type(error).__name__, _safe_text(error)
        message = f"{told}: {shown}" if shown else told
        if not self.carrier.is_usable():
            if self.on_lost_device is not None:
                self.on_lost_device()
            lost = f"{message}; after it the device is of no more use to this process"
            self._silent[arguments] = "crash", lost
            return NoAnswer(name, arguments, "crash", lost)
        return OperationFailed(name, "exception", message)

    def describe(self, native: object) -> None:
        """Notes the form of the first value that came back."""
        if self.last is None:
            self.last = self.carrier.describe(native)

    def decode(self, native: object, arguments: Sequence[Value]) -> Value:
        """The spec value that a result stands for.

        Raises:
            OperationFailed: it is of another form than the result's type.
        """
        journal = self.journal
        if journal is not None:
            journal.opened(self.definition.name, arguments)
        try:
            is_measured = self._check_size is not None and self._check_size(native, arguments)
            value = self._decode(native)
            if self._check_shape is not None and not is_measured:
                self._check_shape(value, arguments)
        except BaseException as error:
            self._raise_malformed(error, native, arguments)
        finally:
            if journal is not None:
                journal.closed()
        return value

    def is_measured(self, native: object, arguments: Sequence[Value]) -> bool:
        """Whether a result has no more values than its type has; nothing of it is read."""
        try:
            if self._check_size is None:
                return not issubclass(type(native), list) and getattr(native, "shape", ()) == ()
            self._check_size(native, arguments)
        except BaseException as error:
            _let_through(error)
            return False
        return True

    def _raise_malformed(self, error: BaseException, native: object, arguments: Sequence[Value]) -> NoReturn:
        _let_through(error)
        name = self.definition.name
        if isinstance(error, NoReply):
            raise self.failed(error, tuple(arguments)) from None
        if isinstance(error, Malformed):
            raise OperationFailed(name, "malformed", str(error), self.carrier.plain(native)) from None
        message = f"what came back could not be read: {type(error).__name__}: {_safe_text(error)}"
        raise OperationFailed(name, "malformed", message, self.carrier.plain(native)) from error

    def __call__(self, *arguments: Value) -> Value:
        return self.apply(arguments)

    def apply(self, arguments: Sequence[Value]) -> Value:
        """What a call comes to as a spec value.

        Raises:
            CallFailed: it comes to none.
        """
        if self.journal is not None or self.layout or self.unanswered or self._silent:
            return self.decode(self.call(self.embed(arguments)), arguments)
        # The same in one piece, as most calls are made here and a Python call costs as much as many a backend's.
        natives = self._embed(arguments)
        self.calls += 1
        try:
            native = self.function(*natives)
            if self._settled is not None:
                native = self._settled(native)
        except BaseException as error:
            self._raise(error, arguments)
        if forks.is_copy:
            forks.end_copy()
        if self.last is None:
            self.describe(native)
        try:
            is_measured = self._check_size is not None and self._check_size(native, arguments)
            value = self._decode(native)
            if self._check_shape is not None and not is_measured:
                self._check_shape(value, arguments)
        except BaseException as error:
            self._raise_malformed(error, native, arguments)
        return value

    def outcome(self, arguments: Sequence[Value]) -> Value | OperationFailed:
        """What a call comes to: a spec value, or how it failed."""
        try:
            return self.apply(arguments)
        except OperationFailed as failed:
            return failed


_UNKNOWN = object()


class Tabulated:
    """An operation that is called once for each input; later calls with the same input give the first outcome.

    `inside` says whether a call with these arguments is inside the backend's limits, and is None where every call is; a
    call that is not raises `OutsideLimits`.
    """

    def __init__(self, operation: Operation, inside: Callable[[Sequence[Value]], bool] | None) -> None:
        self.operation = operation
        self._inside = inside
        self._values: dict[tuple[Value, ...], Value] = {}
        self._failures: dict[tuple[Value, ...], CallFailed | OutsideLimits] = {}

    def __call__(self, *arguments: Value) -> Value:
        return self.apply(arguments)

    def apply(self, arguments: tuple[Value, ...]) -> Value:
        """The outcome for the arguments given as a tuple."""
        value = self._values.get(arguments, _UNKNOWN)
        if value is not _UNKNOWN:
            return value
        if self._failures and (failed := self._failures.get(arguments)) is not None:
            raise failed.with_traceback(None)
        if self._inside is not None and not self._inside(arguments):
            outside = self._failures[arguments] = OutsideLimits()
            raise outside
        try:
            value = self.operation.apply(arguments)
        except OperationFailed as failed:
            self._failures[arguments] = failed
            raise
        self._values[arguments] = value
        return value

    def unknown(self, many: Iterable[tuple[Value, ...]]) -> list[tuple[Value, ...]]:
        """Those of the arguments, each once, that a call would be made for."""
        return [
            arguments
            for arguments in dict.fromkeys(many)
            if arguments not in self._values
            and arguments not in self._failures
            and (self._inside is None or self._inside(arguments))
        ]

    def note(self, arguments: tuple[Value, ...], outcome: Value | CallFailed) -> None:
        """Keeps the outcome of a call that was made elsewhere."""
        if isinstance(outcome, CallFailed):
            self._failures[arguments] = outcome
        else:
            self._values[arguments] = outcome


class OutsideLimits(Exception):
    """A call with arguments, or with a result by the spec, that the backend does not claim."""


def bind(backend: Backend, definitions: Mapping[str, Definition]) -> dict[str, Operation]:
    """The operations that a backend provides, by Lean name."""
    return {
        name: Operation(definition, backend.functions[name], backend.carrier)
        for name, definition in definitions.items()
        if name in backend.functions
    }


def _embedding(embedders: Sequence[tuple[int, Callable[[Any], object]]]) -> Callable[[Sequence[Value]], list[object]]:
    """One function that embeds the arguments at these positions."""
    match embedders:
        case [(i, a)]:
            return lambda arguments: [a(arguments[i])]
        case [(i, a), (j, b)]:
            return lambda arguments: [a(arguments[i]), b(arguments[j])]
        case _:
            return lambda arguments: [embed(arguments[position]) for position, embed in embedders]


def _required_form(type_: Type, definition: Definition, carrier: Carrier) -> Form:
    from conformance.errors import UsageError
    from conformance.lean.render import render

    form = form_of(type_)
    if form is None:
        shown = f"`{definition.name}` takes or gives a `{render(type_)}`"
        raise UsageError(f"{shown}, for which carrier `{carrier.text}` has no form")
    return form


def _let_through(error: BaseException) -> None:
    """Raises the error again where it is the user's interrupt."""
    interrupts = isinstance(error, KeyboardInterrupt) and signal.getsignal(signal.SIGINT) is not signal.SIG_IGN
    if interrupts or isinstance(error, Terminated):
        raise error


def _safe_text(error: BaseException) -> str:
    """The message of an exception in one line: a line of its own could be read as a command by what shows it."""
    try:
        return without_addresses(" ".join("".join(str(error)).split())[:600])[:300]
    except KeyboardInterrupt:
        raise
    except BaseException:
        return "(its message cannot be shown)"


MAX_ITEMS = 2**22
"""How many values a result may hold whose length does not follow from the arguments."""


def _size_check(type_: Type, names: tuple[str, ...]) -> Callable[[object, Frame], bool] | None:
    """Checks before it is read how much came back, which may be more than memory holds; None for what has no length.

    It says whether nothing is left to check of the value's shape.
    """
    sizes: list[Evaluator | None] = []
    inner = unfold(type_)
    while True:
        if isinstance(inner, ListType):
            sizes.append(None)
            inner = unfold(inner.item)
        elif isinstance(inner, FunctionType) and isinstance(domain := unfold(inner.domain), FinType):
            sizes.append(compile_term(domain.size, names, {}))
            inner = unfold(inner.codomain)
        else:
            break
    if not sizes:
        return None
    length = sizes[0]
    is_all = len(sizes) == 1 and not isinstance(inner, FinType)

    def check(native: object, frame: Frame) -> bool:
        if is_all and length is not None and type(native) is list:
            if len(native) != length(frame):
                raise Malformed(f"expected {length(frame):,} values, got {len(native):,}")
            return True
        _measure(native, [None if size is None else size(frame) for size in sizes])
        return False

    return check


def _measure(native: object, expected: Sequence[int | None]) -> int:
    """How many values there are in a list or an array, by its lengths alone; 0 for what is neither.

    Raises:
        Malformed: it is longer than expected in one of its dimensions, or there are more than `MAX_ITEMS`.
    """
    if issubclass(type(native), list):
        shape: Sequence[object] = (list.__len__(native),)  # type: ignore[arg-type]
    else:
        told = getattr(native, "shape", ())
        shape = told if isinstance(told, tuple) else ()
    total = 1 if shape else 0
    for size, wanted in zip(shape, expected, strict=False):
        if not isinstance(size, int):
            return 0
        if wanted is not None and size > wanted:
            raise Malformed(f"expected {wanted:,} values, got {size:,}")
        total *= size
    if total > MAX_ITEMS and None in expected:
        raise Malformed(f"expected at most {MAX_ITEMS:,} values, got {total:,}")
    if issubclass(type(native), list) and len(expected) > 1:
        total = 0
        rows: list[object] = list.copy(native)  # type: ignore[arg-type]
        for row in rows:
            total += _measure(row, expected[1:])
            if total > MAX_ITEMS and None in expected:
                raise Malformed(f"expected at most {MAX_ITEMS:,} values, got more")
    return total


def _shape_check(type_: Type, names: tuple[str, ...]) -> Callable[[Value, Frame], None] | None:
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

            def check_table(value: Value, frame: Frame) -> None:
                if len(value) != length(frame):
                    raise Malformed(f"expected {length(frame)} values, got {len(value)}")
                if each is not None:
                    each(value, frame)

            return check_table
    return None


def _check_index(value: Value, bound: Evaluator, frame: Frame) -> None:
    if value >= bound(frame):
        raise Malformed(f"expected an index below {bound(frame)}, got {number_text(value)}")


def _check_each(check: Callable[[Any, Frame], None]) -> Callable[[Any, Frame], None]:
    def check_items(value: Value, frame: Frame) -> None:
        for item in value:
            check(item, frame)

    return check_items
