"""The NumPy carrier: `bool` and `int64` arrays, losses in the carrier's dtype."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from conformance.carriers.base import (
    Carrier,
    CarrierError,
    Form,
    Kind,
    UnsupportedForm,
    check_naturals,
    is_rectangular,
    to_lists,
    to_tuples,
)

DTYPES = (
    "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64",
)  # fmt: skip


class NumpyCarrier(Carrier):
    """Arrays; naturals in `dtype` go as far as it holds every one of them exactly."""

    library = "numpy"

    def __init__(self, dtype: str = "int64") -> None:
        if dtype not in DTYPES:
            raise CarrierError(f"numpy has no number dtype `{dtype}`; expected one of {', '.join(DTYPES)}")
        self.dtype = dtype
        self.text = "numpy" if dtype == "int64" else f"numpy:{dtype}"
        self._dtype = np.dtype(dtype)
        self._is_float = self._dtype.kind == "f"
        self.max_nat = 2 ** (np.finfo(self._dtype).nmant + 1) if self._is_float else int(np.iinfo(self._dtype).max)

    def _dtype_of(self, kind: Kind) -> np.dtype[Any]:
        return {Kind.BOOL: np.dtype(bool), Kind.INDEX: np.dtype("int64"), Kind.NAT: self._dtype}[kind]

    def embedder(self, form: Form) -> Callable[[Any], object]:
        if form.rank == 0:
            return lambda value: value
        dtype, rank, array = self._dtype_of(form.kind), form.rank, np.array
        if rank == 1:
            return lambda value: array(value, dtype=dtype)

        def embed(value: Any) -> object:
            if not is_rectangular(value, rank):
                raise UnsupportedForm("NumPy has no arrays of rows of different lengths")
            return array(to_lists(value), dtype=dtype).reshape(_shape(value, rank))

        return embed

    def decoder(self, form: Form) -> Callable[[object], Any]:
        return self._scalar(form.kind) if form.rank == 0 else self._array(form)

    def _scalar(self, kind: Kind) -> Callable[[object], Any]:
        if kind is Kind.BOOL:
            wanted = "bool, np.bool_ or a 0-d bool array"
        elif self._is_float and kind is Kind.NAT:
            wanted = f"int or a {self.dtype} scalar with an integral value, not negative"
        else:
            wanted = "int or a scalar of an integer dtype, not negative"

        def decode(native: object) -> Any:
            if isinstance(native, bool):
                if kind is not Kind.BOOL:
                    self.refuse(wanted, native)
                return native
            if isinstance(native, int) and kind is not Kind.BOOL:
                value: Any = native
            elif isinstance(native, np.generic) or (type(native) is np.ndarray and native.ndim == 0):
                dtype = native.dtype
                if kind is Kind.BOOL:
                    if dtype != np.bool_:
                        self.refuse(wanted, native)
                    return bool(native)
                if self._is_float and kind is Kind.NAT:
                    number = float(native)
                    if dtype != self._dtype or not number.is_integer():
                        self.refuse(wanted, native)
                    value = int(number)
                elif dtype.kind in "iu":
                    value = int(native)
                else:
                    self.refuse(wanted, native)
            else:
                self.refuse(wanted, native)
            check_naturals(self, value, wanted, native)
            return value

        return decode

    def _array(self, form: Form) -> Callable[[object], Any]:
        dtype = self._dtype_of(form.kind)
        wanted = f"a {form.rank}-d {dtype} array"

        def decode(native: object) -> Any:
            if type(native) is not np.ndarray or native.ndim != form.rank or native.dtype != dtype:
                self.refuse(wanted, native)
            if dtype.kind == "f":
                if not bool(np.all(np.isfinite(native) & (native == np.floor(native)))):
                    self.refuse(f"{wanted} of integral values", native)
                value = to_tuples(native.astype(object).tolist())
                value = _integers(value)
            else:
                value = to_tuples(native.tolist())
            if form.kind is not Kind.BOOL:
                check_naturals(self, value, f"{wanted}, not negative", native)
            return value

        return decode

    def imports(self) -> tuple[str, ...]:
        return ("import numpy as np",)

    def literal(self, form: Form, value: Any) -> str:
        if form.rank == 0:
            return repr(value)
        dtype = self._dtype_of(form.kind)
        source = f"np.array({to_lists(value)!r}, dtype=np.{'bool_' if form.kind is Kind.BOOL else dtype})"
        return source if form.rank == 1 or value else f"{source}.reshape({_shape(value, form.rank)})"

    def check_source(self, name: str, form: Form, value: Any) -> str:
        if form.rank:
            dtype = "bool_" if form.kind is Kind.BOOL else self._dtype_of(form.kind)
            return f"assert ({name}.dtype, {name}.tolist()) == (np.dtype(np.{dtype}), {to_lists(value)!r}), {name}"
        if form.kind is Kind.BOOL:
            return f"assert np.asarray({name}).dtype == bool and bool({name}) is {value}, {name}"
        kinds = "iuf" if self._is_float else "iu"
        return f"assert np.asarray({name}).dtype.kind in {kinds!r} and int({name}) == {value}, {name}"

    def snapshot(self, native: object) -> object:
        if isinstance(native, np.ndarray):
            return str(native.dtype), native.shape, native.tolist()
        return repr(native)


def _shape(value: Any, rank: int) -> tuple[int, ...]:
    if rank == 0:
        return ()
    return (len(value), *(_shape(value[0], rank - 1) if value else (0,) * (rank - 1)))


def _integers(value: Any) -> Any:
    return tuple(map(_integers, value)) if isinstance(value, tuple) else int(value)
