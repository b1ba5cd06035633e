"""The NumPy carrier: `bool` and `int64` arrays, losses in the carrier's dtype."""

from __future__ import annotations

from array import array as buffer
from collections.abc import Callable, Mapping, Sequence
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from conformance.carriers.array_memory import addresses
from conformance.carriers.base import TOO_LARGE, Carrier, CarrierError, Form, Kind, UnsupportedForm
from conformance.carriers.columns import NumpyColumns
from conformance.carriers.layouts import Layout, Way, of_any_rank
from conformance.carriers.nested import full_shape, rebuilt
from conformance.carriers.reals import as_real, real_source, to_exact, to_integers, to_written
from conformance.carriers.rows import array_of
from conformance.carriers.scalars import as_scalar, check_numbers, refuse_number, scalar_source, unknown_name

DTYPES = (
    "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64",
)  # fmt: skip


_CODES = {np.dtype(bool): "B", np.dtype("int64"): "q", np.dtype("float64"): "d"}
_READ_FROM = 64
"""Items of a vector from which on a buffer is made of it first."""


class NumpyCarrier(Carrier):
    """Arrays; naturals in `dtype` go as far as it holds every one of them exactly."""

    library = "numpy"
    has_arrays = True

    def __init__(self, dtype: str = "int64") -> None:
        if dtype not in DTYPES:
            raise CarrierError(f"carrier `numpy:{dtype}`: {unknown_name('numpy dtype', dtype, DTYPES)}")
        self.dtype = dtype
        self.text = "numpy" if dtype == "int64" else f"numpy:{dtype}"
        self._dtype = np.dtype(dtype)
        self._is_float = self._dtype.kind == "f"
        self._real = self._dtype if self._is_float else np.dtype("float64")
        self.columns = NumpyColumns(self, self._dtype_of)
        self.significand = int(np.finfo(self._real).nmant) + 1
        self.lowest = float(np.finfo(self._real).min)
        if self._is_float:
            self.max_nat = 2 ** (int(np.finfo(self._dtype).nmant) + 1)
        else:
            self.max_nat = int(np.iinfo(self._dtype).max)
        self.has_negatives = self._dtype.kind != "u"

    def has_dtype(self, name: str) -> bool:
        return name in DTYPES or super().has_dtype(name)

    def _dtype_of(self, kind: Kind) -> np.dtype[Any]:
        if kind.dtype == Kind.INTEGER:
            return np.dtype("int64") if self._is_float else self._dtype
        if kind.dtype not in ("", Kind.FLOAT):
            return np.dtype(kind.dtype)
        if kind.is_real:
            return self._real
        return np.dtype(bool) if kind.is_bool else np.dtype("int64") if kind.is_index else self._dtype

    def embedder(self, form: Form) -> Callable[[Any], object]:
        """Spec values to plain scalars (rank 0) or C-contiguous arrays of `form.rank` dimensions."""
        if form.rank == 0:
            return float if form.kind.is_real else lambda value: value
        dtype, rank, array = self._dtype_of(form.kind), form.rank, np.array
        if rank == 1:
            code = _CODES.get(dtype)

            def embed_vector(value: Any) -> object:
                if code is None or len(value) < _READ_FROM:
                    return array(value, dtype=dtype)
                # A buffer is read at a third of what a tuple costs, and copied, so that the array owns its memory.
                return np.frombuffer(buffer(code, value), dtype).copy()

            return embed_vector

        def embed(value: Any) -> object:
            made = array_of(value, rank, dtype)
            if made is None:
                raise UnsupportedForm("NumPy has no arrays of rows of different lengths")
            return made

        return embed

    def copier(self, form: Form) -> Callable[[Any], object] | None:
        return np.ndarray.copy if form.rank else None

    def decoder(self, form: Form) -> Callable[[object], Any]:
        return self._scalar(form.kind) if form.rank == 0 else self._array(form)

    def _real_scalar(self, kind: Kind) -> Callable[[object], Any]:
        wanted = f"a float, or a {self._real} scalar"

        def decode(native: object) -> Any:
            array: Any = native if isinstance(native, np.generic) else _array(native)
            if array is None:
                value = as_real(native)
            else:
                is_right = array.ndim == 0 and (array.dtype == self._real or array.dtype.kind in "iu")
                value = array.item() if is_right else None
            if value is None:
                self.refuse(wanted, native)
            return to_exact(self, kind, value, wanted, native)

        return decode

    def _scalar(self, kind: Kind) -> Callable[[object], Any]:
        if kind.is_real:
            return self._real_scalar(kind)
        least = kind.least
        of_float = self._is_float and kind.is_number
        exact, kinds = (bool, "b") if kind.is_bool else (int, "iu")
        if kind.is_bool:
            wanted = "bool, np.bool_ or a 0-d bool array"
        elif of_float:
            wanted = f"int or a {self.dtype} scalar with an integral value{kind.suffix}"
        else:
            wanted = f"int or a scalar of an integer dtype{kind.suffix}"

        def decode(native: object) -> Any:
            array: Any = None
            if type(native) is exact:
                value: Any = native
            elif (array := native if isinstance(native, np.generic) else _array(native)) is None:
                value = as_scalar(kind, native)
            else:
                dtype = array.dtype
                right = dtype == self._dtype if of_float else dtype.kind in kinds
                if array.ndim or not right:
                    self.refuse(wanted, native)
                value = array.item()
                if array is not native:
                    self.check_told(native.item(), value, wanted, native)  # type: ignore[attr-defined]
                if of_float:
                    value = to_integers(self, value, wanted, native)
            if value is None:
                self.refuse(wanted, native)
            if not least <= value < TOO_LARGE:
                refuse_number(self, value, wanted, native)
            return value

        return decode

    def _array(self, form: Form) -> Callable[[object], Any]:
        dtype, rank = self._dtype_of(form.kind), form.rank
        wanted = f"a {rank}-d {dtype} array"
        # An integer of the dtype may be too small, and is never too large.
        checked, least = not form.kind.is_bool, inf if dtype.kind == "f" else max(form.kind.least, -(2**63))
        if form.kind.is_number or form.kind.is_index:
            wanted += (" of integral values" if dtype.kind == "f" else "") + form.kind.suffix
        tuples = rebuilt(tuple, rank)

        def decode(native: object) -> Any:
            array = native if type(native) is np.ndarray else _array(native)
            if array is None or array.ndim != rank or array.dtype != dtype:
                self.refuse(wanted, native)
            items = array.tolist()
            if array is not native:
                self.check_told(native.tolist(), items, wanted, native)  # type: ignore[attr-defined]
                _check_rows(self, native, rank, wanted)
            if form.kind.is_real:
                return to_exact(self, form.kind, items, wanted, native)
            value = tuples(items)
            if dtype.kind == "f":
                value = to_integers(self, value, wanted, native)
            if checked and (array.size < _READ_FROM or array.min() < least):
                check_numbers(self, form.kind, value, wanted, native)
            return value

        return decode

    def generator(self, seed: int) -> object:
        return np.random.default_rng(seed)

    def generator_source(self, seed: str) -> str:
        return f"np.random.default_rng({seed})"

    def imports(self) -> tuple[str, ...]:
        return ("import numpy as np",)

    def _dtype_source(self, kind: Kind) -> str:
        return "np.bool_" if kind.is_bool else f"np.{self._dtype_of(kind)}"

    def literal(self, form: Form, value: Any) -> str:
        if form.rank == 0:
            return repr(to_written(form, value))
        source = f"np.array({to_written(form, value)!r}, dtype={self._dtype_source(form.kind)})"
        shape = full_shape(value, form.rank)
        return source if form.rank == 1 or 0 not in shape else f"{source}.reshape({shape})"

    def check_source(self, name: str, form: Form, value: Any) -> str:
        dtype = self._dtype_source(form.kind)
        if form.rank:
            expected = f"{name}.tolist() == {to_written(form, value)!r}"
            has_form = f"{name}.ndim == {form.rank} and {name}.dtype == {dtype}"
            return f"assert isinstance({name}, np.ndarray) and {has_form} and {expected}, {name}"
        array = f"isinstance({name}, (np.generic, np.ndarray)) and {name}.ndim == 0"
        if form.kind.is_bool or form.kind.is_real or (form.kind.is_number and self._is_float):
            right = f"{name}.dtype == {dtype}"
        else:
            right = f"{name}.dtype.kind in 'iu'"
        plain = real_source(name) if form.kind.is_real else scalar_source(form.kind, name)
        return f"assert ({plain} or {array} and {right}) and {name} == {to_written(form, value)!r}, {name}"

    def copied(self, native: object) -> object:
        return native.copy() if isinstance(native, np.ndarray) else native

    def holds_same(self, native: object, copy: object) -> bool:
        if not isinstance(copy, np.ndarray):
            return type(native) is type(copy) and bool(native == copy)
        return (
            isinstance(native, np.ndarray)
            and native.dtype == copy.dtype
            and native.shape == copy.shape
            and native.tobytes() == copy.tobytes()
        )

    def state(self, native: object) -> Mapping[str, object]:
        if not isinstance(native, np.ndarray):
            return {}
        return {"flags.writeable": native.flags.writeable, "strides": native.strides}

    def shares_memory(self, a: object, b: object) -> bool:
        """Whether their memory overlaps, and one of them can be written to: two read-only views change nothing."""
        first, second = _array(a), _array(b)
        if first is None or second is None or not (first.flags.writeable or second.flags.writeable):
            return False
        return np.shares_memory(first, second)

    def stretches(self, native: object) -> Sequence[tuple[int, int]]:
        array = _array(native)
        return () if array is None or not array.size else (addresses(array),)

    def separate_source(self, a: str, b: str) -> str:
        writeable = f"({a}.flags.writeable or {b}.flags.writeable)"
        return f'assert not (np.shares_memory({a}, {b}) and {writeable}), "the memory is shared"'

    def refill(self, native: object, other: object) -> None:
        assert isinstance(native, np.ndarray)
        native[...] = other

    def altered(self, native: object) -> object:
        array = _array(native)
        assert array is not None
        return (array == 0).astype(array.dtype)

    def refill_source(self, name: str, source: str) -> str:
        return f"{name}[...] = {source}"


def _array(native: object) -> NDArray[Any] | None:
    """An array as one of the base class, whatever its subclass makes of its items; None for what is no array."""
    if type(native) is np.ndarray:
        return native
    if not issubclass(type(native), np.ndarray):
        return None
    array: NDArray[Any] = np.ndarray.view(native, np.ndarray)  # type: ignore[call-overload]
    return array


def _check_rows(carrier: Carrier, native: Any, rank: int, wanted: str) -> None:
    """Refuses an array of a subclass, such as `np.matrix`, whose rows have not one dimension less."""
    if len(native) and np.ndim(native[0]) != rank - 1:
        carrier.refuse(wanted, native, f"of which `x[0]` has {np.ndim(native[0])} dimensions")


NumpyCarrier.layouts = {
    "a view with a step": Layout(
        # Of three items for odd lengths, as what tells a step may take it for two.
        Way(
            lambda a: np.repeat(a, 2 + len(a) % 2)[:: 2 + len(a) % 2],
            "(lambda a: np.repeat(a, 2 + len(a) % 2)[:: 2 + len(a) % 2])({0})",
        ),
        Way(lambda a: np.repeat(a, 2, -1)[..., ::2], "np.repeat({0}, 2, -1)[..., ::2]"),
    ),
    "a part of a larger array": Layout(
        Way(
            lambda a: np.concatenate([a[:1], a, a[:1]])[1:-1],
            "(lambda a: np.concatenate([a[:1], a, a[:1]])[1:-1])({0})",
        ),
        Way(
            lambda a: np.pad(a, 1, constant_values=1)[(slice(1, -1),) * a.ndim],
            "(lambda a: np.pad(a, 1, constant_values=1)[(slice(1, -1),) * a.ndim])({0})",
        ),
    ),
    "in Fortran order": Layout(None, Way(np.asfortranarray, "np.asfortranarray({0})")),
    "a reversed view": of_any_rank(
        lambda a: np.flip(np.flip(a).copy()), "np.flip(np.flip({0}).copy())", least=2
    ),
    # Of bytes, so that it cannot be made one that can be written to.
    "read-only": of_any_rank(
        lambda a: np.frombuffer(a.tobytes(), a.dtype).reshape(a.shape),
        "(lambda a: np.frombuffer(a.tobytes(), a.dtype).reshape(a.shape))({0})",
    ),
    "a view of every other row": Layout(
        None, Way(lambda a: np.repeat(a, 2, 0)[::2], "np.repeat({0}, 2, 0)[::2]")
    ),
    "broadcast": of_any_rank(
        lambda a: np.broadcast_to(a[:1], a.shape),
        "(lambda a: np.broadcast_to(a[:1], a.shape))({0})",
        repeated=True,
    ),
}  # fmt: skip
