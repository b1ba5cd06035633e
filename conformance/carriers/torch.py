"""The PyTorch carrier: `bool` and `int64` tensors, losses in the carrier's dtype, on one device."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import Any

import torch

from conformance.carriers.base import (
    Carrier,
    CarrierError,
    Form,
    Kind,
    UnsupportedForm,
    check_naturals,
    full_shape,
    is_rectangular,
    to_integers,
    to_lists,
    to_tuples,
    unknown_name,
)

SIGNIFICANDS = {"float16": 11, "bfloat16": 8, "float32": 24, "float64": 53}
INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
DTYPES = (*INTEGERS, *SIGNIFICANDS)
_INTEGER_DTYPES = frozenset(getattr(torch, name) for name in INTEGERS)


class TorchCarrier(Carrier):
    """Tensors; naturals in `dtype` go as far as it holds every one of them exactly."""

    library = "torch"

    def __init__(self, dtype: str = "int64", device: str = "cpu") -> None:
        text = f"torch:{dtype}:{device}"
        if dtype not in DTYPES:
            raise CarrierError(f"carrier `torch:{dtype}`: {unknown_name('torch dtype', dtype, DTYPES)}")
        self._device = _device(text, device)
        self.dtype, self.device = dtype, str(self._device)
        on_cpu = self._device.type == "cpu"
        self.text = f"torch:{dtype}:{self.device}" if not on_cpu else _short(dtype)
        self._dtype: torch.dtype = getattr(torch, dtype)
        self._is_float = dtype in SIGNIFICANDS
        self.puts_off = not on_cpu
        self.max_nat = 2 ** SIGNIFICANDS[dtype] if self._is_float else int(torch.iinfo(self._dtype).max)

    def _dtype_of(self, kind: Kind) -> torch.dtype:
        return {Kind.BOOL: torch.bool, Kind.INDEX: torch.int64, Kind.NAT: self._dtype}[kind]

    def embedder(self, form: Form) -> Callable[[Any], object]:
        """Spec values to plain scalars (rank 0) or contiguous tensors of `form.rank` dimensions."""
        if form.rank == 0:
            return lambda value: value
        dtype, device, rank, tensor = self._dtype_of(form.kind), self._device, form.rank, torch.tensor
        if rank == 1:
            plain = "B" if form.kind is Kind.BOOL else "q"
            of_plain = torch.bool if form.kind is Kind.BOOL else torch.int64

            def embed_vector(value: Any) -> object:
                # A buffer is read at a third of what a tuple costs; an empty one cannot be, nor can 2^63 and above.
                try:
                    read = torch.frombuffer(array(plain, value), dtype=of_plain) if value else None
                except OverflowError:
                    read = None
                if read is None:
                    return tensor(value, dtype=dtype, device=device)
                return read if dtype is of_plain and device.type == "cpu" else read.to(device=device, dtype=dtype)

            return embed_vector

        def embed(value: Any) -> object:
            if not is_rectangular(value, rank):
                raise UnsupportedForm("PyTorch has no tensors of rows of different lengths")
            return tensor(to_lists(value), dtype=dtype, device=device).reshape(full_shape(value, rank))

        return embed

    def settled(self, native: object) -> object:
        """The value once CUDA has done all that it was asked for: what fails there is an exception of this call."""
        torch.cuda.synchronize(self._device)
        return native

    def is_usable(self) -> bool:
        """False once an assertion or a bad access on a CUDA device has ended its use in this process."""
        if self._device.type != "cuda":
            return True
        try:
            torch.cuda.synchronize(self._device)
        except RuntimeError:
            return False
        return True

    def _is_tensor(self, native: object, rank: int) -> bool:
        """Whether it is a dense tensor of that rank on the carrier's device."""
        return (
            (type(native) is torch.Tensor or isinstance(native, torch.nn.Parameter))
            and native.ndim == rank
            and native.layout is torch.strided
            and (native.device == self._device or self._is_on_device(native.device))
        )

    def _is_on_device(self, device: torch.device) -> bool:
        """Whether it is the carrier's device, which may be any of its kind."""
        return device.type == self._device.type and self._device.index in (None, device.index)

    def decoder(self, form: Form) -> Callable[[object], Any]:
        return self._scalar(form.kind) if form.rank == 0 else self._tensor(form)

    def _scalar(self, kind: Kind) -> Callable[[object], Any]:
        of_float = self._is_float and kind is Kind.NAT
        if kind is Kind.BOOL:
            wanted = f"bool or a 0-d bool tensor on {self.device}"
        elif of_float:
            wanted = f"int or a 0-d {self.dtype} tensor on {self.device} with an integral value, not negative"
        else:
            wanted = f"int or a 0-d tensor of an integer dtype on {self.device}, not negative"
        dtypes = _INTEGER_DTYPES
        if kind is Kind.BOOL or of_float:
            dtypes = frozenset({self._dtype_of(kind)})

        def decode(native: object) -> Any:
            if type(native) is (bool if kind is Kind.BOOL else int):
                value: Any = native
            elif self._is_tensor(native, 0) and native.dtype in dtypes:  # type: ignore[attr-defined]
                value = native.item()  # type: ignore[attr-defined]
                if of_float:
                    value = to_integers(self, value, wanted, native)
            else:
                self.refuse(wanted, native)
            if kind is not Kind.BOOL and value < 0:
                self.refuse(wanted, native)
            return value

        return decode

    def _tensor(self, form: Form) -> Callable[[object], Any]:
        dtype, rank = self._dtype_of(form.kind), form.rank
        wanted = f"a {rank}-d {str(dtype).removeprefix('torch.')} tensor on {self.device}"
        if form.kind is not Kind.BOOL:
            wanted += (" of integral values" if dtype.is_floating_point else "") + ", not negative"

        def decode(native: object) -> Any:
            if not self._is_tensor(native, rank) or native.dtype != dtype:  # type: ignore[attr-defined]
                self.refuse(wanted, native)
            items = native.tolist()  # type: ignore[attr-defined]
            value = tuple(items) if rank == 1 else to_tuples(items)
            if dtype.is_floating_point:
                value = to_integers(self, value, wanted, native)
            if form.kind is not Kind.BOOL:
                check_naturals(self, value, wanted, native)
            return value

        return decode

    def imports(self) -> tuple[str, ...]:
        return ("import torch",)

    def literal(self, form: Form, value: Any) -> str:
        if form.rank == 0:
            return repr(value)
        device = "" if self.device == "cpu" else f", device={self.device!r}"
        source = f"torch.tensor({to_lists(value)!r}, dtype={self._dtype_of(form.kind)}{device})"
        shape = full_shape(value, form.rank)
        return source if form.rank == 1 or 0 not in shape else f"{source}.reshape({shape})"

    def check_source(self, name: str, form: Form, value: Any) -> str:
        dtype = self._dtype_of(form.kind)
        place = f"{name}.device.type == {self._device.type!r}"
        if self._device.index is not None:
            place = f"{name}.device == torch.device({self.device!r})"
        plain = f"(type({name}) is torch.Tensor or isinstance({name}, torch.nn.Parameter))"
        tensor = f"{plain} and {name}.layout is torch.strided and {place} and {name}.ndim == {form.rank}"
        if form.rank:
            expected = f"{name}.tolist() == {to_lists(value)!r}"
            return f"assert {tensor} and {name}.dtype == {dtype} and {expected}, {name}"
        if form.kind is Kind.BOOL:
            typed = f"type({name}) is bool or {tensor} and {name}.dtype == {dtype}"
            return f"assert ({typed}) and bool({name}) is {value}, {name}"
        if form.kind is Kind.NAT and self._is_float:
            right = f"{name}.dtype == {dtype}"
        else:
            right = f"not ({name}.is_floating_point() or {name}.is_complex() or {name}.dtype == torch.bool)"
        whole = f"{name} if type({name}) is int else {name}.item()"
        return f"assert (type({name}) is int or {tensor} and {right}) and ({whole}) == {value}, {name}"

    def snapshot(self, native: object) -> object:
        return native.detach().clone() if isinstance(native, torch.Tensor) else native

    def unchanged(self, native: object, snapshot: object) -> bool:
        if not isinstance(snapshot, torch.Tensor):
            return type(native) is type(snapshot) and bool(native == snapshot)
        return (
            isinstance(native, torch.Tensor)
            and native.dtype == snapshot.dtype
            and native.shape == snapshot.shape
            and native.device == snapshot.device
            and bool(native.tolist() == snapshot.tolist())
        )

    def shares_memory(self, a: object, b: object) -> bool:
        """Whether the storages overlap, wherever in them the two tensors lie."""
        first, second = _storage(a), _storage(b)
        if first is None or second is None or first[0] != second[0]:
            return False
        return first[1] < second[2] and second[1] < first[2]

    def separate_source(self, a: str, b: str) -> str:
        pointers = " != ".join(f"{name}.untyped_storage().data_ptr()" for name in (a, b))
        return f'assert {pointers}, "the memory is shared"'

    def refill(self, native: object, other: object) -> None:
        assert isinstance(native, torch.Tensor)
        assert isinstance(other, torch.Tensor)
        native.copy_(other)

    def refill_source(self, name: str, source: str) -> str:
        return f"{name}.copy_({source})"

    def laid_out(self, native: object, layout: str) -> object:
        if not layout or not isinstance(native, torch.Tensor) or native.ndim != 1:
            return native
        return _LAYOUTS[layout][0](native)

    def layout_source(self, source: str, layout: str) -> str:
        return _LAYOUTS[layout][1].format(source) if layout else source


_LAYOUTS: dict[str, tuple[Callable[[torch.Tensor], torch.Tensor], str]] = {
    "a view with a step": (lambda t: t.repeat_interleave(2)[::2], "{0}.repeat_interleave(2)[::2]"),
    "a part of a larger tensor": (
        lambda t: torch.cat([t[:1], t, t[:1]])[1:-1],
        "(lambda t: torch.cat([t[:1], t, t[:1]])[1:-1])({0})",
    ),
}
"""Ways to lay out a 1-D tensor: a function that makes it from a plain one, and its source."""

TorchCarrier.layouts = tuple(_LAYOUTS)


def _short(dtype: str) -> str:
    return "torch" if dtype == "int64" else f"torch:{dtype}"


def _device(text: str, device: str) -> torch.device:
    """The device of that name.

    Raises:
        CarrierError: there is no such device here.
    """
    try:
        found = torch.device(device)
    except RuntimeError:
        found = None
    if found is None or found.type not in ("cpu", "cuda"):
        raise CarrierError(f"carrier `{text}`: {unknown_name('torch device', device, ('cpu', 'cuda'))}")
    if found.type == "cpu":
        return torch.device("cpu")
    if not torch.cuda.is_available():
        raise CarrierError(
            f"carrier `{text}`: there is no CUDA device on this machine (`torch.cuda.is_available()` is false)"
        )
    if found.index is not None and found.index >= torch.cuda.device_count():
        raise CarrierError(f"carrier `{text}`: there is no CUDA device {found.index} on this machine")
    return found


def _storage(native: object) -> tuple[torch.device, int, int] | None:
    """Device, first and past-the-end address of a tensor's storage; None for what has none."""
    if not isinstance(native, torch.Tensor) or native.layout is not torch.strided or native.is_meta:
        return None
    storage = native.untyped_storage()
    start = storage.data_ptr()
    return (native.device, start, start + storage.nbytes()) if storage.nbytes() else None
