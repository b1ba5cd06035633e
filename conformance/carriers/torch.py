"""The PyTorch carrier: `bool` and `int64` tensors, losses in the carrier's dtype, on one device."""

from __future__ import annotations

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
    is_rectangular,
    to_lists,
    to_tuples,
)

SIGNIFICANDS = {"float16": 11, "bfloat16": 8, "float32": 24, "float64": 53}
INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")


class TorchCarrier(Carrier):
    """Tensors; naturals in `dtype` go as far as it holds every one of them exactly."""

    library = "torch"

    def __init__(self, dtype: str = "int64", device: str = "cpu") -> None:
        if dtype not in SIGNIFICANDS and dtype not in INTEGERS:
            choices = ", ".join((*INTEGERS, *SIGNIFICANDS))
            raise CarrierError(f"torch has no number dtype `{dtype}`; expected one of {choices}")
        try:
            self._device = torch.device(device)
        except RuntimeError:
            raise CarrierError(f"torch has no device `{device}`; expected cpu or cuda") from None
        if self._device.type == "cuda" and not torch.cuda.is_available():
            raise CarrierError("no CUDA device here: `torch.cuda.is_available()` is false")
        self.dtype, self.device = dtype, device
        suffix = f":{dtype}:{device}" if device != "cpu" else "" if dtype == "int64" else f":{dtype}"
        self.text = f"torch{suffix}"
        self._dtype: torch.dtype = getattr(torch, dtype)
        self._is_float = dtype in SIGNIFICANDS
        self.max_nat = 2 ** SIGNIFICANDS[dtype] if self._is_float else int(torch.iinfo(self._dtype).max)

    def _dtype_of(self, kind: Kind) -> torch.dtype:
        return {Kind.BOOL: torch.bool, Kind.INDEX: torch.int64, Kind.NAT: self._dtype}[kind]

    def embedder(self, form: Form) -> Callable[[Any], object]:
        if form.rank == 0:
            return lambda value: value
        dtype, device, rank = self._dtype_of(form.kind), self._device, form.rank

        def embed(value: Any) -> object:
            if not is_rectangular(value, rank):
                raise UnsupportedForm("PyTorch has no tensors of rows of different lengths")
            tensor = torch.tensor(to_lists(value), dtype=dtype, device=device)
            return tensor if rank == 1 else tensor.reshape(_shape(value, rank))

        return embed

    def _here(self, native: torch.Tensor) -> bool:
        return native.device.type == self._device.type and self._device.index in (None, native.device.index)

    def decoder(self, form: Form) -> Callable[[object], Any]:
        return self._scalar(form.kind) if form.rank == 0 else self._tensor(form)

    def _scalar(self, kind: Kind) -> Callable[[object], Any]:
        if kind is Kind.BOOL:
            wanted = "bool or a 0-d bool tensor"
        elif self._is_float and kind is Kind.NAT:
            wanted = f"int or a 0-d {self.dtype} tensor with an integral value, not negative"
        else:
            wanted = "int or a 0-d tensor of an integer dtype, not negative"
        wanted += "" if self.device == "cpu" else f", on {self.device}"

        def decode(native: object) -> Any:
            if isinstance(native, torch.Tensor):
                if native.ndim != 0 or not self._here(native):
                    self.refuse(wanted, native)
                raw = native.item()
                if kind is Kind.BOOL:
                    if native.dtype != torch.bool:
                        self.refuse(wanted, native)
                    return raw
                if self._is_float and kind is Kind.NAT:
                    if native.dtype != self._dtype or not float(raw).is_integer():
                        self.refuse(wanted, native)
                elif not isinstance(raw, int) or isinstance(raw, bool):
                    self.refuse(wanted, native)
                value = int(raw)
            elif isinstance(native, bool):
                if kind is not Kind.BOOL:
                    self.refuse(wanted, native)
                return native
            elif isinstance(native, int) and kind is not Kind.BOOL:
                value = native
            else:
                self.refuse(wanted, native)
            check_naturals(self, value, wanted, native)
            return value

        return decode

    def _tensor(self, form: Form) -> Callable[[object], Any]:
        dtype = self._dtype_of(form.kind)
        wanted = f"a {form.rank}-d {str(dtype).removeprefix('torch.')} tensor"
        wanted += "" if self.device == "cpu" else f" on {self.device}"

        def decode(native: object) -> Any:
            if (
                not isinstance(native, torch.Tensor)
                or native.ndim != form.rank
                or native.dtype != dtype
                or not self._here(native)
            ):
                self.refuse(wanted, native)
            value = to_tuples(native.tolist())
            if dtype.is_floating_point:
                value = self._integral(value, wanted, native)
            if form.kind is not Kind.BOOL:
                check_naturals(self, value, f"{wanted}, not negative", native)
            return value

        return decode

    def _integral(self, value: Any, wanted: str, native: object) -> Any:
        if isinstance(value, tuple):
            return tuple(self._integral(v, wanted, native) for v in value)
        if not float(value).is_integer():
            self.refuse(f"{wanted} of integral values", native)
        return int(value)

    def imports(self) -> tuple[str, ...]:
        return ("import torch",)

    def literal(self, form: Form, value: Any) -> str:
        if form.rank == 0:
            return repr(value)
        device = "" if self.device == "cpu" else f", device={self.device!r}"
        source = f"torch.tensor({to_lists(value)!r}, dtype={self._dtype_of(form.kind)}{device})"
        return source if form.rank == 1 or value else f"{source}.reshape({_shape(value, form.rank)})"

    def check_source(self, name: str, form: Form, value: Any) -> str:
        if form.rank:
            return (
                f"assert ({name}.dtype, {name}.tolist()) == ({self._dtype_of(form.kind)}, {to_lists(value)!r}), {name}"
            )
        if form.kind is Kind.BOOL:
            return f"assert torch.as_tensor({name}).dtype == torch.bool and bool({name}) is {value}, {name}"
        whole = "" if self._is_float else f"not torch.as_tensor({name}).is_floating_point() and "
        return f"assert {whole}int({name}) == {value}, {name}"

    def snapshot(self, native: object) -> object:
        if isinstance(native, torch.Tensor):
            return str(native.dtype), tuple(native.shape), native.tolist()
        return repr(native)


def _shape(value: Any, rank: int) -> tuple[int, ...]:
    if rank == 0:
        return ()
    return (len(value), *(_shape(value[0], rank - 1) if value else (0,) * (rank - 1)))
