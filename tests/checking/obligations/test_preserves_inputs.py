"""What changes an argument in its place is seen."""

from __future__ import annotations

from typing import Any

from tests.checking.obligations.support import assert_reproduced, assert_seen


def zeroing(mask: Any) -> Any:
    flipped = ~mask
    if mask.size > 3 and mask.flags.writeable:
        mask[3] = False
    return flipped


def test_an_argument_that_is_changed_in_place_is_seen() -> None:
    assert_seen({"complement": zeroing}, "complement.preserves_inputs", "mutated_input")
    assert_reproduced({"complement": zeroing}, "complement.preserves_inputs")
