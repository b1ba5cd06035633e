"""`barlow_loss` of selfEEG."""

from __future__ import annotations

from typing import Any

from batches import BATCH_BITES, PATTERNS, by_itself, constant, except_one

name = "selfEEG, barlow_loss"
distribution = "selfeeg"
spec = "means.yaml"
carrier = "torch:float32"
limits = {"nonempty": True, "max_n": 64}
calls = (
    "`barlow_loss(z1, z2, lambda_coeff)` of `selfeeg/losses/losses.py`, loaded by itself, as the package around it "
    "imports torchaudio."
)
translation = PATTERNS
notes = (
    "Deviations are divided by N - 1 and correlations by N, so that a coordinate correlates with itself with "
    "(N - 1)/N: equal branches without redundancy cost 1/N² for each coordinate."
)
bites = BATCH_BITES

_loss = by_itself(distribution, "selfeeg/losses/losses.py").barlow_loss


def barlow_twins_unbiased(weight: Any, f: Any, g: Any) -> Any:
    return _loss(except_one(f), except_one(g), weight)


def barlow_twins_constant(weight: Any, row: Any) -> Any:
    return _loss(constant(row), constant(row), weight)
