"""A backend's functions as operations on spec values: embed the arguments, call, decode and check the result."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NoReturn, Protocol

from conformance.carriers.base import Carrier, Malformed, NativeDescription
from conformance.carriers.composed import Composed, composed, embedder
from conformance.carriers.forms import AnyForm, Called, kinds_of
from conformance.carriers.layouts import Layout, Way
from conformance.carriers.steps import complement
from conformance.carriers.words import Encoded
from conformance.lean.closures import Value
from conformance.lean.nodes import Type
from conformance.lean.syntax import Definition
from conformance.subjects.backend import Backend
from conformance.subjects.calling import NoPart
from conformance.subjects.calls import (
    CallFailed,
    NoAnswer,
    NoReply,
    OperationFailed,
    Unanswered,
    let_through,
    safe_text,
)
from conformance.subjects.forms import Forms
from conformance.subjects.layouts import ways
from conformance.subjects.shapes import shape_check, size_check, tabulation
from conformance.subjects.vectors import Vectors
from conformance.system import forks
from conformance.values.naming import snake_case


class Journal(Protocol):
    """Is told of calls before they are made and after they have ended, so that a call that never ends is known."""

    def opened(self, operation: str, arguments: Sequence[Value]) -> None: ...

    def closed(self) -> None: ...


class Operation:
    """A function of a backend, called with spec values: all arguments of its definition, implicit ones included.

    `layout` names how arrays are laid out in memory when arguments are embedded; it may be set between calls.
    `calls` counts the calls made, and `last` describes the first value that came back. `journal` is told of each call
    with spec values, and those in `unanswered`, or to which there was `NoReply`, are not made. `on_lost_device` is
    called after a call that leaves the device unusable in this process. `recent` is given each call that is made: the
    operation, its arguments, and how vectors lay.
    """

    def __init__(
        self,
        definition: Definition,
        function: Callable[..., object],
        carrier: Carrier,
        vectors: Vectors | None = None,
        forms: Forms | None = None,
    ) -> None:
        self.definition = definition
        self.function = function
        forms = forms or Forms()
        self.calling = forms.calling(definition, carrier)
        self._called = self.calling.of(function)
        self.layout = ""
        self._ways: dict[str, list[tuple[int, Layout, Way]]] = {}
        self.calls = 0
        self.last: NativeDescription | None = None
        self.journal: Journal | None = None
        self.unanswered: Unanswered = {}
        self.on_lost_device: Callable[[], None] | None = None
        self.recent: Callable[[Call], None] = _forget
        self._embedded: Sequence[Value] = ()
        self._silent: dict[tuple[Value, ...], tuple[str, str]] = {}
        explicit = [(k, b) for k, b in enumerate(definition.binders) if not b.implicit]
        self._explicit = [k for k, _ in explicit]
        name = snake_case(definition.name)
        found = [forms.of(b.type, snake_case(b.name), name) for _, b in explicit]
        self.forms = tuple(
            [_required(f, b.type, definition, carrier) for f, (_, b) in zip(found, explicit, strict=True)]
        )
        self.result_form = _required(forms.of_result(definition.result, name), definition.result, definition, carrier)
        self.carrier = composed(carrier, (*self.forms, self.result_form))
        places = [(k, form) for (k, _), form in zip(explicit, self.forms, strict=True)]
        self._embed_anew = self._embed = _embedding([(k, self.carrier.embedder(form)) for k, form in places])
        self._embed_kept = self._embed
        if vectors is not None:
            kept = partial(vectors.embedder, self.carrier)
            self._embed_kept = _embedding([(k, embedder(carrier, form, kept)) for k, form in places])
        self._decode = self.carrier.decoder(self.result_form)
        self._settled = carrier.settled if carrier.puts_off else None
        names = tuple(b.name for b in definition.binders)
        is_called = isinstance(self.result_form, Called)
        self._check_size = None if is_called else size_check(definition.result, names, self.result_form)
        self._check_shape = shape_check(definition.result, names)
        self._tabulate = tabulation(definition.result, self.result_form, names, carrier)

    @property
    def needed(self) -> Sequence[str]:
        """Import statements that its literals need beside those of the backend's carrier."""
        if isinstance(self.carrier, Composed):
            return self.carrier.needed
        return self.carrier.needed_for(kinds_of((*self.forms, self.result_form)))

    def keep_vectors(self, kept: bool) -> None:
        """Whether arguments are embedded as copies of what was embedded before, where it is kept, from now on."""
        self._embed = self._embed_kept if kept else self._embed_anew

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
            for k, way in self._laid([arguments[position] for position in self._explicit]):
                natives[k] = way.lay(natives[k])
        return natives

    def _laid(self, explicit: Sequence[Value]) -> list[tuple[int, Way]]:
        """Which of the explicit arguments are laid out as `layout` says, and how."""
        if self.layout not in self._ways:
            self._ways[self.layout] = ways(self.carrier, self.layout, self.forms)
        return [(k, way) for k, layout, way in self._ways[self.layout] if layout.takes(self._held(k, explicit[k]))]

    def _held(self, k: int, value: Value) -> Value:
        """What stands for an explicit argument in its form."""
        form = self.forms[k]
        return form.given(value, self.carrier) if isinstance(form, Encoded) else value

    def literals(self, explicit: Sequence[Value]) -> list[str]:
        """Python source of the explicit arguments as `embed` makes them."""
        literals = [self.carrier.literal(f, v) for f, v in zip(self.forms, explicit, strict=True)]
        for k, way in self._laid(explicit) if self.layout else ():
            literals[k] = way.source.format(literals[k])
        return literals

    def source(self, written: Sequence[str]) -> str:
        """Python source of a call of the backend's function, of arguments that are written so."""
        return self.calling.source(f"backend.{snake_case(self.definition.name)}", written)

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
        self.recent((self, self._embedded, self.layout))
        journal = self.journal
        if journal is not None:
            journal.opened(self.definition.name, self._embedded)
        try:
            native = self._called(*natives)
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
        let_through(error)
        if isinstance(error, NoPart):
            self._raise_malformed(Malformed(str(error)), error.returned, arguments)
        raise self.failed(error, tuple(arguments)) from (None if isinstance(error, NoReply) else error)

    def failed(self, error: BaseException, arguments: tuple[Value, ...]) -> CallFailed:
        """How a call with those arguments failed that raised."""
        name = self.definition.name
        if isinstance(error, NoReply):
            if error.reason not in ("timeout", "crash"):
                return OperationFailed(name, error.reason, safe_text(error))
            self._silent[arguments] = error.reason, safe_text(error)
            return NoAnswer(name, arguments, error.reason, safe_text(error))
        told, shown = type(error).__name__, safe_text(error)
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
            if self._tabulate is not None:
                value = self._tabulate(value, arguments)
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
            let_through(error)
            return False
        return True

    def altered(self, native: object, value: Value) -> object:
        """Another result of the same form, to write into one that stands for a value."""
        form = self.result_form
        if isinstance(form, Encoded) and form.counts and form.plain.kind.is_bool:
            return self.carrier.embedder(form)(complement(value, self.carrier, form.plain.rank))
        return self.carrier.altered(native)

    def _raise_malformed(self, error: BaseException, native: object, arguments: Sequence[Value]) -> NoReturn:
        let_through(error)
        name = self.definition.name
        if isinstance(error, NoReply):
            raise self.failed(error, tuple(arguments)) from None
        if isinstance(error, Malformed):
            raise OperationFailed(name, "malformed", str(error), self.carrier.plain(native)) from None
        message = f"what came back could not be read: {type(error).__name__}: {safe_text(error)}"
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
        self.recent((self, arguments, ""))
        try:
            native = self._called(*natives)
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
            if self._tabulate is not None:
                value = self._tabulate(value, arguments)
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


Call = tuple[Operation, Sequence[Value], str]
"""A call that was made: the operation, its arguments, and the layout of its vectors."""


def _forget(call: Call) -> None:
    return


def bind(
    backend: Backend, definitions: Mapping[str, Definition], vectors: Vectors | None = None
) -> dict[str, Operation]:
    """The operations that a backend provides, by Lean name; `vectors` may keep what their arguments are embedded as."""
    return {
        name: Operation(definition, backend.functions[name], backend.carrier, vectors, backend.forms)
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


def _required(form: AnyForm | None, type_: Type, definition: Definition, carrier: Carrier) -> AnyForm:
    from conformance.errors import UsageError
    from conformance.lean.render import render

    if form is None:
        shown = f"`{definition.name}` takes or gives a `{render(type_)}`"
        raise UsageError(f"{shown}, for which carrier `{carrier.text}` has no form")
    return form
