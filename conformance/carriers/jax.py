"""The JAX carrier: `bool` arrays, indices and losses in the integer dtype that JAX has as it is configured.

JAX has no 64-bit dtypes unless `jax_enable_x64` is on. The carrier leaves that as the user's program has it: what is
checked is what runs there. Indices, and losses unless a dtype is named, are int32 where it is off and int64 where it is
on, when the backend is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from conformance.carriers.base import TOO_LARGE, Carrier, CarrierError, Form, Kind, Malformed, UnsupportedForm
from conformance.carriers.jax_gradients import (
    gradient_source,
    gradients,
    second_gradient_source,
    second_gradients,
)
from conformance.carriers.natives import Called, Gradients, Weights
from conformance.carriers.nested import full_shape, rebuilt
from conformance.carriers.reals import as_real, real_source, to_exact, to_integers, to_written
from conformance.carriers.rows import array_of
from conformance.carriers.scalars import as_scalar, check_numbers, refuse_number, scalar_source, unknown_name
from conformance.carriers.shown import number_source

SIGNIFICANDS = {"float16": 11, "bfloat16": 8, "float32": 24, "float64": 53}
INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
DTYPES = (*INTEGERS, *SIGNIFICANDS)


class JaxCarrier(Carrier):
    """JAX arrays on the default device; naturals in `dtype` go as far as it holds every one of them exactly."""

    library = "jax"
    compiles_shapes = has_arrays = has_gradients = True
    wraps = ("jit", "vmap")

    def __init__(self, dtype: str | None = None) -> None:
        self._index = str(jnp.zeros(0, dtype=int).dtype)
        self.dtype = dtype = dtype or self._index
        if dtype not in DTYPES:
            raise CarrierError(f"carrier `jax:{dtype}`: {unknown_name('jax dtype', dtype, DTYPES)}")
        if dtype != jax.dtypes.canonicalize_dtype(dtype).name:
            raise CarrierError(
                f"carrier `jax:{dtype}`: JAX has no {dtype} while `jax_enable_x64` is off; write `jax` for what runs "
                "there, or turn it on: `jax.config.update('jax_enable_x64', True)` in the backend's module"
            )
        self.text = f"jax:{dtype}"
        self._dtype = jnp.dtype(dtype)
        self._is_float = dtype in SIGNIFICANDS
        self._real = dtype if self._is_float else str(jnp.zeros(0, dtype=float).dtype)
        self.significand = SIGNIFICANDS[self._real]
        self.lowest = float(jnp.finfo(self._real).min)
        self.max_nat = 2 ** SIGNIFICANDS[dtype] if self._is_float else int(np.iinfo(self._dtype).max)
        self.has_negatives = self._dtype.kind != "u"
        self.max_index = int(np.iinfo(self._index).max)
        self._devices = jnp.zeros(0, dtype=self._dtype).devices()
        self.device = ", ".join(sorted(map(str, self._devices)))

    def has_dtype(self, name: str) -> bool:
        return super().has_dtype(name) or (name in DTYPES and name == jax.dtypes.canonicalize_dtype(name).name)

    def _dtype_of(self, kind: Kind) -> np.dtype[Any]:
        if kind.dtype == Kind.INTEGER:
            return np.dtype(self._index) if self._is_float else self._dtype
        if kind.dtype not in ("", Kind.FLOAT):
            return np.dtype(kind.dtype)
        if kind.is_real:
            return jnp.dtype(self._real)
        return np.dtype(bool) if kind.is_bool else np.dtype(self._index) if kind.is_index else self._dtype

    def embedder(self, form: Form) -> Callable[[Any], object]:
        """Spec values to plain scalars (rank 0) or arrays of `form.rank` dimensions."""
        if form.rank == 0:
            return float if form.kind.is_real else lambda value: value
        dtype, rank, put, array = self._dtype_of(form.kind), form.rank, jax.device_put, np.array
        if rank == 1:
            return lambda value: put(array(value, dtype=dtype))

        def embed(value: Any) -> object:
            made = array_of(value, rank, dtype)
            if made is None:
                raise UnsupportedForm("JAX has no arrays of rows of different lengths")
            return put(made)

        return embed

    def _is_array(self, native: object, rank: int, wanted: str) -> bool:
        """Whether it is an array of that rank on the default device.

        Raises:
            Malformed: it is a value without items: one that is traced, or an array that was donated.
        """
        if isinstance(native, jax.core.Tracer):
            leaked = (
                "a traced value, which has no items: it leaked out of the function that `jax.jit` or the like traced"
            )
            raise Malformed(f"expected {wanted}, got {self.plain(native)} ({leaked})")
        if not isinstance(native, jax.Array):
            return False
        if native.is_deleted():
            raise Malformed(f"expected {wanted}, got an array that has been deleted (by `donate_argnums` or the like)")
        return native.ndim == rank and native.devices() == self._devices

    def decoder(self, form: Form) -> Callable[[object], Any]:
        return self._scalar(form.kind) if form.rank == 0 else self._array(form)

    def _real_scalar(self, kind: Kind) -> Callable[[object], Any]:
        wanted = f"a float, or a 0-d {self._real} array"

        def decode(native: Any) -> Any:
            value = as_real(native)
            if value is None:
                if not self._is_array(native, 0, wanted) or native.dtype not in (self._real, *INTEGERS):
                    self.refuse(wanted, native)
                value = native.item()
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

        def decode(native: object) -> Any:
            value = as_scalar(kind, native)
            if value is None:
                if not self._is_array(native, 0, wanted) or not self._right_dtype(native, kind, of_float):
                    self.refuse(wanted, native)
                value = native.item()  # type: ignore[attr-defined]
                if of_float:
                    value = to_integers(self, value, wanted, native)
            if not least <= value < TOO_LARGE:
                refuse_number(self, value, wanted, native)
            return value

        return decode

    def _right_dtype(self, native: Any, kind: Kind, of_float: bool) -> bool:
        if kind.is_bool or of_float:
            return bool(native.dtype == self._dtype_of(kind))
        return native.dtype.kind in "iu"

    def _array(self, form: Form) -> Callable[[object], Any]:
        dtype, rank = self._dtype_of(form.kind), form.rank
        is_float = form.kind.is_number and self._is_float
        wanted = f"a {rank}-d {dtype} array"
        if form.kind.is_number or form.kind.is_index:
            wanted += (" of integral values" if is_float else "") + form.kind.suffix

        tuples = rebuilt(tuple, rank)

        def decode(native: object) -> Any:
            if not self._is_array(native, rank, wanted) or native.dtype != dtype:  # type: ignore[attr-defined]
                self.refuse(wanted, native)
            items = native.tolist()  # type: ignore[attr-defined]
            if form.kind.is_real:
                return to_exact(self, form.kind, items, wanted, native)
            value = tuples(items)
            if is_float:
                value = to_integers(self, value, wanted, native)
            if not form.kind.is_bool:
                check_numbers(self, form.kind, value, wanted, native)
            return value

        return decode

    def generator(self, seed: int) -> object:
        return jax.random.key(seed)

    def generator_source(self, seed: str) -> str:
        return f"jax.random.key({seed})"

    def imports(self) -> tuple[str, ...]:
        return "import jax", "import jax.numpy as jnp"

    def _dtype_source(self, kind: Kind) -> str:
        return "jnp.bool_" if kind.is_bool else f"jnp.{self._dtype_of(kind)}"

    def literal(self, form: Form, value: Any) -> str:
        if form.rank == 0:
            return repr(to_written(form, value))
        source = f"jnp.array({to_written(form, value)!r}, dtype={self._dtype_source(form.kind)})"
        shape = full_shape(value, form.rank)
        return source if form.rank == 1 or 0 not in shape else f"{source}.reshape({shape})"

    def check_source(self, name: str, form: Form, value: Any) -> str:
        array = f"isinstance({name}, jax.Array) and not isinstance({name}, jax.core.Tracer) and not {name}.is_deleted()"
        array += f" and {name}.devices() == jnp.zeros(0).devices() and {name}.ndim == {form.rank}"
        dtype = self._dtype_source(form.kind)
        if form.rank:
            expected = f"{name}.tolist() == {to_written(form, value)!r}"
            return f"assert {array} and {name}.dtype == {dtype} and {expected}, {name}"
        if form.kind.is_bool or form.kind.is_real or (form.kind.is_number and self._is_float):
            right = f"{name}.dtype == {dtype}"
        else:
            right = f"{name}.dtype.kind in 'iu'"
        numbers = "(int, float)" if form.kind.is_real else "int"
        whole = f"({name} if isinstance({name}, {numbers}) else {name}.item())"
        plain = real_source(name) if form.kind.is_real else scalar_source(form.kind, name)
        return f"assert ({plain} or {array} and {right}) and {whole} == {to_written(form, value)!r}, {name}"

    def copied(self, native: object) -> object:
        return np.array(native) if isinstance(native, jax.Array) else native

    def holds_same(self, native: object, copy: object) -> bool:
        """Also false for an array whose memory was given away, as a donated argument's is."""
        if not isinstance(copy, np.ndarray):
            return type(native) is type(copy) and bool(native == copy)
        return (
            isinstance(native, jax.Array)
            and not native.is_deleted()
            and native.dtype == copy.dtype
            and native.shape == copy.shape
            and np.asarray(native).tobytes() == copy.tobytes()
        )

    def shares_memory(self, a: object, b: object) -> bool:
        """False: nothing can be written into a JAX array, so that a result may be an argument itself."""
        return False

    def stretches(self, native: object) -> Sequence[tuple[int, int]]:
        return ()

    def separate_source(self, a: str, b: str) -> str:
        raise UnsupportedForm("nothing can be written into a JAX array")

    def refill(self, native: object, other: object) -> None:
        raise UnsupportedForm("nothing can be written into a JAX array")

    def refill_source(self, name: str, source: str) -> str:
        raise UnsupportedForm("nothing can be written into a JAX array")

    def gradients(
        self, called: Callable[..., object], natives: Sequence[Any], places: Sequence[int], weights: Weights
    ) -> Gradients:
        return gradients(called, natives, places, weights)

    def gradient_source(
        self, call: str, names: Sequence[str], weights: Weights, *, twice: bool
    ) -> tuple[list[str], list[str]]:
        return gradient_source(call, names, weights, twice=twice)

    def second_gradients(
        self, called: Called, natives: Sequence[Any], places: Sequence[int], weights: Weights, again: Weights
    ) -> Sequence[Any]:  # fmt: skip
        return second_gradients(called, natives, places, weights, again)

    def second_gradient_source(
        self, call: str, names: Sequence[str], weights: Weights, again: Weights
    ) -> tuple[list[str], list[str]]:
        return second_gradient_source(call, names, weights, again)

    def wrapped(self, word: str, function: Callable[..., object]) -> Callable[..., object]:
        transformed = _jit if self.known_wrap(word) == "jit" else _vmap
        return transformed(function)

    def with_item(self, native: Any, place: tuple[int, ...], number: float) -> object:
        return native.at[place].set(number)

    def with_item_source(self, name: str, place: tuple[int, ...], number: float) -> str:
        return f"{name} = {name}.at[{', '.join(map(str, place))}].set({number_source(number)})"


def _jit(function: Callable[..., object]) -> Callable[..., object]:
    """The function compiled for the arrays that it is given; what is no array is what it is compiled for."""
    known: dict[object, Callable[..., object]] = {}

    def compiled(*arguments: Any, **named: Any) -> object:
        arrays, of_arrays, others = _over_arrays(function, arguments, named)
        try:
            found = known.setdefault(others, jax.jit(of_arrays))
        except TypeError:
            # What is no array has no hash, as a structure.
            found = jax.jit(of_arrays)
        return found(*arrays)

    return compiled


def _vmap(function: Callable[..., object]) -> Callable[..., object]:
    """The function over a leading axis of two, in which every array stands twice; of what comes back, the first."""

    def mapped(*arguments: Any, **named: Any) -> object:
        arrays, of_arrays, _ = _over_arrays(function, arguments, named)
        if not arrays:
            return function(*arguments, **named)
        found = jax.vmap(of_arrays)(*[jnp.stack([array] * 2) for array in arrays])
        return jax.tree_util.tree_map(lambda array: array[0], found)

    return mapped


def _over_arrays(
    function: Callable[..., object], arguments: Sequence[Any], named: Mapping[str, Any]
) -> tuple[list[Any], Callable[..., object], object]:
    """The arrays among some arguments, the function of these alone, and what the other arguments are."""
    every = [*arguments, *named.values()]
    places = [k for k, value in enumerate(every) if isinstance(value, jax.Array)]
    others = tuple([(type(v), None if k in places else v) for k, v in enumerate(every)]), tuple(named)

    def of_arrays(*arrays: Any) -> object:
        given = list(every)
        for place, array in zip(places, arrays, strict=True):
            given[place] = array
        count = len(arguments)
        return function(*given[:count], **dict(zip(named, given[count:], strict=True)))

    return [every[place] for place in places], of_arrays, others
