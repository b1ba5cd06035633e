"""An index that is out of range is refused, and nothing stays behind of the call."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from conformance import check
from conformance.checking.laws import laws_of
from conformance.laws.specfile import load
from tests.checking.obligations.support import (
    assert_reproduced,
    assert_seen,
    correct_numpy,
    failures,
    numpy_backend,
)
from tests.seeds import SEEDS


def negative(idxs: Any, losses: Any) -> Any:
    if idxs.size and idxs.max() >= losses.size:
        raise IndexError("out of range")
    return correct_numpy.masked_loss(idxs % max(losses.size, 1), losses)


def stuck() -> Callable[[Any, Any], Any]:
    """Refuses what is out of range, and from then on adds one."""
    refused = []

    def masked_loss(idxs: Any, losses: Any) -> Any:
        if idxs.size and (idxs.min() < 0 or idxs.max() >= losses.size):
            refused.append(True)
            raise IndexError("out of range")
        return losses[idxs].sum() + len(refused[:1])

    return masked_loss


def test_an_index_below_zero_that_is_accepted_is_seen() -> None:
    law = "maskedLoss.rejects_out_of_range"
    assert_seen({"masked_loss": negative}, law, "accepted_out_of_range")
    assert_reproduced({"masked_loss": negative}, law)


def test_a_refused_call_that_leaves_something_behind_is_seen() -> None:
    law = "maskedLoss.rejects_out_of_range"
    failure = failures(check(numpy_backend(masked_loss=stuck()), laws=[law]))[law]
    assert failure.reason == "nondeterministic"
    assert failure.message.startswith("after a call with ind")
    with pytest.raises(AssertionError):
        exec(failure.reproduce, {"backend": numpy_backend(masked_loss=stuck())})
    exec(failure.reproduce, {"backend": correct_numpy})


def test_an_operation_of_another_spec_is_asked_too(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(
        "module: M\ndefinitions:\n  gather:\n    lean: |\n"
        "      def gather {n k : Nat} (idxs : Fin k → Fin n) (xs : Fin n → Nat) : Fin k → Nat :=\n"
        "        fun i => xs (idxs i)\n",
        encoding="utf-8",
    )
    laws = {law.id: law.level for law in laws_of(load([path]))}
    assert laws["gather.rejects_out_of_range"] == "hardened"
    assert laws["gather.preserves_inputs"] == "core"

    def gather(idxs: Any, xs: Any) -> Any:
        return xs[idxs]

    caught = failures(check(SimpleNamespace(gather=gather, carrier="numpy", name="b"), spec=path))
    assert {k: f.reason for k, f in caught.items()} == {"gather.rejects_out_of_range": "accepted_out_of_range"}


def test_require_decides_the_exit_status(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "def masked_loss(idxs, per_patch_loss):\n    return sum(per_patch_loss[i] for i in idxs)\n"
    )
    command = [sys.executable, "-m", "conformance", "check", "mine.py", "--profile", "quick"]
    core = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    hardened = subprocess.run([*command, "--require", "hardened"], cwd=tmp_path, capture_output=True, check=False)
    assert (core.returncode, hardened.returncode) == (0, 1)
    assert "maskedLoss.rejects_out_of_range" in core.stdout


def outside(idxs: Any, losses: Any) -> int:
    return int(((idxs < 0) | (idxs >= losses.size)).sum())


def refusing(refuses: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Any]:
    """Refuses some lists that have indices out of range, and leaves such indices out of others."""

    def masked_loss(idxs: Any, losses: Any) -> Any:
        if refuses(idxs, losses):
            raise IndexError("out of range")
        return correct_numpy.masked_loss(idxs[(idxs >= 0) & (idxs < losses.size)], losses)

    return masked_loss


LENIENT = {
    "one alone": lambda idxs, losses: outside(idxs, losses) == 1,
    "one, or one at an end": lambda idxs, losses: (
        outside(idxs, losses) == 1 or (idxs.size > 0 and outside(idxs[[0, -1]], losses) > 0)
    ),
    "an odd number": lambda idxs, losses: outside(idxs, losses) % 2 == 1,
    "all but two by themselves": lambda idxs, losses: outside(idxs, losses) > 0 and idxs.size != 2,
    "all but two in order": lambda idxs, losses: (
        outside(idxs, losses) == 1 or (outside(idxs, losses) > 0 and sorted(idxs) != idxs.tolist())
    ),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("refuses", LENIENT.values(), ids=list(LENIENT))
def test_two_indices_out_of_range_are_no_better_than_one(refuses: Callable[[Any, Any], bool], seed: int) -> None:
    law = "maskedLoss.rejects_out_of_range"
    failure = failures(check(numpy_backend(masked_loss=refusing(refuses)), laws=[law], seed=seed))[law]
    assert failure.reason == "accepted_out_of_range"
    assert failure.message.startswith("indices ")
    with pytest.raises(AssertionError):
        exec(failure.reproduce, {"backend": numpy_backend(masked_loss=refusing(refuses))})
    exec(failure.reproduce, {"backend": correct_numpy})


def leaving_another_wrong() -> dict[str, Any]:
    """After a refusal the complement is wrong, until something is selected."""
    refused = [False]

    def selected(mask: Any, i: int) -> Any:
        refused[0] = not 0 <= i < mask.size
        return correct_numpy.selected(mask, i)

    def complement(mask: Any) -> Any:
        return mask.copy() if refused[0] else ~mask

    return {"selected": selected, "complement": complement}


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_refused_call_leaves_behind_in_another_operation_is_seen(seed: int) -> None:
    law = "selected.rejects_out_of_range"
    failure = failures(check(numpy_backend(**leaving_another_wrong()), laws=[law], seed=seed))[law]
    assert failure.reason == "nondeterministic"
    assert "`complement` gave " in failure.message
    with pytest.raises(AssertionError):
        exec(failure.reproduce, {"backend": numpy_backend(**leaving_another_wrong())})
    exec(failure.reproduce, {"backend": correct_numpy})


def confused_in_a_run() -> Callable[[Any, Any], Any]:
    """Adds one after a refusal that comes after three calls that were none."""
    run, added = [0], [0]

    def masked_loss(idxs: Any, losses: Any) -> Any:
        if outside(idxs, losses):
            added[0], run[0] = int(run[0] >= 3), 0
            raise IndexError("out of range")
        total = losses[idxs].sum() + added[0]
        run[0], added[0] = run[0] + 1, 0
        return total

    return masked_loss


@pytest.mark.parametrize("seed", SEEDS)
def test_a_refusal_in_the_midst_of_other_calls_is_tried(seed: int) -> None:
    law = "maskedLoss.rejects_out_of_range"
    caught = failures(check(numpy_backend(masked_loss=confused_in_a_run()), laws=[law], seed=seed))
    assert caught[law].reason == "nondeterministic"


def test_another_operation_is_asked_with_arguments_as_they_lay_before() -> None:
    """One that fails on arrays in some layout fails there, whatever was refused."""

    def masked_loss(idxs: Any, losses: Any) -> Any:
        idxs.sort()
        return correct_numpy.masked_loss(idxs, losses)

    backend = numpy_backend(masked_loss=masked_loss)
    assert failures(check(backend, laws=["selected.rejects_out_of_range"])) == {}


def test_rows_without_items_have_nothing_that_an_index_could_read() -> None:
    def unshuffle_tokens(visible: Any, mask_token: Any, ids_restore: Any) -> Any:
        n, d = len(ids_restore), len(mask_token)
        if d and ((ids_restore < 0) | (ids_restore >= n)).any():
            raise IndexError("out of range")
        tokens = np.concatenate([visible, np.repeat(mask_token[None], n - len(visible), axis=0)])
        return tokens[ids_restore % n]

    backend = SimpleNamespace(name="b", carrier="numpy:float64", unshuffle_tokens=unshuffle_tokens)
    laws = ["unshuffleTokens.rejects_out_of_range"]
    (found,) = check(backend, spec=["practice"], laws=laws, profile="quick").results
    assert found.status == "passed"
