"""Where the items of PyTorch tensors lie in memory."""

from __future__ import annotations

import torch

MOST = 2**24
"""Of tensors with more places in memory it is asked whether their stretches overlap, and not item by item."""


def plain(native: object) -> torch.Tensor | None:
    """A tensor as one of the base class, whatever its subclass makes of it; None for what is no tensor."""
    if type(native) is torch.Tensor:
        return native
    if not issubclass(type(native), torch.Tensor):
        return None
    with torch._C.DisableTorchFunctionSubclass():
        return torch.Tensor.as_subclass(native, torch.Tensor)  # type: ignore[arg-type]


def share(first: torch.Tensor, second: torch.Tensor) -> bool:
    """Whether a byte of an item of one is a byte of an item of the other."""
    (start, stop), (start_2, stop_2) = stretch(first), stretch(second)
    # Most lie in stretches of their own, which is soon told.
    low, high = max(start, start_2), min(stop, stop_2)
    if low >= high:
        return False
    if first.is_contiguous() and second.is_contiguous():
        return True
    taken, taken_2 = _taken(first, low, high), _taken(second, low, high)
    return taken is None or taken_2 is None or bool((taken & taken_2).any())


def stretch(tensor: torch.Tensor) -> tuple[int, int]:
    """The address of a tensor's first byte and the one after its last, with what is not its own in between."""
    if tensor.layout is not torch.strided or tensor.is_meta or not tensor.numel():
        return 0, 0
    start, size = tensor.data_ptr(), tensor.element_size()
    steps = ((length - 1) * stride for length, stride in zip(tensor.shape, tensor.stride(), strict=True))
    return start, start + (sum(steps) + 1) * size


def _taken(tensor: torch.Tensor, low: int, high: int) -> torch.Tensor | None:
    """Which of the bytes from one address up to another are of a tensor's items; None where that is too much to say."""
    size = tensor.element_size()
    offsets = torch.tensor([tensor.data_ptr() - low], device="cpu")
    for length, stride in zip(tensor.shape, tensor.stride(), strict=True):
        # What a dimension without a step repeats lies in one place.
        if stride:
            if offsets.numel() * length > MOST:
                return None
            offsets = (offsets[:, None] + torch.arange(length, device="cpu") * (stride * size)).reshape(-1)
    if high - low > MOST * size:
        return None
    places = (offsets[:, None] + torch.arange(size, device="cpu")).reshape(-1)
    taken = torch.zeros(high - low, dtype=torch.bool, device="cpu")
    taken[places[(places >= 0) & (places < high - low)]] = True
    return taken
