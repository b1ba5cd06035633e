"""What changes an argument in its place is seen."""

from __future__ import annotations

from typing import Any

import pytest

from conformance import check
from tests.checking.obligations import remembering
from tests.checking.obligations.support import (
    assert_reproduced,
    assert_seen,
    correct_numpy,
    failures,
    np,
    numpy_backend,
)
from tests.seeds import SEEDS


def zeroing(mask: Any) -> Any:
    flipped = ~mask
    if mask.size > 3 and mask.flags.writeable:
        mask[3] = False
    return flipped


def test_an_argument_that_is_changed_in_place_is_seen() -> None:
    assert_seen({"complement": zeroing}, "complement.preserves_inputs", "mutated_input")
    assert_reproduced({"complement": zeroing}, "complement.preserves_inputs")


def freezing(mask: Any) -> Any:
    flipped = ~mask
    if mask.size > 3:
        mask.flags.writeable = False
    return flipped


def test_a_mask_that_stays_frozen_is_seen() -> None:
    law = "complement.preserves_inputs"
    assert_seen({"complement": freezing}, law, "mutated_input")
    assert_reproduced({"complement": freezing}, law)
    failure = failures(check(numpy_backend(complement=freezing), laws=[law]))[law]
    assert failure.message == "argument `m` was changed by the call: its `flags.writeable` was True and is False"
    assert failure.expected_text == "m.flags.writeable = True after the call"
    assert failure.actual_text == "m.flags.writeable = False after the call"
    assert (failure.expected, failure.actual) == ("True", "False")


def test_a_mask_that_is_frozen_for_a_while_is_left_as_it_was() -> None:
    def complement(mask: Any) -> Any:
        before, mask.flags.writeable = mask.flags.writeable, False
        flipped = ~mask
        if before:
            mask.flags.writeable = True
        return flipped

    assert not failures(check(numpy_backend(complement=complement), laws=["complement*"]))


def test_losses_that_are_made_to_ask_for_gradients_are_seen() -> None:
    torch = pytest.importorskip("torch")
    from conformance.backends import torch as correct

    def masked_loss(idxs: Any, losses: Any) -> Any:
        return correct.masked_loss(idxs, losses.requires_grad_()).detach()

    law = "maskedLoss.preserves_inputs"
    backend = numpy_backend(masked_loss=masked_loss, carrier="torch:float32")
    failure = failures(check(backend, laws=[law]))[law]
    assert failure.message.endswith("its `requires_grad` was False and is True")
    with pytest.raises(AssertionError):
        exec(failure.reproduce, {"backend": backend})
    exec(failure.reproduce, {"backend": correct})
    assert torch.is_grad_enabled()


def test_a_result_that_cannot_be_written_to_is_whole() -> None:
    """It is the caller's to read, and no argument: a constant may be one item that is repeated, or frozen and kept."""
    kept: dict[int, Any] = {}

    def all_mask(n: int) -> Any:
        if n not in kept:
            kept[n] = np.ones(n, dtype=bool)
            kept[n].flags.writeable = False
        return kept[n]

    backend = numpy_backend(all_mask=all_mask, empty_mask=lambda n: np.broadcast_to(np.False_, n))
    assert not failures(check(backend, module=["masking"], profile="quick"))
    assert not failures(check(correct_numpy, module=["masking"], profile="quick"))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("calls", [1, 2, 50])
def test_an_argument_that_a_later_call_changes_is_seen(calls: int, seed: int) -> None:
    law, made = "complement.preserves_inputs", remembering.changes_what_it_took(calls)
    failure = failures(check(numpy_backend(**made()), laws=[law], seed=seed))[law]
    assert (failure.reason, failure.message) == ("mutated_input", "argument `m` was changed by a later call")
    with pytest.raises(AssertionError):
        exec(failure.reproduce, {"backend": numpy_backend(**made())})
    exec(failure.reproduce, {"backend": correct_numpy})
