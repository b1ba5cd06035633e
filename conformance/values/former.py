"""What there is to know of the values of a type: one `Former` for each type former, which all readings ask.

To add a kind of value, write a file with a `Former` of it, and add a line to the registry in `__init__.py`. Readings of
a law (enumeration, drawing, reduction and so on) ask the formers of its types, and name no type.
"""

from __future__ import annotations

import abc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from conformance.carriers.forms import AnyForm
from conformance.lean.closures import Value
from conformance.lean.nodes import Term, Type
from conformance.lean.signatures import BuiltinFunction
from conformance.lean.types import SimpleType
from conformance.values.factors import LENGTHS, Factor
from conformance.values.lacking import NotEnumerable, Unfit
from conformance.values.layers import layers_of
from conformance.values.limits import Held, Limits
from conformance.values.partition import Partition
from conformance.values.places import Place, Resizing, each_inside
from conformance.values.sources import Drawn, Source, Uninhabited, Within

T = TypeVar("T", bound=Type)

SizeOf = Callable[[Term], int]
"""How many positions the `Fin` of that size has, for an input."""

Check = Callable[[Value], bool]

Numbers = Callable[[Sequence[int]], Sequence[int]]
"""Natural numbers in the place of those of a vector; one by itself is a vector of one."""

MAX_NESTED = 8  # Most vectors that a list of vectors has.


class Former(abc.ABC, Generic[T]):
    """The values of the types that one type former makes; `type_` is such a type, with no abbreviation at its head.

    Scalars are ints and bools, vectors tuples. What is asked of a vector's items all at once has a method of its own,
    which a scalar may answer faster than one by one.
    """

    types: ClassVar[tuple[type[Type], ...]]
    """The classes of the typed tree that the former stands for."""

    declared: ClassVar[SimpleType | None] = None
    """A type that statements do not know of themselves, and learn with the former."""
    spellings: ClassVar[tuple[str, ...]] = ()  # Other names of that type.
    functions: ClassVar[Mapping[str, BuiltinFunction]] = {}
    """Functions that statements may call with it, by their full names."""
    is_bool: ClassVar[bool] = False  # Whether the values are truth values that a statement compares with `true`.
    is_natural: ClassVar[bool] = False  # Whether a statement may count up to a value.
    is_index: ClassVar[bool] = False  # Whether the values are positions below the type's size.
    has_positions: ClassVar[bool] = False
    """Whether the values are numbered from 0, so that a function of them is a table with as many positions."""
    has_few: ClassVar[bool] = False  # Whether a loop over all values is short, whatever the sizes of an input.
    is_list: ClassVar[bool] = False
    is_seed: ClassVar[bool] = False  # Whether values say what a random operation draws.
    is_structure: ClassVar[bool] = False  # Whether values have named fields, and hold in them what they are given.
    is_function: ClassVar[bool] = False
    has_magnitude: ClassVar[bool] = False
    """Whether values are numbers of any magnitude, so that an enumeration needs a bound for it."""
    largest_size: ClassVar[int | None] = None
    """The largest that a wide input has of a variable of such a type on which other types depend; None for any."""
    work: ClassVar[int] = 0
    """What a law costs by a variable of such a type, in shares of a law over tables; measured on the shipped laws."""

    # Structure

    def item(self, type_: T) -> Type | None:
        """The type of what a vector holds; None for a scalar."""
        return None

    def size(self, type_: T) -> Term | None:
        """Below what the values are, where they are positions."""
        return None

    def positions(self, type_: T, size_of: SizeOf) -> int | None:
        """How many values there are to give a function as its argument; None where they are not finitely many."""
        return None

    def counted_by(self, type_: T) -> Term | None:
        """The size that says how many items a vector has; None where the type does not say it."""
        return None

    def held(self, type_: T) -> tuple[Type, ...]:
        """The types of what a value holds: the items of a vector, or other parts."""
        item = self.item(type_)
        return () if item is None else (item,)

    def parts(self, type_: T) -> tuple[Type, ...]:
        """The types that it is made of."""
        return self.held(type_)

    def refusal(self, type_: T) -> str:
        """Why no law can be over the type, whose values stay within a statement; empty where one can."""
        return ""

    def form(self, type_: T) -> AnyForm | None:
        """How values look inside a library, or None where there is no such form."""
        return None

    # Membership

    @abc.abstractmethod
    def holds(self, type_: T, value: Value, size_of: SizeOf) -> bool:
        """Whether a value is of the type."""

    def holds_all(self, type_: T, items: tuple[Value, ...], size_of: SizeOf) -> bool:
        """Whether all items of a vector are of the type."""
        return all([self.holds(type_, v, size_of) for v in items])

    def fit(self, type_: T, value: Value, size_of: SizeOf) -> Value:
        """The value brought into the type, where sizes have changed.

        Raises:
            Unfit: that cannot be done.
        """
        return value

    def least(self, type_: T, size_of: SizeOf) -> Value:
        """A smallest value.

        Raises:
            Unfit: there is none, or it is too large to be made.
        """
        raise Unfit

    def another(self, type_: T, value: Value, size_of: SizeOf) -> Value | None:
        """Some value that is not this one; None where none is at hand."""
        return None

    def above(self, value: Value, bound: Value) -> Value:
        """A number above a bound, in the place of one that is not."""
        return bound + 1

    def below(self, value: Value, bound: Value, *, is_strict: bool) -> Value:
        """A number not above a bound, or below it, for one that is not: the largest, or one that differs with it."""
        most = bound - 1 if is_strict else bound
        return value % (most + 1) if most > 0 and value % 3 else most

    # Limits of a backend

    def inside(self, type_: T, limits: Limits, held: Held) -> Check | None:
        """A test of whether a value is inside the limits, with numbers that are held; None where all are."""
        return None

    def all_inside(self, type_: T, limits: Limits, held: Held) -> Check | None:
        """The same for the items of a vector."""
        check = self.inside(type_, limits, held)
        return None if check is None else lambda value: all([check(v) for v in value])

    def halved(self, type_: T, value: Value, times: int) -> Value:
        """The value with the numbers in it halved that often."""
        return value

    def all_halved(self, type_: T, items: tuple[Value, ...], times: int) -> tuple[Value, ...]:
        """The same for the items of a vector."""
        return items

    def numbered(self, type_: T, value: Value, numbers: Numbers) -> Value:
        """The value with others in the place of the natural numbers in it."""
        return value

    def all_numbered(self, type_: T, items: tuple[Value, ...], numbers: Numbers) -> tuple[Value, ...]:
        """The same for the items of a vector."""
        return items

    # Values in their order, and how many there are

    def count(self, type_: T, within: Within) -> int:
        """How many values there are within an extent.

        Raises:
            NotEnumerable: that cannot be said.
        """
        raise NotEnumerable

    def values(self, type_: T, within: Within) -> Sequence[Value]:
        """All values within an extent."""
        raise NotEnumerable

    def weights(self, type_: T, values: Sequence[Value]) -> list[int]:
        """How large each of some values is: the sum of its numbers."""
        return list(map(int, values))

    def weights_of_rows(self, type_: T, rows: Sequence[tuple[Value, ...]]) -> list[int]:
        """The same for vectors of the values."""
        return [sum(self.weights(type_, row)) for row in rows]

    def layers(self, type_: T, within: Within) -> Iterator[tuple[int, Sequence[Value]]]:
        """All values within an extent by how large they are, the smallest first, else in the order of `values`."""
        values = self.values(type_, within)
        yield from layers_of(values, self.weights(type_, values))

    # Values that Hypothesis draws

    def drawn(self, type_: T, source: Source) -> Value:
        """A value.

        Raises:
            Uninhabited: there is none for the sizes of the input.
        """
        raise Uninhabited

    def drawn_row(self, type_: T, source: Source, length: int) -> tuple[Value, ...]:
        """The items of a table of that length."""
        return tuple([self.drawn(type_, source) for _ in range(length)])

    def drawn_list(self, type_: T, source: Source) -> tuple[Value, ...]:
        """The items of a list."""
        return self.drawn_row(type_, source, source.length(source.least, source.longest_nested))

    # Values of the sizes that people run

    def factors(self, type_: T) -> tuple[Factor, ...]:
        """In what values differ; a value is drawn for a level of each."""
        return ()

    def factors_in_list(self, type_: T) -> tuple[Factor, ...]:
        """In what lists of the values differ: how long they are, and in what a table of so many differs."""
        return (LENGTHS, *self.factors_in_table(type_))

    def factors_in_table(self, type_: T) -> tuple[Factor, ...]:
        """In what tables of the values differ."""
        return self.factors(type_)

    def favourites(self, type_: T) -> tuple[tuple[int, ...], ...]:
        """Levels of its factors, together, that people run most or that code knows a short way for."""
        return ()

    def favourites_in_list(self, type_: T) -> tuple[tuple[int, ...], ...]:
        """Those of lists of the values."""
        return ()

    def favourites_in_table(self, type_: T) -> tuple[tuple[int, ...], ...]:
        """Those of tables of the values."""
        return ()

    def wide(self, type_: T, drawn: Drawn, levels: Sequence[int]) -> Value:
        """A value at a level of each of its factors.

        Raises:
            Uninhabited: there is none for the sizes of the input.
        """
        raise Uninhabited

    def wide_list(self, type_: T, drawn: Drawn, levels: Sequence[int]) -> tuple[Value, ...]:
        """The items of a list."""
        length = drawn.length(levels[0], drawn.size)
        if self.item(type_) is not None and length > MAX_NESTED:
            length = MAX_NESTED
            drawn.unmet(0, "size")
        return self.wide_table(type_, drawn, length, levels[1:])

    def wide_table(self, type_: T, drawn: Drawn, size: int, levels: Sequence[int]) -> tuple[Value, ...]:
        """The items of a table with that many positions."""
        drawn.count(size)
        return tuple([self.wide(type_, drawn, levels) for _ in range(size)])

    def neighbour(self, type_: T, value: Value, drawn: Drawn, at: int | None) -> Value:
        """The value with as little as can be changed: the item at that position, or one in the middle."""
        return value

    def changed(self, type_: T, item: Value, size_of: SizeOf) -> Value:
        """An item of a vector changed as little as can be."""
        return item

    def all_changed(self, type_: T, items: tuple[Value, ...], size_of: SizeOf) -> tuple[Value, ...]:
        """Every item of a vector changed so."""
        return tuple([self.changed(type_, v, size_of) for v in items])

    def balanced(self, type_: T, one: Value, other: Value, drawn: Drawn) -> tuple[Value, Value] | None:
        """Two items of a vector changed so that their sum stays; None where they cannot be."""
        return None

    def asked(self, type_: T, drawn: Drawn, turn: int) -> Sequence[Value]:
        """Further values that are asked of an input whose vectors cost more than a question, others in each turn."""
        return ()

    # Smaller neighbours

    def smaller(self, type_: T, place: Place) -> bool:
        """Tries smaller values; whether one was taken."""
        return False

    def smaller_in_list(self, type_: T, place: Place) -> bool:
        """Tries smaller items of a list; whether some were taken."""
        return each_inside(place, lambda item: self.smaller(type_, item))

    def smaller_in_table(self, type_: T, place: Place) -> bool:
        """Tries smaller items of a table; whether some were taken."""
        return each_inside(place, lambda item: self.smaller(type_, item))

    def refit(self, type_: T, value: Value, resizing: Resizing) -> Value | None:
        """The value for smaller sizes, of which the positions that are kept stay; None where none is left."""
        return value

    def refit_all(self, type_: T, items: tuple[Value, ...], resizing: Resizing) -> Sequence[Value | None]:
        """The same for the items of a vector."""
        return items

    def told(self, type_: T, value: Value) -> Iterable[int]:
        """The positions that a value speaks of: those that it names, and those at which it is not the least."""
        return ()

    # What is told of values

    def role(self, type_: T) -> str:
        """What a variable is, as a report draws it; empty where it is drawn as no kind of its own."""
        return ""

    def role_in_list(self, type_: T) -> str:
        """What a list of the values is."""
        return ""

    def role_in_table(self, type_: T) -> str:
        """What a table of the values is."""
        return ""

    # Partitions

    def partitions(self, type_: T) -> tuple[Partition, ...]:
        """The named parts of the values."""
        return ()

    def partitions_of_sizes(self, name: str) -> tuple[Partition, ...]:
        """Those of a variable of that name that counts positions."""
        return ()

    def partitions_in_list(self, type_: T) -> tuple[Partition, ...]:
        """Those of lists of the values, beyond those of all lists."""
        return ()

    def partitions_in_table(self, type_: T) -> tuple[Partition, ...]:
        """Those of tables of the values."""
        return ()

    # JSON

    def to_plain(self, type_: T, value: Value) -> Any:
        """The value as JSON has it."""
        return value

    def from_plain(self, type_: T, plain: Any) -> Value:
        """The value from how JSON has it; what is of no such form stays as it is, and is not of the type."""
        return plain
