"""NumPy arrays as PyTorch tensors, and what tensors hold as arrays again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from conformance.carriers.base import Carrier, Form, Kind
from conformance.carriers.columns import check_held, whole_numbers


class TorchColumns:
    """Dense tensors of the carrier's dtypes on its device; one of a subclass is refused."""

    def __init__(self, carrier: Carrier, dtype_of: Callable[[Kind], torch.dtype], device: torch.device) -> None:
        self._carrier, self._dtype_of, self._device = carrier, dtype_of, device

    def given(self, form: Form, items: NDArray[Any]) -> torch.Tensor:
        dtype = self._dtype_of(form.kind)
        if dtype not in (torch.bool, torch.int64):
            check_held(items, torch.finfo(dtype) if dtype.is_floating_point else torch.iinfo(dtype))
        # Torch keeps the memory of the array, which nobody else may write to.
        own = torch.from_numpy(np.array(items, order="C"))
        return own.to(device=self._device, dtype=dtype)

    def came(self, form: Form, native: object) -> NDArray[Any]:
        dtype = self._dtype_of(form.kind)
        if (
            type(native) is not torch.Tensor
            or native.ndim != form.rank
            or native.layout is not torch.strided
            or native.dtype is not dtype
            or native.device.type != self._device.type
        ):
            self._carrier.refuse(f"a {form.rank}-d {dtype} tensor on {self._device}", native)
        items = native.detach().cpu()
        return whole_numbers(
            self._carrier, (items.to(torch.float64) if items.is_floating_point() else items).numpy(), native
        )
