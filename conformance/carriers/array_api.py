"""The carrier of any library with the Python array API standard, such as CuPy, Dask or array-api-strict.

What a library adds to the standard or lacks of it, array-api-compat knows. Values are made by `asarray` of lists and
read back in bulk by DLPack or `__array__`; item by item only where a library has neither.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import array_api_compat as compat

from conformance.carriers.array_items import array_items, is_dask
from conformance.carriers.array_memory import overlap, stretch
from conformance.carriers.base import TOO_LARGE, Carrier, CarrierError, Form, Kind, UnsupportedForm
from conformance.carriers.layouts import Layout, Way, of_any_rank
from conformance.carriers.namespaces import FLOATS, INTEGERS, default_float, has_dtype, is_changeable, namespace_of
from conformance.carriers.nested import full_shape, is_rectangular, marked, rebuilt
from conformance.carriers.reals import as_real, real_source, to_exact, to_integers, to_written
from conformance.carriers.scalars import as_scalar, check_numbers, refuse_number, scalar_source, unknown_name
from conformance.carriers.shown import number_source


class ArrayApiCarrier(Carrier):
    """Arrays of a namespace on its default device; naturals go as far as `dtype` holds every one of them exactly."""

    puts_off = has_arrays = True

    def __init__(self, namespace: str, dtype: str = "int64") -> None:
        asked = f"array_api:{namespace}" + ("" if dtype == "int64" else f":{dtype}")
        self.text = asked
        self._xp: Any = namespace_of(asked, namespace)
        self.library = namespace.partition(".")[0]
        self.in_memory = "{}.get()" if compat.is_cupy_namespace(self._xp) else "np.asarray({})"
        self.compiles_shapes = compat.is_jax_namespace(self._xp)
        available = [name for name in (*INTEGERS, *FLOATS) if has_dtype(self._xp, name)]
        if dtype not in available:
            raise CarrierError(f"carrier `array_api:{namespace}:{dtype}`: {unknown_name('dtype', dtype, available)}")
        self.dtype = dtype
        self._index = "int64" if "int64" in available else "int32"
        self._dtype = self._of(dtype)
        self._integers = [self._of(name) for name in available if name in INTEGERS]
        self._is_float = dtype in FLOATS
        self._real = dtype if self._is_float else "float64" if "float64" in available else "float32"
        self._float = dtype if self._is_float else default_float(self._xp, available)
        self.lowest = float(self._xp.finfo(self._of(self._float)).min)
        self.significand = 1 - round(math.log2(float(self._xp.finfo(self._of(self._real)).eps)))
        if self._is_float:
            # With p bits of significand, eps is 2**(1 - p).
            self.max_nat = int(2 / float(self._xp.finfo(self._of(dtype)).eps))
        else:
            self.max_nat = int(self._xp.iinfo(self._of(dtype)).max)
            self.has_negatives = int(self._xp.iinfo(self._of(dtype)).min) < 0
        self.max_index = int(self._xp.iinfo(self._of(self._index)).max)
        example = self._xp.asarray([0], dtype=self._of(dtype))
        self._type, self._device = type(example), compat.device(example)
        self.device = str(self._device)
        self.layouts = _layouts(self._xp)
        self._is_changeable = is_changeable(example)

    def _of(self, dtype: str) -> Any:
        return getattr(self._xp, dtype)

    def embedder(self, form: Form) -> Callable[[Any], object]:
        """Spec values to plain scalars (rank 0) or arrays of `form.rank` dimensions."""
        if form.rank == 0:
            return float if form.kind.is_real else lambda value: value
        dtype, rank, xp = self._dtype_of(form.kind), form.rank, self._xp
        if rank == 1:
            return lambda value: xp.asarray(to_written(form, value), dtype=dtype)

        def embed(value: Any) -> object:
            if not is_rectangular(value, rank):
                raise UnsupportedForm("the array API has no arrays of rows of different lengths")
            return xp.reshape(xp.asarray(to_written(form, value), dtype=dtype), full_shape(value, rank))

        return embed

    def settled(self, native: object) -> object:
        """A lazy array computed, still an array of its library."""
        lazy: Any = native
        return lazy.persist() if is_dask(native) else native

    def _is_array(self, native: Any, rank: int) -> bool:
        """Whether it is an array of the namespace, of that rank, on its default device."""
        if not issubclass(type(native), self._type):
            # NumPy's reductions give scalars that are no arrays, and do for 0-d ones.
            scalar = rank == 0 and compat.is_numpy_namespace(self._xp) and compat.is_numpy_array(native)
            if not scalar or native.shape != ():
                return False
        return len(native.shape) == rank and compat.device(native) == self._device

    def _read(self, native: Any, wanted: str) -> Any:
        """The items of an array; one of a subclass must tell those that its memory holds."""
        items = array_items(native)
        if type(native) is not self._type and isinstance(native, self._type) and hasattr(self._type, "tolist"):
            self.check_told(items, self._type.tolist(native), wanted, native)
        return items

    def decoder(self, form: Form) -> Callable[[object], Any]:
        return self._scalar(form.kind) if form.rank == 0 else self._array(form)

    def _real_scalar(self, kind: Kind) -> Callable[[object], Any]:
        wanted = f"a float, or a 0-d {self._real} array"

        def decode(native: Any) -> Any:
            value = as_real(native)
            if value is None:
                if not self._is_array(native, 0) or native.dtype not in (self._of(self._real), *self._integers):
                    self.refuse(wanted, native)
                value = self._read(native, wanted)
            return to_exact(self, kind, value, wanted, native)

        return decode

    def _scalar(self, kind: Kind) -> Callable[[object], Any]:
        if kind.is_real:
            return self._real_scalar(kind)
        least = kind.least
        of_float = self._is_float and kind.is_number
        if kind.is_bool:
            wanted = "bool or a 0-d bool array"
        elif of_float:
            wanted = f"int or a 0-d {self.dtype} array with an integral value{kind.suffix}"
        else:
            wanted = f"int or a 0-d array of an integer dtype{kind.suffix}"
        dtypes = [self._dtype_of(kind)] if kind.is_bool or of_float else self._integers

        def decode(native: Any) -> Any:
            value = as_scalar(kind, native)
            if value is None:
                if not self._is_array(native, 0) or native.dtype not in dtypes:
                    self.refuse(wanted, native)
                value = self._read(native, wanted)
                if of_float:
                    value = to_integers(self, value, wanted, native)
            if not least <= value < TOO_LARGE:
                refuse_number(self, value, wanted, native)
            return value

        return decode

    def _array(self, form: Form) -> Callable[[object], Any]:
        dtype, rank = self._dtype_of(form.kind), form.rank
        name = self._dtype_source(form.kind).removeprefix("xp.")
        is_float = form.kind.is_number and self._is_float
        wanted = f"a {rank}-d {name} array of {self._xp.__name__}"
        if form.kind.is_number or form.kind.is_index:
            wanted += (", of integral values" if is_float else "") + form.kind.suffix

        tuples = rebuilt(tuple, rank)

        def decode(native: Any) -> Any:
            if not self._is_array(native, rank) or native.dtype != dtype:
                self.refuse(wanted, native)
            items = self._read(native, wanted)
            if form.kind.is_real:
                return to_exact(self, form.kind, items, wanted, native)
            value = tuples(items)
            if is_float:
                value = to_integers(self, value, wanted, native)
            if not form.kind.is_bool:
                check_numbers(self, form.kind, value, wanted, native)
            return value

        return decode

    def with_item(self, native: Any, place: tuple[int, ...], number: float) -> object:
        if self._is_changeable:
            return super().with_item(native, place, number)
        xp, dtype = self._xp, native.dtype
        there = marked(native.shape, place)
        return xp.where(xp.asarray(there, dtype=xp.bool), xp.asarray(number, dtype=dtype), native)

    def with_item_source(self, name: str, place: tuple[int, ...], number: float) -> str:
        if self._is_changeable:
            return super().with_item_source(name, place, number)
        there = f"(np.indices({name}.shape)[:{len(place)}].T == {list(place)}).all(-1).T"
        return (
            f"{name} = xp.where(xp.asarray({there}), xp.asarray({number_source(number)}, dtype={name}.dtype), {name})"
        )

    def imports(self) -> tuple[str, ...]:
        return "import numpy as np", f"import {self._xp.__name__} as xp"

    def has_dtype(self, name: str) -> bool:
        return super().has_dtype(name) or has_dtype(self._xp, name)

    def _name_of(self, kind: Kind) -> str:
        """The dtype that a kind names."""
        if kind.dtype == Kind.FLOAT:
            return self._float
        return (self._index if self._is_float else str(self.dtype)) if kind.dtype == Kind.INTEGER else kind.dtype

    def _dtype_of(self, kind: Kind) -> Any:
        if kind.dtype:
            return self._of(self._name_of(kind))
        if kind.is_real:
            return self._of(self._real)
        return self._xp.bool if kind.is_bool else self._of(self._index) if kind.is_index else self._dtype

    def _dtype_source(self, kind: Kind) -> str:
        if kind.dtype:
            return f"xp.{self._name_of(kind)}"
        if kind.is_real:
            return f"xp.{self._real}"
        return "xp.bool" if kind.is_bool else f"xp.{self._index}" if kind.is_index else f"xp.{self.dtype}"

    def literal(self, form: Form, value: Any) -> str:
        if form.rank == 0:
            return repr(to_written(form, value))
        source = f"xp.asarray({to_written(form, value)!r}, dtype={self._dtype_source(form.kind)})"
        shape = full_shape(value, form.rank)
        return source if form.rank == 1 or 0 not in shape else f"xp.reshape({source}, {shape})"

    def check_source(self, name: str, form: Form, value: Any) -> str:
        host = self.in_memory.format(name)
        a_value = "xp.asarray([0])"
        array = f"isinstance({name}, type({a_value})) and len({name}.shape) == {form.rank}"
        if hasattr(self._type, "device"):
            array += f" and {name}.device == {a_value}.device"
        dtype = self._dtype_source(form.kind)
        if form.rank:
            expected = f"{host}.tolist() == {to_written(form, value)!r}"
            return f"assert {array} and {name}.dtype == {dtype} and {expected}, {name}"
        if compat.is_numpy_namespace(self._xp):
            array = f"(isinstance({name}, np.generic) or {array})"
        if form.kind.is_bool or form.kind.is_real or (form.kind.is_number and self._is_float):
            right = f"{name}.dtype == {dtype}"
        else:
            names = [n for n in INTEGERS if self._of(n) in self._integers]
            right = f"{name}.dtype in ({', '.join(f'xp.{n}' for n in names)})"
        numbers = "(int, float)" if form.kind.is_real else "int"
        whole = f"({name} if isinstance({name}, {numbers}) else {host}.item())"
        plain = real_source(name) if form.kind.is_real else scalar_source(form.kind, name)
        return f"assert ({plain} or {array} and {right}) and {whole} == {to_written(form, value)!r}, {name}"

    def copied(self, native: object) -> object:
        return self._xp.asarray(native, copy=True) if type(native) is self._type else native

    def holds_same(self, native: Any, copy: Any) -> bool:
        if type(copy) is not self._type:
            return type(native) is type(copy) and bool(native == copy)
        return (
            type(native) is self._type
            and native.dtype == copy.dtype
            and native.shape == copy.shape
            and bool(array_items(native) == array_items(copy))
        )

    def state(self, native: Any) -> Mapping[str, object]:
        """What the standard has no word for is told of NumPy's arrays alone."""
        if not compat.is_numpy_array(native):
            return {}
        return {"flags.writeable": native.flags.writeable, "strides": native.strides}

    def shares_memory(self, a: Any, b: Any) -> bool:
        """Whether both are one array, or their memory on the CPU overlaps, and one of them can be written to.

        The standard has no such question; views of one array on another device are not told from copies.
        """
        if not isinstance(a, self._type) or not isinstance(b, self._type):
            return False
        if not compat.is_writeable_array(a) and not compat.is_writeable_array(b):
            return False
        return a is b or overlap(a, b)

    def stretches(self, native: Any) -> Sequence[tuple[int, int]]:
        """Its memory on the CPU where that can be told, and else an address that it alone has while it lives."""
        return () if not isinstance(native, self._type) else (stretch(native) or (id(native), id(native) + 1),)

    def separate_source(self, a: str, b: str) -> str:
        return (
            f"assert {a} is not {b} and not (hasattr({a}, '__dlpack__') and "
            f'np.shares_memory(np.from_dlpack({a}), np.from_dlpack({b}))), "the memory is shared"'
        )

    def refill(self, native: Any, other: object) -> None:
        native[...] = other

    def altered(self, native: Any) -> object:
        return self._xp.astype(native == 0, native.dtype)

    def refill_source(self, name: str, source: str) -> str:
        return f"{name}[...] = {source}"


def _layouts(xp: Any) -> Mapping[str, Layout]:
    """The layouts of a library whose slices lie in the memory of what they are slices of."""
    array = xp.asarray([1, 2, 3, 4])
    if is_dask(array) or not (compat.is_cupy_namespace(xp) or overlap(array, array[::2])):
        return {}
    return {
        "a view with a step": of_any_rank(
            # Of three items for odd lengths, as what tells a step may take it for two.
            lambda a: xp.stack([a] * (2 + a.shape[-1] % 2), axis=-1)[..., 0],
            "(lambda a: xp.stack([a] * (2 + a.shape[-1] % 2), axis=-1)[..., 0])({0})",
        ),
        "a part of a larger array": of_any_rank(
            lambda a: xp.concat([a, a, a], axis=-1)[..., a.shape[-1] : 2 * a.shape[-1]],
            "(lambda a: xp.concat([a, a, a], axis=-1)[..., a.shape[-1] : 2 * a.shape[-1]])({0})",
        ),
        "broadcast": Layout(
            Way(lambda a: xp.broadcast_to(a[:1], a.shape), "(lambda a: xp.broadcast_to(a[:1], a.shape))({0})"),
            repeated=True,
        ),
    }
