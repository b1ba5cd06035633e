"""What a carrier is: the translation between spec values and a library's values.

Spec values are `bool`, `int`, and tuples of them; native values are whatever the library uses. Carriers are
the only place that knows a dtype.
"""

from __future__ import annotations

import abc
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, NoReturn

from conformance.carriers.layouts import Change, Layout
from conformance.carriers.natives import Called, Columns, Gradients, NativeDescription, Snapshot, Weights
from conformance.carriers.shown import attribute_of_any, number_source, shown

TOO_LARGE = 2 ** (2**20)
"""The least number that is not read: what is done with one may take hours."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What the scalars of a value are: truth values, real numbers, or whole ones from `least` on, of the dtype or as
    indices.

    `dtype` names one that they have whatever the carrier's is: `FLOAT` and `INTEGER` are the carrier's where it is such
    a one, and else the library's own. Of `infinite` ones some may be infinities, or NaN.
    """

    name: str
    is_bool: bool = False
    is_index: bool = False
    least: int = 0
    is_real: bool = False
    is_rational: bool = False
    """Whether a real number is a fraction where the carrier has these, and is read as one."""
    dtype: str = ""
    infinite: bool = False

    BOOL: ClassVar[Kind]
    INDEX: ClassVar[Kind]
    NAT: ClassVar[Kind]
    REAL: ClassVar[Kind]
    RATIONAL: ClassVar[Kind]
    FLOAT: ClassVar[str] = "float"
    INTEGER: ClassVar[str] = "integer"

    @property
    def is_number(self) -> bool:
        """Whether scalars are whole numbers in the carrier's dtype."""
        return not self.is_bool and not self.is_index and not self.is_real

    @property
    def suffix(self) -> str:
        """What a text says of the numbers that a form has."""
        return "" if self.is_bool or self.is_real or self.least < 0 else ", not negative"


Kind.BOOL, Kind.INDEX, Kind.NAT = Kind("bool", is_bool=True), Kind("index", is_index=True), Kind("natural number")
Kind.REAL = Kind("real number", is_real=True)
Kind.RATIONAL = Kind("rational number", is_real=True, is_rational=True)


@dataclass(frozen=True, slots=True)
class Form:
    """The form of a value: its scalars' kind, and its rank (0 scalar, 1 vector, 2 vector of vectors)."""

    kind: Kind
    rank: int


class Malformed(Exception):
    """A native value that has not the form that its type demands."""


class UnsupportedForm(Exception):
    """A form that a library has no values for, such as a ragged list of lists."""


class CarrierError(ValueError):
    """A carrier text that names no carrier, or one that is not to be had here."""


class MissingLibrary(CarrierError):
    """A carrier whose library is not installed."""


class Carrier(abc.ABC):
    """A library's forms.

    `max_nat` is the largest natural that its dtype holds exactly, and `max_index` the largest index that a list of
    indices can hold; None for any.
    """

    text: str
    library: str
    max_nat: int | None = None
    max_index: int | None = None
    has_negatives: bool = True
    """Whether its dtype holds numbers below 0."""
    significand: int = 53
    """How many bits of a real number its floats hold."""
    has_fractions: bool = False
    """Whether any rational number goes in and out; else those that its floats hold."""
    dtype: str | None = None
    device: str | None = None
    layouts: Mapping[str, Layout] = MappingProxyType({})
    """The ways to lay out an array in memory other than the plain one, by name, the commonest first."""
    columns: Columns | None = None
    """How NumPy arrays go in and out; None where its values are made of spec values alone."""
    compiles_shapes: bool = False
    """Whether the library compiles a function anew for each shape of its arguments, so that shapes are best few."""
    has_nan: bool = True
    """Whether NaN and infinities may stand among its floats."""
    wraps: tuple[str, ...] = ()
    """Transformations of functions that the library has, by name."""
    has_gradients: bool = False
    """Whether the library differentiates."""
    has_arrays: bool = False
    """Whether rows of equal length are one array, whose shape tells how long they are even where there is none."""
    in_memory: str = "{}"
    """Source of an array where `tolist` can be asked of it, the array's own in the place of the braces."""
    lowest: float = -sys.float_info.max
    """The least finite number of its floats."""
    puts_off: bool = False
    """Whether the library may return before a result is computed, so that `settled` has something to do."""

    def has_dtype(self, name: str) -> bool:
        """Whether values of a kind with that dtype can be made."""
        return name in (Kind.FLOAT, Kind.INTEGER)

    @abc.abstractmethod
    def embedder(self, form: Form) -> Callable[[Any], object]:
        """A function from spec values of a form to new native values."""

    def copier(self, form: Form) -> Callable[[Any], object] | None:
        """A function that makes another native value like one that `embedder` gave; None where that saves nothing."""
        return None

    @abc.abstractmethod
    def decoder(self, form: Form) -> Callable[[object], Any]:
        """A function from native values to spec values; it raises `Malformed` for another form."""

    @abc.abstractmethod
    def literal(self, form: Form, value: Any) -> str:
        """Python source of the native value."""

    @abc.abstractmethod
    def check_source(self, name: str, form: Form, value: Any) -> str:
        """An assert statement that holds exactly when the variable has that form and value."""

    def snapshot(self, native: object) -> Snapshot:
        """A copy that `unchanged` compares with later."""
        return Snapshot(self.copied(native), self.state(native))

    def unchanged(self, native: object, snapshot: Snapshot) -> bool:
        """Whether a value is still what it was when the snapshot was taken, and says of itself what it said then."""
        return self.holds_same(native, snapshot.copy) and self.state(native) == snapshot.state

    def change(self, native: object, snapshot: Snapshot) -> Change | None:
        """What a value says of itself that is not what it said when the snapshot was taken, if anything is."""
        state = self.state(native)
        changed = ((name, was, state.get(name)) for name, was in snapshot.state.items() if state.get(name) != was)
        return next((Change(name, repr(was), repr(became)) for name, was, became in changed), None)

    @abc.abstractmethod
    def copied(self, native: object) -> object:
        """A copy that `holds_same` compares with."""

    @abc.abstractmethod
    def holds_same(self, native: object, copy: object) -> bool:
        """Whether value, dtype and shape are those of the copy."""

    def state(self, native: object) -> Mapping[str, object]:
        """What a value says of itself beside items, dtype and shape, by the attribute or the call that tells it."""
        return {}

    @abc.abstractmethod
    def shares_memory(self, a: object, b: object) -> bool:
        """Whether writing into one of two native values can change the other."""

    def stretches(self, native: object) -> Sequence[tuple[int, int]]:
        """Where a value lies in memory, each part by its first address and the one after its last.

        Of values that have no address in common none shares memory; of others `shares_memory` tells.
        """
        return ((id(native), id(native) + 1),)

    @abc.abstractmethod
    def separate_source(self, a: str, b: str) -> str:
        """An assert statement that holds exactly when two variables do not share memory."""

    @abc.abstractmethod
    def refill(self, native: object, other: object) -> None:
        """Gives a vector the items of another of the same length, in place."""

    def altered(self, native: object) -> object:
        """A vector of the same form of which each item is another one, for `refill`."""
        raise UnsupportedForm(f"nothing can be written into a value of carrier `{self.text}`")

    @abc.abstractmethod
    def refill_source(self, name: str, source: str) -> str:
        """A statement that does what `refill` does."""

    def generator(self, seed: int) -> object:
        """A new random generator of the library.

        Raises:
            UnsupportedForm: it has none.
        """
        raise UnsupportedForm(f"carrier `{self.text}` has no random generators")

    def generator_source(self, seed: str) -> str:
        """Python source of it, of a seed that is written so."""
        return seed

    def is_float(self, kind: Kind) -> bool:
        """Whether numbers of a kind are floats in its arrays, so that NaN may stand among them."""
        if kind.dtype or kind.is_bool or kind.is_index:
            return "float" in kind.dtype
        return not (kind.is_rational and self.has_fractions) if kind.is_real else "float" in (self.dtype or "")

    def with_item(self, native: Any, place: tuple[int, ...], number: float) -> object:
        """An array that holds that number at a place, or all over a row; it may be the array that was given."""
        native[place] = number
        return native

    def with_item_source(self, name: str, place: tuple[int, ...], number: float) -> str:
        """A statement that does the same to a variable."""
        return f"{name}[{', '.join(map(str, place))}] = {number_source(number)}"

    def gradients(
        self, called: Callable[..., object], natives: Sequence[Any], places: Sequence[int], weights: Weights
    ) -> Gradients:
        """The gradient of what a function gives, whose items are weighted so, with respect to some of its arguments.

        Raises:
            UnsupportedForm: the library has no automatic differentiation.
        """
        raise UnsupportedForm(f"carrier `{self.text}` has no automatic differentiation")

    def gradient_source(
        self, call: str, names: Sequence[str], weights: Weights, *, twice: bool
    ) -> tuple[list[str], list[str]]:
        """Statements that do the same with the variables of those names, and what holds the gradient by each.

        Where it is asked for `twice`, the second is added to the first, as far as the library adds gradients up.
        """
        raise UnsupportedForm(f"carrier `{self.text}` has no automatic differentiation")

    def second_gradients(
        self, called: Called, natives: Sequence[Any], places: Sequence[int], weights: Weights, again: Weights
    ) -> Sequence[Any]:  # fmt: skip
        """The gradients of what the gradient by some arguments adds up to, whose items are weighted as `again` says.

        Raises:
            UnsupportedForm: the library has no automatic differentiation.
        """
        raise UnsupportedForm(f"carrier `{self.text}` has no automatic differentiation")

    def second_gradient_source(
        self, call: str, names: Sequence[str], weights: Weights, again: Weights
    ) -> tuple[list[str], list[str]]:
        """Statements that do the same with the variables of those names, and what holds the gradient by each."""
        raise UnsupportedForm(f"carrier `{self.text}` has no automatic differentiation")

    def wrapped(self, word: str, function: Callable[..., object]) -> Callable[..., object]:
        """A function under a transformation of the library, by a word of `wraps`.

        Raises:
            CarrierError: the library has none of that name.
        """
        raise CarrierError(f"carrier `{self.text}` has no `{self.known_wrap(word)}`")

    def known_wrap(self, word: str) -> str:
        """The word, if it is one of `wraps`.

        Raises:
            CarrierError: it is not.
        """
        if word.partition(":")[0] not in self.wraps:
            known = f"expected one of {', '.join(self.wraps)}" if self.wraps else "it has none"
            raise CarrierError(f"carrier `{self.text}` has no wrapper `{word}`: {known}")
        return word

    def settled(self, native: object) -> object:
        """A value with everything computed that its library put off; what computing it raises, it raises."""
        return native

    def is_usable(self) -> bool:
        """Whether the device still computes anything in this process, asked after a call that raised."""
        return True

    def imports(self) -> tuple[str, ...]:
        """Import statements that `literal` and `check_source` need."""
        return ()

    def needed_for(self, kinds: Collection[Kind]) -> tuple[str, ...]:
        """Import statements that they need beside these for scalars of some kinds."""
        return ()

    def embed(self, form: Form, value: Any) -> object:
        """A new native value."""
        return self.embedder(form)(value)

    def describe(self, native: object) -> NativeDescription:
        """Type, dtype and device of a value."""
        dtype, device = attribute_of_any(native, "dtype"), attribute_of_any(native, "device")
        kind = type(native)
        module = attribute_of_any(kind, "__module__")
        return NativeDescription(
            shown(kind, lambda _: kind.__qualname__ if module == "builtins" else f"{module}.{kind.__qualname__}"),
            None if dtype is None else shown(dtype, str),
            None if device is None else shown(device, str),
        )

    def plain(self, native: object) -> str:
        """A text of any object in at most 200 characters, also where its `__repr__` raises; of what is large a part."""
        return shown(native)

    def refuse(self, wanted: str, native: object, why: str = "") -> NoReturn:
        """Raises `Malformed`: what was expected and what came, with type, dtype and shape."""
        about = self.describe(native)
        details = [about.type]
        if about.dtype is not None:
            details.append(f"dtype {about.dtype}")
        shape = attribute_of_any(native, "shape")
        if isinstance(shape, tuple):
            details.append(f"shape {shown(tuple(shape))}")
        if about.device not in (None, self.device or "cpu"):
            details.append(f"on {about.device}")
        if why:
            details.append(why)
        raise Malformed(f"expected {wanted}, got {self.plain(native)} ({', '.join(details)})")

    def check_told(self, told: object, items: object, wanted: str, native: object) -> None:
        """Refuses an instance of a subclass that tells other items than the memory of its base class holds.

        A masked array does, whose mask hides some.
        """
        if told != items:
            self.refuse(wanted, native, f"which tells its items as {self.plain(told)} and holds {self.plain(items)}")
