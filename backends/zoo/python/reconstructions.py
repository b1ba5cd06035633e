"""Specimens on Python lists: patches made of predictions, and compared."""

from __future__ import annotations

import operator

from .._registry import because
from ._base import CorrectPatches, faulty


@faulty("the decoder of the first position for all", caught_by={"reconstruct": "violation"})
class FirstDecoder(CorrectPatches):
    def reconstruct(self, decode: list[list[int]], pred: list[int]) -> list[int]:
        return [decode[0][p] for p in pred]


@faulty(
    "each decoder gets the prediction of the position on the other side",
    caught_by=because("violation", "reconstruct", "exactReconstruction_identity"),
)
class DecodersReversed(CorrectPatches):
    def reconstruct(self, decode: list[list[int]], pred: list[int]) -> list[int]:
        return [decoder[p] for decoder, p in zip(decode, reversed(pred), strict=True)]


@faulty(
    "position and prediction swapped as indices of the decoders",
    caught_by=because("exception", "reconstruct", "reconstruct.well_formed", "exactReconstruction_identity"),
)
class DecodeTransposed(CorrectPatches):
    def reconstruct(self, decode: list[list[int]], pred: list[int]) -> list[int]:
        return [decode[p][i] for i, p in enumerate(pred)]


@faulty(
    "the patches are written over the predictions",
    caught_by=because("aliased", "reconstruct.shares_no_memory")
    | because("mutated_input", "reconstruct.preserves_inputs"),
)
class DecodedInPlace(CorrectPatches):
    def reconstruct(self, decode: list[list[int]], pred: list[int]) -> list[int]:
        pred[:] = super().reconstruct(decode, pred)
        return pred


@faulty(
    "where decoding changes nothing, the predictions themselves come back",
    caught_by={"reconstruct.shares_no_memory": "aliased"},
)
class PredictionsHandedBack(CorrectPatches):
    def reconstruct(self, decode: list[list[int]], pred: list[int]) -> list[int]:
        decoded: list[int] = super().reconstruct(decode, pred)
        return pred if decoded == pred else decoded


@faulty("one position that agrees makes a reconstruction exact", caught_by={"ExactReconstruction": "violation"})
class ExactSomewhere(CorrectPatches):
    def exact_reconstruction(self, x: list[int], y: list[int]) -> bool:
        return not x or any(map(operator.eq, x, y))


@faulty(
    "a reconstruction is exact where its patches add up to the same", caught_by={"ExactReconstruction": "violation"}
)
class ExactBySum(CorrectPatches):
    def exact_reconstruction(self, x: list[int], y: list[int]) -> bool:
        return sum(x) == sum(y)


@faulty(
    "a reconstruction is exact where the same patches occur somewhere", caught_by={"ExactReconstruction": "violation"}
)
class ExactBySet(CorrectPatches):
    def exact_reconstruction(self, x: list[int], y: list[int]) -> bool:
        return set(x) == set(y)


@faulty("the first 48 patches alone are compared", caught_by={"ExactReconstruction": "violation"})
class ExactUpTo48(CorrectPatches):
    def exact_reconstruction(self, x: list[int], y: list[int]) -> bool:
        return x[:48] == y[:48]


@faulty(
    "without patches nothing is exact",
    caught_by=because("violation", "ExactReconstruction", "exactReconstruction_identity"),
)
class NothingIsExact(CorrectPatches):
    def exact_reconstruction(self, x: list[int], y: list[int]) -> bool:
        return bool(x) and x == y
