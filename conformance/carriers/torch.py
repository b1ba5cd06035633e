"""The PyTorch carrier: `bool` and `int64` tensors, losses in the carrier's dtype, on one device."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch

from conformance.carriers.base import TOO_LARGE, Carrier, CarrierError, Form, Kind, UnsupportedForm
from conformance.carriers.natives import Called, Gradients, Weights
from conformance.carriers.nested import full_shape, items_of_lengths, rebuilt
from conformance.carriers.reals import as_real, real_source, to_exact, to_integers, to_written
from conformance.carriers.scalars import as_scalar, check_numbers, refuse_number, scalar_source, unknown_name
from conformance.carriers.torch_columns import TorchColumns
from conformance.carriers.torch_gradients import gradient_source, gradients, second_gradient_source, second_gradients
from conformance.carriers.torch_layouts import LAYOUTS
from conformance.carriers.torch_memory import plain, share, stretch
from conformance.carriers.torch_wraps import WRAPS, wrapped

SIGNIFICANDS = {"float16": 11, "bfloat16": 8, "float32": 24, "float64": 53}
INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
DTYPES = (*INTEGERS, *SIGNIFICANDS)
_INTEGER_DTYPES = frozenset(getattr(torch, name) for name in INTEGERS)
_LONG = 64
"""Items of a tensor from which on the least is found sooner in it than among its items."""
_HAS_NAMES = hasattr(torch.Tensor, "names")
"""Whether dimensions have names, which PyTorch has given up."""


class TorchCarrier(Carrier):
    """Tensors; naturals in `dtype` go as far as it holds every one of them exactly."""

    library = "torch"
    has_arrays = has_gradients = True
    wraps = WRAPS

    def __init__(self, dtype: str = "int64", device: str = "cpu") -> None:
        text = f"torch:{dtype}:{device}"
        if dtype not in DTYPES:
            raise CarrierError(f"carrier `torch:{dtype}`: {unknown_name('torch dtype', dtype, DTYPES)}")
        self._device = _device(text, device)
        self.dtype, self.device = dtype, str(self._device)
        on_cpu = self._device.type == "cpu"
        self.text = f"torch:{dtype}:{self.device}" if not on_cpu else _short(dtype)
        self._dtype: torch.dtype = getattr(torch, dtype)
        self._is_float, self.has_negatives = dtype in SIGNIFICANDS, self._dtype.is_signed
        self._real = self._dtype if self._is_float else torch.float64
        self._float = self._dtype if self._is_float else torch.get_default_dtype()
        self.lowest, self.significand = float(torch.finfo(self._float).min), SIGNIFICANDS.get(dtype, 53)
        self.columns, self.puts_off = TorchColumns(self, self._dtype_of, self._device), not on_cpu
        self.max_nat = 2 ** SIGNIFICANDS[dtype] if self._is_float else int(torch.iinfo(self._dtype).max)

    def has_dtype(self, name: str) -> bool:
        return name in DTYPES or super().has_dtype(name)

    def _dtype_of(self, kind: Kind) -> torch.dtype:
        if kind.dtype == Kind.FLOAT:
            return self._float
        if kind.dtype == Kind.INTEGER:
            return torch.int64 if self._is_float else self._dtype
        if kind.dtype:
            return getattr(torch, kind.dtype)  # type: ignore[no-any-return]
        if kind.is_real:
            return self._real
        return torch.bool if kind.is_bool else torch.int64 if kind.is_index else self._dtype

    def embedder(self, form: Form) -> Callable[[Any], object]:
        """Spec values to plain scalars (rank 0) or contiguous tensors of `form.rank` dimensions."""
        if form.rank == 0:
            return float if form.kind.is_real else lambda value: value
        dtype, device, rank, tensor = self._dtype_of(form.kind), self._device, form.rank, torch.tensor
        code, of_code = ("B", torch.bool) if form.kind.is_bool else ("q", torch.int64)
        if form.kind.is_real:
            code, of_code = "d", torch.float64
        is_read = dtype is of_code and device.type == "cpu"

        def embed_vector(value: Any) -> torch.Tensor:
            # A buffer is read at a third of what a tuple costs; an empty one cannot be, nor can 2^63 and above.
            try:
                read = torch.frombuffer(array(code, value), dtype=of_code) if value else None
            except OverflowError:
                read = None
            if read is None:
                return tensor(to_written(form, value), dtype=dtype, device=device)
            return read if is_read else read.to(device=device, dtype=dtype)

        def embed(value: Any) -> object:
            shape = full_shape(value, rank)
            items = items_of_lengths(value, shape)
            if items is None:
                raise UnsupportedForm("PyTorch has no tensors of rows of different lengths")
            return embed_vector(tuple(items)).reshape(shape)

        return embed_vector if rank == 1 else embed

    def copier(self, form: Form) -> Callable[[Any], object] | None:
        return torch.Tensor.clone if form.rank else None

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

    def _tensor_of(self, native: object, rank: int) -> torch.Tensor | None:
        """A dense tensor of that rank on the carrier's device, as one of the base class; None for all else."""
        found = plain(native)
        if (
            found is not None
            and found.ndim == rank
            and found.layout is torch.strided
            and (found.device == self._device or self._is_on_device(found.device))
        ):
            return found
        return None

    def _is_on_device(self, device: torch.device) -> bool:
        """Whether it is the carrier's device, which may be any of its kind."""
        return device.type == self._device.type and self._device.index in (None, device.index)

    def decoder(self, form: Form) -> Callable[[object], Any]:
        return self._scalar(form.kind) if form.rank == 0 else self._tensor(form)

    def _real_scalar(self, kind: Kind) -> Callable[[object], Any]:
        wanted = f"a float, or a 0-d {str(self._real).removeprefix('torch.')} tensor on {self.device}"
        dtypes = _INTEGER_DTYPES | {self._real}

        def decode(native: object) -> Any:
            tensor = self._tensor_of(native, 0)
            value = as_real(native) if tensor is None else tensor.item() if tensor.dtype in dtypes else None
            if value is None:
                self.refuse(wanted, native)
            return to_exact(self, kind, value, wanted, native)

        return decode

    def _scalar(self, kind: Kind) -> Callable[[object], Any]:
        if kind.is_real:
            return self._real_scalar(kind)
        least = kind.least
        of_float = self._is_float and kind.is_number
        exact = bool if kind.is_bool else int
        if kind.is_bool:
            wanted = f"bool or a 0-d bool tensor on {self.device}"
        elif of_float:
            wanted = f"int or a 0-d {self.dtype} tensor on {self.device} with an integral value{kind.suffix}"
        else:
            wanted = f"int or a 0-d tensor of an integer dtype on {self.device}{kind.suffix}"
        dtypes = _INTEGER_DTYPES
        if kind.is_bool or of_float:
            dtypes = frozenset({self._dtype_of(kind)})

        def decode(native: object) -> Any:
            if type(native) is exact:
                value: Any = native
            elif (tensor := self._tensor_of(native, 0)) is None:
                value = as_scalar(kind, native)
            else:
                if tensor.dtype not in dtypes:
                    self.refuse(wanted, native)
                value = tensor.item()
                if tensor is not native:
                    self.check_told(native.item(), value, wanted, native)  # type: ignore[attr-defined]
                if of_float:
                    value = to_integers(self, value, wanted, native)
            if value is None:
                self.refuse(wanted, native)
            if not least <= value < TOO_LARGE:
                refuse_number(self, value, wanted, native)
            return value

        return decode

    def _tensor(self, form: Form) -> Callable[[object], Any]:
        dtype, rank = self._dtype_of(form.kind), form.rank
        wanted = f"a {rank}-d {str(dtype).removeprefix('torch.')} tensor on {self.device}"
        if form.kind.is_number or form.kind.is_index:
            wanted += (" of integral values" if dtype.is_floating_point else "") + form.kind.suffix
        tuples, checked, least = rebuilt(tuple, rank), not form.kind.is_bool, form.kind.least

        def decode(native: object) -> Any:
            tensor = self._tensor_of(native, rank)
            if tensor is None or tensor.dtype != dtype:
                self.refuse(wanted, native)
            items: Any = tensor.tolist()
            if tensor is not native:
                self.check_told(native.tolist(), items, wanted, native)  # type: ignore[attr-defined]
            if form.kind.is_real:
                return to_exact(self, form.kind, items, wanted, native)
            value = tuples(items)
            if dtype.is_floating_point:
                value = to_integers(self, value, wanted, native)
            if checked and not (dtype is torch.int64 and tensor.numel() >= _LONG and tensor.min().item() >= least):
                check_numbers(self, form.kind, value, wanted, native)
            return value

        return decode

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
        return wrapped(self.known_wrap(word), function, self._device)

    def generator(self, seed: int) -> object:
        return torch.Generator(self._device).manual_seed(seed)

    def generator_source(self, seed: str) -> str:
        return f"torch.Generator({self._device.type!r}).manual_seed({seed})"

    def imports(self) -> tuple[str, ...]:
        return ("import torch",)

    def literal(self, form: Form, value: Any) -> str:
        if form.rank == 0:
            return repr(to_written(form, value))
        device = "" if self.device == "cpu" else f", device={self.device!r}"
        source = f"torch.tensor({to_written(form, value)!r}, dtype={self._dtype_of(form.kind)}{device})"
        shape = full_shape(value, form.rank)
        return source if form.rank == 1 or 0 not in shape else f"{source}.reshape({shape})"

    def check_source(self, name: str, form: Form, value: Any) -> str:
        dtype = self._dtype_of(form.kind)
        place = f"{name}.device.type == {self._device.type!r}"
        if self._device.index is not None:
            place = f"{name}.device == torch.device({self.device!r})"
        dense = f"isinstance({name}, torch.Tensor) and {name}.layout is torch.strided"
        tensor = f"{dense} and {place} and {name}.ndim == {form.rank}"
        if form.rank:
            expected = f"{name}.tolist() == {to_written(form, value)!r}"
            return f"assert {tensor} and {name}.dtype == {dtype} and {expected}, {name}"
        if form.kind.is_bool:
            typed = f"type({name}) is bool or {tensor} and {name}.dtype == {dtype}"
            return f"assert ({typed}) and bool({name}) is {value}, {name}"
        if form.kind.is_real or (form.kind.is_number and self._is_float):
            right = f"{name}.dtype == {dtype}"
        else:
            right = f"not ({name}.is_floating_point() or {name}.is_complex() or {name}.dtype == torch.bool)"
        whole = f"{name} if isinstance({name}, {'(int, float)' if form.kind.is_real else 'int'}) else {name}.item()"
        plain = real_source(name) if form.kind.is_real else scalar_source(form.kind, name)
        return f"assert ({plain} or {tensor} and {right}) and ({whole}) == {to_written(form, value)}, {name}"

    def copied(self, native: object) -> object:
        return native.detach().clone() if isinstance(native, torch.Tensor) else native

    def holds_same(self, native: object, copy: object) -> bool:
        if not isinstance(copy, torch.Tensor):
            return type(native) is type(copy) and bool(native == copy)
        return (
            isinstance(native, torch.Tensor)
            and native.dtype == copy.dtype
            and native.shape == copy.shape
            and native.device == copy.device
            and torch.equal(native, copy)
        )

    def state(self, native: object) -> Mapping[str, object]:
        if not isinstance(native, torch.Tensor):
            return {}
        state: dict[str, object] = {
            "requires_grad": native.requires_grad,
            "stride()": native.stride(),
            "storage_offset()": native.storage_offset(),
        }
        return state | {"names": native.names} if _HAS_NAMES else state  # type: ignore[attr-defined]

    def shares_memory(self, a: object, b: object) -> bool:
        """Whether an item of one lies where one of the other does; those of an expanded tensor can be written to."""
        first, second = plain(a), plain(b)
        return first is not None and second is not None and first.device == second.device and share(first, second)

    def stretches(self, native: object) -> Sequence[tuple[int, int]]:
        tensor = plain(native)
        return () if tensor is None or not tensor.numel() else (stretch(tensor),)

    def separate_source(self, a: str, b: str) -> str:
        each = "t[tuple(i)].data_ptr() for i in torch.ones(t.shape).nonzero().tolist()"
        places = [f"(lambda t: {{{each}}})(torch.as_tensor({name}))" for name in (a, b)]
        return f'assert not {" & ".join(places)}, "the memory is shared"'

    def refill(self, native: object, other: object) -> None:
        assert isinstance(native, torch.Tensor)
        assert isinstance(other, torch.Tensor)
        native.copy_(other)

    def altered(self, native: object) -> object:
        tensor = plain(native)
        assert tensor is not None
        return (tensor == 0).to(tensor.dtype)

    def refill_source(self, name: str, source: str) -> str:
        return f"{name}.copy_(torch.as_tensor({source}))"


TorchCarrier.layouts = LAYOUTS


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
