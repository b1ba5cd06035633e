"""Which obligations there are, and which operations have them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from conformance import check
from conformance.backends import python as correct
from conformance.checking.laws import laws_of
from conformance.checking.obligations import registry
from conformance.checking.obligations.registry import OBLIGATIONS
from conformance.laws.specfile import shipped
from tests.asked import is_asked


def test_the_obligations_of_an_operation_follow_from_its_types() -> None:
    found: dict[str, set[str]] = {}
    for law in laws_of(shipped("masking")):
        if law.kind == "obligation":
            operation, _, name = law.id.partition(".")
            found.setdefault(operation, set()).add(name)
    everywhere = {"well_formed", "deterministic", "shares_no_memory", "independent_rows"}
    assert found == {
        "selected": everywhere | {"preserves_inputs", "rejects_out_of_range"},
        "allMask": everywhere,
        "emptyMask": everywhere,
        "complement": everywhere | {"preserves_inputs"},
        "maskedLoss": set(OBLIGATIONS) - {"seeded"},
    }


def test_a_correct_backend_is_left_alone_at_both_levels() -> None:
    pytest.importorskip("numpy")
    report = check(correct, "numpy", spec=["masking"])
    assert {r.status for r in report.results if is_asked(r)} == {"passed"}
    assert report.exit_status("hardened") == 0


def test_an_obligation_has_the_name_of_its_file() -> None:
    files = {p.stem for p in Path(registry.__file__).parent.glob("*.py") if "OBLIGATION = " in p.read_text("utf-8")}
    assert files == {name for name, obligation in OBLIGATIONS.items() if obligation.name == name}


@pytest.mark.parametrize("batched", [False, True])
def test_no_obligation_makes_a_call_that_misses_a_precondition(batched: bool) -> None:
    """The mean of what is selected is asked for where something is."""
    asked: list[bool] = []

    def mean_of_selected(x: np.ndarray, mask: np.ndarray) -> np.ndarray:
        asked.append(bool(mask.any(axis=-1).all()))
        return np.where(mask, x, 0).sum(axis=-1) / np.maximum(mask.sum(axis=-1), 1)

    backend = SimpleNamespace(name="b", carrier="numpy", batched=batched, mean_of_selected=mean_of_selected)
    report = check(backend, module=["practice"], laws=["meanOfSelected.*"], profile="quick")
    assert {r.status for r in report.results if is_asked(r)} == {"passed"}
    assert len(asked) > 100
    assert all(asked)
