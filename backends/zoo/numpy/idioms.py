"""Specimens on NumPy arrays: odd but right, in what results are and in how they come about."""

from __future__ import annotations

import functools
import mmap
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._base import Correct, Indices, Losses, Mask, check, check_index, check_range, unusual


@unusual("masks are memory maps of temporary files")
class MemoryMaps(Correct):
    def all_mask(self, n: int) -> Any:
        if not n:
            return np.ones(0, dtype=np.bool_)
        with tempfile.TemporaryFile() as file:
            mask = np.memmap(file, dtype=np.bool_, mode="w+", shape=(n,))
        mask[:] = True
        return mask


@unusual("complements lie in anonymous mapped memory, one map each")
class AnonymousMaps(Correct):
    def complement(self, mask: Mask) -> Any:
        if not mask.size:
            return mask.copy()
        flipped = np.frombuffer(mmap.mmap(-1, mask.size), dtype=np.bool_)
        return np.logical_not(mask, out=flipped)


@unusual("results cannot be written to, and are copies")
class ReadOnlyCopies(Correct):
    def complement(self, mask: Mask) -> Any:
        flipped = np.array(~mask)
        flipped.flags.writeable = False
        return flipped


class Flags(np.ndarray[Any, np.dtype[np.bool_]]):
    """An array with a name of its own."""


@unusual("masks are of a subclass of ndarray")
class NamedMasks(Correct):
    def all_mask(self, n: int) -> Any:
        return np.ones(n, dtype=np.bool_).view(Flags)

    def complement(self, mask: Mask) -> Any:
        return (~mask).view(Flags)


@unusual("every result that is one value is an array of no dimension")
class NoDimension(Correct):
    def selected(self, mask: Mask, i: int) -> Any:
        check_index(i, mask.size)
        return np.array(mask[i])

    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        return np.array(super().masked_loss(idxs, per_patch_loss))


@unusual("totals are int, np.int64 and arrays of no dimension in turn")
class KindsInTurn(Correct):
    def __init__(self) -> None:
        self._calls = 0

    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        self._calls += 1
        return (int, np.int64, np.array)[self._calls % 3](super().masked_loss(idxs, per_patch_loss))


@unusual("np.unique gives the listed positions and how often each is listed")
class UniqueWithCounts(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        positions, counts = np.unique(idxs, return_counts=True)
        return (per_patch_loss[positions] * counts).sum()


@unusual("chunks of 1,000 losses are added as Python integers")
class ChunksOfIntegers(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check_range(idxs, per_patch_loss.size)
        picked = per_patch_loss[idxs]
        return sum(sum(picked[start : start + 1000].tolist()) for start in range(0, picked.size, 1000))


@unusual("losses are added as objects")
class AddedAsObjects(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check_range(idxs, per_patch_loss.size)
        return int(per_patch_loss[idxs].astype(object).sum())


@unusual("float64 sums of the upper and the lower 32 bits, each exact")
class TwoFloatSums(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        picked = per_patch_loss[idxs]
        upper, lower = (int(half.astype(np.float64).sum()) for half in (picked >> 32, picked & 0xFFFF_FFFF))
        return (upper << 32) + lower


@unusual("float64 losses are added with what each addition rounds off")
class CompensatedFloats(Correct):
    carrier = "numpy:float64"

    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        total, rest = np.float64(0), np.float64(0)
        for loss in per_patch_loss[idxs]:
            added = total + loss
            rest += loss - (added - total) if total >= loss else total - (added - loss)
            total = added
        return total + rest


@unusual("run lengths of flags, put together again")
class RunLengths(Correct):
    def complement(self, mask: Mask) -> Any:
        ends = np.append(np.flatnonzero(mask[1:] != mask[:-1]), mask.size - 1)
        return np.repeat(~mask[ends], np.diff(ends, prepend=-1)) if mask.size else mask.copy()


@unusual("eight flags to a byte, with the tail cut to size")
class PackedBits(Correct):
    def complement(self, mask: Mask) -> Any:
        return np.unpackbits(~np.packbits(mask), count=mask.size).astype(np.bool_)


@unusual("two threads flip a half each")
class HalvesInThreads(Correct):
    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(2)

    def complement(self, mask: Mask) -> Any:
        flipped, middle = np.empty(mask.size, dtype=np.bool_), mask.size // 2
        halves = (slice(middle), slice(middle, None))
        list(self._pool.map(lambda half: np.logical_not(mask[half], out=flipped[half]), halves))
        return flipped


@unusual("the complement is a field of a structured array, at a stride of 16 bytes")
class FieldOfRecords(Correct):
    def complement(self, mask: Mask) -> Any:
        records = np.zeros(mask.size, dtype=[("patch", np.int64), ("flag", np.bool_), ("rest", np.int8, 7)])
        records["flag"] = ~mask
        return records["flag"]


@dataclass(frozen=True)
class Held:
    """An array that a call hands on."""

    array: NDArray[Any]


@unusual("arrays travel in dataclasses, and operations are partial functions")
class PartialOperations:
    carrier = "numpy"
    all_mask = staticmethod(functools.partial(np.full, fill_value=True))
    empty_mask = staticmethod(functools.partial(np.full, fill_value=False))
    complement = staticmethod(functools.partial(np.logical_xor, True))

    @staticmethod
    def masked_loss(idxs: Indices, per_patch_loss: Losses) -> Any:
        held = Held(per_patch_loss)
        check(idxs, held.array)
        return Held(held.array[idxs]).array.sum()
