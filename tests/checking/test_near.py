"""Results that are nearly right are told to be so, and the verdict stays."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from conformance import check
from conformance.checking.near import nearly


@pytest.mark.parametrize(
    ("expected", "actual", "told"),
    [
        (1.0, 0.999999, "1.0e-06"),
        ([4, [2.0, 8]], [4, [2.0, 8.004]], "5.0e-04"),
        (Fraction(1, 3), 0.333, "1.0e-03"),
        (3, 3, None),
        (0, 1e-30, None),
        (1.0, 2.0, None),
        ([1.0], [1.000001, 0], None),
        (1.0, float("inf"), None),
        (True, True, None),
        ("1", "1.0001", None),
    ],
)
def test_by_how_much_numbers_differ(expected: object, actual: object, told: str | None) -> None:
    found = nearly(expected, actual)
    assert found.startswith(f"numbers are at most {told} of themselves away") if told else found == ""


def test_what_is_added_to_a_denominator_is_asked_about() -> None:
    def masked_mean(x: Any, mask: Any) -> Any:
        return (x * mask).sum() / np.float32(mask.sum() + 1e-5)

    backend = SimpleNamespace(name="b", carrier="numpy:float32", masked_mean=masked_mean)
    (found,) = check(backend, laws=["maskedMean"], module=["practice"], profile="quick").results
    assert found.status == "failed"
    assert found.failure is not None
    assert "is something added to a denominator" in found.failure.hint
