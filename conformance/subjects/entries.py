"""The numbers that an operation takes in arrays of floats, one by one, and what may stand in their place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count as counting
from typing import Any

from conformance.carriers.base import Carrier, Form, Kind, Malformed
from conformance.carriers.batches import embedder_of_one
from conformance.carriers.composed import embedder
from conformance.carriers.natives import Gradients
from conformance.lean.closures import Value
from conformance.lean.nodes import Type
from conformance.lean.syntax import Definition
from conformance.subjects.calls import OperationFailed
from conformance.subjects.operation import Operation
from conformance.values.known import form_of


@dataclass(frozen=True, slots=True)
class Entry:
    """A number in an array: which explicit argument that is, and where in its value the number is."""

    argument: int
    path: tuple[int, ...]


class Arrays:
    """The arrays of numbers among the explicit arguments of an operation: of which places and forms.

    Places are in the definition's binders, and arrays by their number among the explicit ones.
    """

    def __init__(self, explicit: Sequence[int], forms: Sequence[Any], arrays: Sequence[int]) -> None:
        self._explicit, self._rows, self.arrays = list(explicit), forms, list(arrays)

    def of(self, arguments: Sequence[Value]) -> list[Entry]:
        """All numbers in arrays of floats."""
        return [
            Entry(k, path) for k in self.arrays for path in _paths(arguments[self._explicit[k]], self._rows[k].rank)
        ]

    def count(self, arguments: Sequence[Value]) -> int:
        """How many numbers there are."""
        return sum([_count(arguments[self._explicit[k]], self._rows[k].rank) for k in self.arrays])

    def made_of(self, arguments: Sequence[Value], make: Callable[[int, Any], Any]) -> list[Value]:
        """All arguments, with something made of each of these numbers and its turn in its place."""
        turn = counting()
        found = list(arguments)
        for k in self.arrays:
            found[self._explicit[k]] = _mapped(found[self._explicit[k]], self._rows[k].rank, turn, make)
        return found

    def filled(self, arguments: Sequence[Value], numbers: Sequence[float]) -> list[Value]:
        """All arguments with other numbers in these arrays; naturals are not negative."""
        found = self.made_of(arguments, lambda turn, number: numbers[turn])
        for k in filter(self.is_natural, self.arrays):
            rank, position = self._rows[k].rank, self._explicit[k]
            found[position] = _mapped(found[position], rank, counting(), lambda turn, number: abs(number))
        return found

    def all_being(self, number: int, arguments: Sequence[Value]) -> list[Value]:
        """All arguments with nothing but that number in these arrays."""
        return self.made_of(arguments, lambda turn, old: number)

    def is_natural(self, k: int) -> bool:
        """Whether the numbers of an argument are naturals to the definition."""
        form = self._rows[k]
        assert isinstance(form, Form)
        return form.kind.is_number and form.kind.least >= 0


def arrays_of(definition: Definition) -> Arrays:
    """All arguments of a definition that are arrays of numbers by their types."""
    explicit = [k for k, b in enumerate(definition.binders) if not b.implicit]
    types = [definition.binders[k].type for k in explicit]
    return Arrays(explicit, list(map(form_of, types)), [k for k, type_ in enumerate(types) if holds_numbers(type_, 1)])


class Entries(Arrays):
    """The arrays of floats among the explicit arguments of an operation."""

    def __init__(self, operation: Operation) -> None:
        self.operation, self.batch = operation, operation.batch
        self.carrier: Carrier = getattr(operation.carrier, "base", operation.carrier)
        rows = operation.forms if self.batch is None else self.batch.rows
        self._batched = (False,) * len(rows) if self.batch is None else self.batch.batched
        explicit = [k for k, b in enumerate(operation.definition.binders) if not b.implicit]
        super().__init__(explicit, rows, [k for k, form in enumerate(rows) if self._is_array(form)])

    def _is_array(self, form: object) -> bool:
        return isinstance(form, Form) and form.rank > 0 and self.carrier.is_float(form.kind)

    def native_rank(self, k: int) -> int:
        """How many dimensions the library's array of an argument has."""
        rank: int = self._rows[k].rank
        return rank + self._batched[k]

    def embed(self, arguments: Sequence[Value]) -> list[object]:
        """The explicit arguments as the library's values, in the plain layout."""
        layout, self.operation.layout = self.operation.layout, ""
        try:
            return self.operation.embed(arguments)
        finally:
            self.operation.layout = layout

    def embed_reals(self, arguments: Sequence[Value]) -> list[object]:
        """The same, of arrays that hold any real numbers, naturals among them."""
        natives = self.embed(self.all_being(0, arguments))
        for k in self.arrays:
            natives[k] = self._embedder(k)(arguments[self._explicit[k]])
        return natives

    def called_on_reals(self, arguments: Sequence[Value]) -> object:
        """What the function gives for arrays that hold any real numbers, as the library's value.

        Raises:
            OperationFailed: it raised.
        """
        called = self.operation.calling.of(self.operation.function)
        return self.operation.call_as(called, self.embed_reals(arguments), arguments)

    def _embedder(self, k: int) -> Callable[[Any], object]:
        one = embedder_of_one if self._batched[k] else embedder
        return one(self.carrier, Form(Kind.REAL, self._rows[k].rank), self.operation.carrier.embedder)

    def real_literals(self, arguments: Sequence[Value]) -> list[str]:
        """Python source of the explicit arguments as `embed_reals` makes them."""
        whole = self.all_being(0, arguments)
        literals = self.operation.literals([whole[k] for k in self._explicit])
        for k in self.arrays:
            value = self.operation.given(k, arguments[self._explicit[k]])
            literals[k] = self.carrier.literal(Form(Kind.REAL, self.native_rank(k)), value)
        return literals

    # Results

    def _result_rank(self) -> int:
        return self.operation.result_form.rank if self.batch is None else self.batch.result.rank

    def read_reals(self, native: object) -> Value:
        """A result that is made of any real numbers.

        Raises:
            OperationFailed: it is made of something else.
        """
        has_rows = self.batch is not None and not self.batch.reduction
        decode = self.carrier.decoder(Form(Kind.REAL, self._result_rank() + has_rows))
        try:
            return decode(native) if self.batch is None else self.batch.reading(decode)(native)
        except Malformed as error:
            name = self.operation.definition.name
            raise OperationFailed(name, "malformed", str(error), self.carrier.plain(native)) from None

    # Gradients

    def gradients(self, arguments: Sequence[Value], natives: Sequence[object], weights: Sequence[int]) -> Gradients:
        """What the library gives for a call with these values, for the numbers of a result that are weighted so.

        Raises:
            OperationFailed: the function raised, or going back did.
        """
        called = self.operation.calling.of(self.operation.function)

        def differentiated(*given: object) -> object:
            return self.carrier.gradients(called, given, self.arrays, [float(weight) for weight in weights])

        found = self.operation.call_as(differentiated, natives, arguments)
        assert isinstance(found, Gradients)
        return found

    def second_gradients(
        self, arguments: Sequence[Value], natives: Sequence[object], weights: Sequence[int], again: Sequence[int]
    ) -> Sequence[Any]:
        """What the library gives for the gradient of these gradients, which are weighted as `again` says.

        Raises:
            OperationFailed: the function raised, or going back did.
        """
        called = self.operation.calling.of(self.operation.function)
        both = [float(weight) for weight in weights], [float(weight) for weight in again]

        def differentiated(*given: object) -> object:
            return self.carrier.second_gradients(called, given, self.arrays, *both)

        found = self.operation.call_as(differentiated, natives, arguments)
        assert isinstance(found, Sequence)
        return found

    def result_source(self, name: str, turn: int, value: Value) -> str:
        """Python source of one of the numbers of a result that stands for a value, as a float."""
        path = list(_paths(value, self._result_rank()))[turn]
        place = path if self.batch is None or self.batch.reduction else (0, *path)
        if not place:
            return f"float({name})"
        written = f"[{', '.join(map(str, place))}]" if self.carrier.has_arrays else "".join(f"[{k}]" for k in place)
        return f"float({name}{written})"

    def place(self, entry: Entry) -> tuple[int, ...]:
        """Where an entry is in the library's array."""
        return (0, *entry.path) if self._batched[entry.argument] else entry.path

    def put(self, natives: list[object], entries: Sequence[Entry], number: float) -> None:
        """Has the library's values hold a number in the place of each entry."""
        for entry in entries:
            native = natives[entry.argument]
            natives[entry.argument] = self.carrier.with_item(native, self.place(entry), number)

    def put_source(self, names: Sequence[str], entries: Sequence[Entry], number: float) -> list[str]:
        """Python source of the same, for variables of those names."""
        return [self.carrier.with_item_source(names[e.argument], self.place(e), number) for e in entries]

    def told(self, names: Sequence[str], entry: Entry) -> str:
        """An entry in words, as `x[0, 1]`."""
        return f"{names[entry.argument]}[{', '.join(map(str, self.place(entry)))}]"


def holds_numbers(type_: Type, least_rank: int) -> bool:
    """Whether values of a type are numbers, or arrays of them of so many dimensions at least."""
    form = form_of(type_)
    if not isinstance(form, Form) or form.rank < least_rank:
        return False
    return not form.kind.is_bool and not form.kind.is_index


def _count(value: Value, rank: int) -> int:
    return len(value) if rank == 1 else sum([_count(item, rank - 1) for item in value])


def _paths(value: Value, rank: int) -> Iterator[tuple[int, ...]]:
    if rank == 0:
        yield ()
        return
    for k, item in enumerate(value):
        for path in _paths(item, rank - 1):
            yield (k, *path)


def _mapped(value: Value, rank: int, turn: Iterator[int], make: Callable[[int, Any], Any]) -> Value:
    if rank == 0:
        return make(next(turn), value)
    return tuple([_mapped(item, rank - 1, turn, make) for item in value])
