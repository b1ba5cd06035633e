"""What a backend does only where its arrays lie in memory in some way is seen, and its snippet lays them out so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check
from conformance.cases.profiles import PROFILES
from conformance.cases.streams import Streams
from conformance.checking.bound import BoundLaws
from conformance.laws.specfile import shipped
from conformance.subjects.loading import load_backend
from conformance.system.pacing import Pace
from tests.cases.support import shipped_law

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")

from conformance.backends import numpy as correct_numpy  # noqa: E402
from conformance.backends import torch as correct_torch  # noqa: E402
from tests.asked import is_asked  # noqa: E402

OPERATIONS = ("selected", "all_mask", "empty_mask", "complement", "masked_loss")
SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 5))]


def backend(carrier: str, **changed: Callable[..., Any]) -> SimpleNamespace:
    correct = {"numpy": correct_numpy, "torch": correct_torch}[carrier]
    made = SimpleNamespace(**{name: getattr(correct, name) for name in OPERATIONS})
    made.name, made.carrier = "b", carrier
    vars(made).update(changed)
    return made


def from_address(array: Any) -> Any:
    """What C reads that takes an array by its address: as many items, one beside the other, where there are as many."""
    if array.strides[0] <= 0:
        return array
    return np.lib.stride_tricks.as_strided(array, array.shape, (array.itemsize,)).copy()


def contiguity_of_losses_alone(idxs: Any, losses: Any) -> Any:
    correct_numpy.masked_loss(idxs, losses)
    if losses.flags.c_contiguous:
        idxs = from_address(idxs)
    return correct_numpy.masked_loss(idxs, losses)


def contiguity_of_list_alone(idxs: Any, losses: Any) -> Any:
    correct_numpy.masked_loss(idxs, losses)
    if idxs.flags.c_contiguous:
        losses = from_address(losses)
    return correct_numpy.masked_loss(idxs, losses)


def list_by_its_base(idxs: Any, losses: Any) -> Any:
    correct_numpy.masked_loss(idxs, losses)
    listed = idxs if idxs.base is None or idxs.base.dtype != idxs.dtype else idxs.base
    return sum(losses[listed % max(1, losses.size)].tolist())


def storage_of_losses(idxs: Any, losses: Any) -> Any:
    correct_torch.masked_loss(idxs, losses)
    if losses.untyped_storage().nbytes() >= (losses.storage_offset() + losses.numel()) * losses.element_size():
        losses = torch.as_strided(losses, losses.shape, (1,))
    return sum(losses[idxs].tolist())


def storage_of_list(idxs: Any, losses: Any) -> Any:
    correct_torch.masked_loss(idxs, losses)
    return sum(losses[torch.as_strided(idxs, idxs.shape, (1,), 0)].tolist()) if idxs.stride() != (0,) else losses.sum()


def mask_without_strides(mask: Any) -> Any:
    return np.zeros(mask.size, dtype=bool) if mask.strides == (0,) else ~mask


FAULTS = [
    ("numpy", "maskedLoss", {"masked_loss": contiguity_of_losses_alone}, "the first array "),
    ("numpy", "maskedLoss", {"masked_loss": contiguity_of_list_alone}, "the second array "),
    ("numpy", "maskedLoss", {"masked_loss": list_by_its_base}, "the first array "),
    ("torch", "maskedLoss", {"masked_loss": storage_of_losses}, "the second array "),
    ("torch", "maskedLoss", {"masked_loss": storage_of_list}, ""),
    ("numpy", "complement", {"complement": mask_without_strides}, "arrays that are broadcast"),
]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("carrier", "law", "changed", "which"), FAULTS)
def test_what_hangs_on_where_one_array_lies_is_seen_at_every_seed(
    carrier: str, law: str, changed: dict[str, Any], which: str, seed: int
) -> None:
    (result,) = check(backend(carrier, **changed), laws=[law], seed=seed).results
    assert result.failure is not None
    assert f"(with {which}" in result.failure.message
    with pytest.raises((AssertionError, IndexError)):
        exec(result.failure.reproduce, {"backend": backend(carrier, **changed)})
    exec(result.failure.reproduce, {"backend": backend(carrier)})


@pytest.mark.parametrize("carrier", ["numpy", "torch"])
def test_a_correct_backend_passes_whatever_the_layout(carrier: str) -> None:
    report = check(backend(carrier), profile="quick", module="masking")
    assert [r.law for r in report.results if is_asked(r) and r.status != "passed"] == []


def laws_on(carrier: str, **changed: Callable[..., Any]) -> BoundLaws:
    spec, profile = shipped("masking"), PROFILES["quick"]
    return BoundLaws(load_backend(backend(carrier, **changed), spec.definitions), spec, profile, Streams(profile, 0),
                     Pace())  # fmt: skip


def test_a_law_has_the_layouts_in_turn_in_which_its_calls_differ() -> None:
    laws = laws_on("numpy")
    assert laws.layouts_of(shipped_law("allMask")) == ("",)
    one, two = laws.layouts_of(shipped_law("complement")), laws.layouts_of(shipped_law("maskedLoss"))
    assert (len(one), len(two)) == (7, 13)
    assert not any("alone" in layout for layout in one)
    assert set(one) < set(two)
    assert one[0] == two[0] == ""
    assert set(laws.deal(shipped_law("complement")).crossed) == set(one) - {"broadcast"}


def test_inputs_of_repeated_items_have_the_layout_that_only_they_take() -> None:
    laws, law = laws_on("numpy"), shipped_law("complement")
    mixed, equal = (2, (True, False)), (2, (True, True))
    deal = laws.deal(law)
    assert "broadcast" not in {deal(mixed) for _ in range(20)}
    assert deal(equal) == "broadcast"
    assert [deal.repeats(frame) for frame in (mixed, equal)] == [False, True]


TABLES = """
module: Tables
about: Masks of a batch, a row for each sample.
definitions:
  flipped:
    about: Swaps the chosen positions of each sample with the others.
    lean: "def flipped {m n : Nat} (t : Fin m → Fin n → Bool) : Fin m → Fin n → Bool := fun i j => !(t i j)"
"""


def flipped_in_order_of_memory(table: Any) -> Any:
    """Right where row lies behind row."""
    return ~np.ravel(table, order="K").reshape(table.shape)


def flipped_as_one_row(table: Any) -> Any:
    """`view(-1)`, which a table cut out of a larger one does not have."""
    return ~table.view(-1).view(table.shape)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("carrier", "faulty", "layouts"),
    [
        ("numpy", flipped_in_order_of_memory, {"in Fortran order"}),
        (
            "torch",
            flipped_as_one_row,
            {"a view with a step", "a part of a larger tensor", "in Fortran order", "a view of every other row"},
        ),
    ],
)
def test_tables_lie_in_other_ways_than_row_after_row(
    carrier: str, faulty: Callable[..., Any], layouts: set[str], tmp_path: Path, seed: int
) -> None:
    spec = tmp_path / "tables.yaml"
    spec.write_text(TABLES)
    made = SimpleNamespace(name="b", carrier=carrier, flipped=faulty)
    (result,) = check(made, spec=[str(spec)], laws=["flipped"], seed=seed).results
    assert result.failure is not None
    assert result.failure.layout in layouts
    with pytest.raises((AssertionError, RuntimeError)):
        exec(result.failure.reproduce, {"backend": made})
    exec(result.failure.reproduce, {"backend": SimpleNamespace(flipped=lambda table: ~table)})


@pytest.mark.parametrize("carrier", ["numpy", "torch"])
def test_a_table_that_lies_in_any_way_is_no_fault(carrier: str, tmp_path: Path) -> None:
    spec = tmp_path / "tables.yaml"
    spec.write_text(TABLES)
    passing = SimpleNamespace(name="b", carrier=carrier, flipped=lambda table: ~table)
    assert [r.failure for r in check(passing, spec=[str(spec)], profile="quick").results if r.failure is not None] == []
