"""Specimens on Python lists: sums and means of any floats, rounded once or too often."""

from __future__ import annotations

import json
import math
import statistics
import struct
from array import array
from collections.abc import Mapping
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any, ClassVar

from .._registry import because
from ._base import CorrectViews, Reals, check_index, columns, faulty, pick, unusual

Bits = list[bool]
PRACTICE, VIEWS = ("practice",), ("predictive_view",)


class Floats:
    carrier = "python"
    limits: ClassVar[Mapping[str, int]] = {"max_n": 256}


def rounding(operation: str) -> dict[str, str]:
    """Caught by how far results are from exact ones."""
    return because("violation", f"{operation}.rounding")


def picked(x: Reals, mask: Bits) -> Reals:
    """What is selected."""
    return [v for v, m in zip(x, mask, strict=True) if m]


@faulty(
    "a mean is read back from the log, of six digits",
    caught_by=because("violation", "maskedMean.rounding", "maskedMean", "maskedMean_all"),
    modules=PRACTICE,
)
class MeanFromLog(Floats):
    def masked_mean(self, x: Reals, mask: Bits) -> Any:
        chosen = picked(x, mask)
        return float(f"{sum(chosen) / max(len(chosen), 1):.6g}")


@faulty(
    "bools are multiplied with what they mask out",
    caught_by=because("violation", "maskedSum.ignores_unread"),
    modules=PRACTICE,
)
class TimesBool(Floats):
    def masked_sum(self, x: Reals, mask: Bits) -> Any:
        return math.fsum(v * m for v, m in zip(x, mask, strict=True))


@faulty(
    "struct packs values as floats of 32 bits",
    caught_by=because("violation", "maskedSelect.rounding", "maskedSelect"),
    modules=PRACTICE,
)
class PackedInSingle(Floats):
    def masked_select(self, x: Reals, mask: Bits) -> Any:
        chosen = picked(x, mask)
        return list(struct.unpack(f"{len(chosen)}f", struct.pack(f"{len(chosen)}f", *chosen)))


@faulty(
    "array('f') keeps 24 bits of each value",
    caught_by=because("violation", "padRight.rounding", "padRight", "padRight_full"),
    modules=PRACTICE,
)
class KeptInSingle(Floats):
    def pad_right(self, xs: Reals, n: int, value: float) -> Any:
        return array("f", [*xs, *[value] * (n - len(xs))]).tolist()


@faulty(
    "decimals of nine digits are added up",
    caught_by=because("violation", "maskedSum.rounding", "maskedSum"),
    modules=PRACTICE,
)
class NineDigits(Floats):
    def masked_sum(self, x: Reals, mask: Bits) -> Any:
        context, total = Context(prec=9), Decimal(0)
        for value in picked(x, mask):
            total = context.add(total, Decimal(value))
        return float(total)


@faulty("fractions are rounded to denominators of a million", caught_by=rounding("globalMean"), modules=PRACTICE)
class DenominatorsCut(Floats):
    def global_mean(self, x: list[Reals], mask: list[Bits]) -> Any:
        chosen = [v for row in zip(x, mask, strict=True) for v in picked(*row)]
        total = sum((Fraction(v).limit_denominator(10**6) for v in chosen), Fraction(0))
        return float(total / max(len(chosen), 1))


@faulty(
    "losses are counted in parts of 1024, and what is below one is dropped",
    caught_by=rounding("ignoreIndexLoss"),
    modules=PRACTICE,
)
class CountedInCents(Floats):
    def ignore_index_loss(self, losses: Reals, labels: list[int], ignore_index: int) -> Any:
        active = [v for v, label in zip(losses, labels, strict=True) if label != ignore_index]
        return sum(int(v * 1024) for v in active) / 1024 / max(len(active), 1)


@faulty("values that are nearly equal are taken for equal", caught_by=rounding("sqDist"), modules=VIEWS)
class NearlyEqual(Floats):
    def sq_dist(self, z: Reals, w: Reals) -> Any:
        return math.fsum(0.0 if math.isclose(a, b) else (a - b) ** 2 for a, b in zip(z, w, strict=True))


@faulty("(z - w)(z + w) - 2w(z - w) cancels", caught_by=rounding("sqDist"), modules=VIEWS)
class Factored(Floats):
    def sq_dist(self, z: Reals, w: Reals) -> Any:
        return math.fsum((a - b) * (a + b) - 2 * b * (a - b) for a, b in zip(z, w, strict=True))


@faulty("norms less twice the product: |z|^2 + |w|^2 - 2 z.w cancels", caught_by=rounding("sqDist"))
class NormsLessProduct(CorrectViews):
    def sq_dist(self, z: Reals, w: Reals) -> float:
        norms = sum(a * a for a in z) + sum(b * b for b in w)
        return norms - 2 * sum(a * b for a, b in zip(z, w, strict=True))


@faulty("2 n times the squares less twice the square of the sum, which cancels", caught_by=rounding("coordinateSpread"))
class SpreadByMoments(CorrectViews):
    def coordinate_spread(self, rep: list[Reals], j: int) -> float:
        (values,) = pick([j], columns(rep))
        return 2 * len(values) * sum(a * a for a in values) - 2 * sum(values) ** 2


@faulty("a table is written as JSON with five decimals", caught_by=rounding("gatherRows"), modules=PRACTICE)
class FiveDecimalsInJson(Floats):
    def gather_rows(self, x: list[Reals], ids: list[list[int]]) -> Any:
        for row, chosen in zip(x, ids, strict=True):
            for i in chosen:
                check_index(i, len(row))
        stored = json.loads(json.dumps([[round(v, 5) for v in row] for row in x]))
        return [[row[i] for i in chosen] for row, chosen in zip(stored, ids, strict=True)]


@faulty(
    "a large number is added to each value and taken away again",
    caught_by=because("violation", "maskedSum.rounding", "maskedSum"),
    modules=PRACTICE,
)
class ShiftedByLargest(Floats):
    def masked_sum(self, x: Reals, mask: Bits) -> Any:
        chosen = picked(x, mask)
        largest = max(map(abs, chosen), default=0.0) * 2**20
        return sum((v + largest) - largest for v in chosen)


@unusual("fsum of the selected, rounded once", modules=PRACTICE)
class ExactlyRounded(Floats):
    def masked_sum(self, x: Reals, mask: Bits) -> Any:
        return math.fsum(picked(x, mask))


@unusual("statistics.fmean of the selected", modules=PRACTICE)
class MeanOfStatistics(Floats):
    def masked_mean(self, x: Reals, mask: Bits) -> Any:
        return statistics.fmean(picked(x, mask) or [0.0])


@unusual("decimals of 400 digits, which hold any sum of these", modules=PRACTICE)
class LongDecimals(Floats):
    def masked_sum(self, x: Reals, mask: Bits) -> Any:
        context, total = Context(prec=400), Decimal(0)
        for value in picked(x, mask):
            total = context.add(total, Decimal(value))
        return float(total)


@unusual("Neumaier's sum of squares")
class Neumaier(CorrectViews):
    def sq_dist(self, z: Reals, w: Reals) -> Any:
        total = lost = 0.0
        for a, b in zip(z, w, strict=True):
            square = (a - b) ** 2
            larger = total + square
            lost += (total - larger) + square if total >= square else (square - larger) + total
            total = larger
        return total + lost


@unusual("all floats as multiples of the least one", modules=PRACTICE)
class MultiplesOfLeast(Floats):
    def mean_pool(self, x: Reals, length: int) -> Any:
        multiples = [int(Fraction(v) * 2**1074) for v in x[:length]]
        return float(Fraction(sum(multiples), 2**1074 * max(length, 1)))


@unusual("halves of a list are added up by themselves", modules=PRACTICE)
class HalvesOfList(Floats):
    def global_mean(self, x: list[Reals], mask: list[Bits]) -> Any:
        chosen = [v for row in zip(x, mask, strict=True) for v in picked(*row)]
        return self.added(chosen) / max(len(chosen), 1)

    def added(self, values: Reals) -> float:
        """The sum, by halves."""
        half = len(values) // 2
        return self.added(values[:half]) + self.added(values[half:]) if half else sum(values)
