"""A backend's functions as operations on spec values: embed the arguments, call, decode and check the result."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NoReturn

from conformance.carriers.base import Carrier, Malformed
from conformance.carriers.batches import embedder_of_one
from conformance.carriers.composed import Composed, Embedder, composed, embedder
from conformance.carriers.forms import AnyForm, Called, Rows, kinds_of
from conformance.carriers.layouts import Layout, Way
from conformance.carriers.natives import NativeDescription
from conformance.carriers.steps import complement
from conformance.carriers.words import Encoded
from conformance.lean.closures import Value
from conformance.lean.syntax import Definition
from conformance.subjects.backend import Backend
from conformance.subjects.batches import Batch
from conformance.subjects.calling import NoPart
from conformance.subjects.calls import (
    CallFailed,
    Journal,
    NoAnswer,
    NoReply,
    OperationFailed,
    Unanswered,
    let_through,
    safe_text,
)
from conformance.subjects.embedding import embedding, required
from conformance.subjects.forms import Forms
from conformance.subjects.layouts import ways
from conformance.subjects.shapes import shape_check, size_check, tabulation
from conformance.subjects.vectors import Vectors
from conformance.system import forks
from conformance.values.naming import snake_case


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
        rows = tuple([required(f, b.type, definition, carrier) for f, (_, b) in zip(found, explicit, strict=True)])
        result = required(forms.of_result(definition.result, name), definition.result, definition, carrier)
        self.batch: Batch | None = forms.batch(definition, rows, result)
        self.calling = forms.calling(definition, carrier, self.batch)
        self._called = self.calling.of(function)
        self.forms = rows if self.batch is None else self.batch.forms
        self.result_form = result if self.batch is None else self.batch.result_form
        self.carrier = composed(carrier, (*self.forms, self.result_form))
        self._embed_anew = self._embed = self._embedding(rows, carrier, self.carrier.embedder)
        self._embed_kept = self._embed
        if vectors is not None:
            self._embed_kept = self._embedding(rows, carrier, partial(vectors.embedder, self.carrier))
        decode = self.carrier.decoder(self.result_form)
        self._decode = decode if self.batch is None else self.batch.reading(decode)
        self._settled = carrier.settled if carrier.puts_off else None
        names = tuple(b.name for b in definition.binders)
        self._check_size = None if isinstance(result, Called) else size_check(definition.result, names, result)
        if self.batch is not None and not self.batch.reduction:
            self._check_size = self.batch.size_check(definition)
        self._check_shape = shape_check(definition.result, names)
        self._tabulate = tabulation(definition.result, result, names, carrier)

    def _embedding(
        self, rows: Sequence[AnyForm], carrier: Carrier, plain: Embedder
    ) -> Callable[[Sequence[Value]], list[object]]:
        batched = [False] * len(rows) if self.batch is None else self.batch.batched
        both = zip(rows, batched, strict=True)
        made = [(embedder_of_one if b else embedder)(carrier, form, plain) for form, b in both]
        return embedding(list(zip(self._explicit, made, strict=True)))

    @property
    def ranks(self) -> Sequence[int]:
        """How many dimensions the array of each explicit argument has beside that of a batch."""
        return [form.rank for form in (self.forms if self.batch is None else self.batch.rows)]

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
        return form.given(value, self.carrier) if isinstance(form, Encoded) else self.given(k, value)

    def given(self, k: int, value: Value) -> Value:
        """What is embedded for an explicit argument, by its form: of a batch of one row what stands for it."""
        return value if self.batch is None else self.batch.given(k, value)

    def came(self, value: Value) -> Value:
        """What stands for a result, by its form."""
        return value if self.batch is None else self.batch.came(value)

    def check_source(self, name: str, value: Value) -> str:
        """An assert statement that holds exactly when the variable has that result."""
        return self.carrier.check_source(name, self.result_form, self.came(value))

    def literals(self, explicit: Sequence[Value]) -> list[str]:
        """Python source of the explicit arguments as `embed` makes them."""
        literals = [self.carrier.literal(self.forms[k], self.given(k, v)) for k, v in enumerate(explicit)]
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
        return self.call_as(self._called, natives, self._embedded)

    def call_as(self, called: Callable[..., object], natives: Sequence[object], arguments: Sequence[Value]) -> object:
        """Calls a function that does the same, and tells of it as a call with these arguments."""
        self._embedded = arguments
        self.calls += 1
        self.recent((self, self._embedded, self.layout))
        journal = self.journal
        if journal is not None:
            journal.opened(self.definition.name, self._embedded)
        try:
            native = called(*natives)
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
        row = form.row if isinstance(form, Rows) else form
        if isinstance(row, Encoded) and row.counts and row.plain.kind.is_bool:
            return self.carrier.embedder(form)(self.came(complement(value, self.carrier, row.plain.rank)))
        return self.carrier.altered(native)

    def _raise_malformed(self, error: BaseException, native: object, arguments: Sequence[Value]) -> NoReturn:
        let_through(error)
        name = self.definition.name
        if isinstance(error, NoReply):
            raise self.failed(error, tuple(arguments)) from None
        if isinstance(error, Malformed):
            hint = "" if self.batch is None else self.batch.hint(native)
            raise OperationFailed(name, "malformed", f"{error}{hint}", self.carrier.plain(native)) from None
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


def _forget(call: Call) -> None: ...


def bind(
    backend: Backend, definitions: Mapping[str, Definition], vectors: Vectors | None = None
) -> dict[str, Operation]:
    """The operations that a backend provides, by Lean name; `vectors` may keep what their arguments are embedded as."""
    return {
        name: Operation(definition, backend.functions[name], backend.carrier, vectors, backend.forms)
        for name, definition in definitions.items()
        if name in backend.functions
    }
