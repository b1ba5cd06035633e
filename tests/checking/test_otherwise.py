"""The form in which a failing law would hold is told, and nothing where there is none; the verdict stays."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check
from conformance.records.result import Result

POLARITY = "the mask that came back is its own complement: is 1 = masked here?"


def result_of(backend: Any, law: str, module: str = "masking") -> Result:
    (result,) = check(backend, laws=[law], module=[module], profile="quick").results
    assert result.status == "failed"
    assert result.failure is not None
    return result


def hint_of(backend: Any, law: str, module: str = "masking") -> str:
    failure = result_of(backend, law, module).failure
    assert failure is not None
    return failure.hint


def mean(idxs: Any, losses: Any) -> float:
    return float(sum(losses[i] for i in idxs) / len(idxs)) if len(idxs) else float("nan")


@pytest.mark.parametrize("mean_of", [mean, lambda idxs, losses: sum(losses[i] for i in idxs) / len(idxs)])
def test_a_mean_in_the_place_of_a_sum(mean_of: Any) -> None:
    told = "what came back is a mean: times the number of `idxs` it is as expected"
    assert hint_of(SimpleNamespace(masked_loss=mean_of), "maskedLoss") == told


def test_a_mean_over_the_length_of_a_table() -> None:
    def by_length(idxs: Any, losses: Any) -> float:
        return mean(idxs, losses) * len(idxs) / len(losses) if len(idxs) else 0.0

    told = "what came back is a mean: times the length of `per_patch_loss` it is as expected"
    assert hint_of(SimpleNamespace(masked_loss=by_length), "maskedLoss") == told


def test_a_sum_in_the_place_of_a_mean() -> None:
    backend = SimpleNamespace(masked_mean=lambda x, mask: float(sum(v for v, m in zip(x, mask, strict=True) if m)))
    told = "what came back is a sum: divided by the number of positions that `mask` chooses it is as expected"
    assert hint_of(backend, "maskedMean", "practice") == told


@pytest.mark.parametrize(
    ("word", "made", "suggested"),
    [
        ("array", lambda n: [False] * n, "complement"),
        ("float01", lambda n: [0.0] * n, "complement/float01"),
        ("complement/int01", lambda n: [1] * n, "int01"),
        ("additive(0,-inf)", lambda n: [float("-inf")] * n, "additive(-inf,0)"),
        ("indices", lambda n: [], "kept"),
        ("set", lambda n: set(), "complement/set"),
        ("item(1)/float01", lambda n: (n, [0.0] * n), "item(1)/complement/float01"),
    ],
)
def test_a_mask_that_comes_back_as_its_complement(word: str, made: Any, suggested: str) -> None:
    result = result_of(SimpleNamespace(forms={"returns": word}, all_mask=made), "allMask")
    assert result.failure.hint == f'{POLARITY} (`forms = {{"all_mask.returns": "{suggested}"}}` says so)'
    right = SimpleNamespace(forms={"returns": suggested}, all_mask=made)
    assert check(right, laws=["allMask"], profile="quick").results[0].status == "passed"


def test_a_mask_that_is_taken_for_its_complement() -> None:
    backend = SimpleNamespace(forms={"m": "float01"}, selected=lambda m, i: m[i] == 0)
    assert hint_of(backend, "selected") == (
        "it would hold if `m` came as its complement: is True = visible here? "
        '(`forms = {"selected.m": "complement/float01"}` says so)'
    )


@pytest.mark.parametrize(("word", "suggested"), [("list", "one_based/list"), ("one_based", "array")])
def test_indices_that_are_counted_from_another_number(word: str, suggested: str) -> None:
    first = int(word == "list")
    backend = SimpleNamespace(
        forms={"indices": word}, masked_loss=lambda idxs, loss: sum(loss[i - first] for i in idxs)
    )
    note = hint_of(backend, "maskedLoss")
    assert note.startswith("it would hold if `idxs` counted from 1, or from a leading (CLS) token")
    assert f'`forms = {{"masked_loss.idxs": "{suggested}"}}`' in note


def test_rows_and_columns_that_are_exchanged() -> None:
    numpy = pytest.importorskip("numpy")
    backend = SimpleNamespace(
        carrier="numpy",
        view_graph_energy=lambda graph, edge_loss: numpy.sum(
            [edge_loss[j, i] for i, j in graph.positive_edges], dtype=int
        ),
    )
    assert hint_of(backend, "viewGraphEnergy", "predictive_view") == (
        "it would hold if rows and columns of `edge_loss` were exchanged: is the last axis taken for the first? "
        '(`forms = {"view_graph_energy.edge_loss": "transposed"}` says so)'
    )


@pytest.mark.parametrize(
    ("operations", "law", "argument"),
    [
        ({"complement": lambda m: m}, "complement", "m"),
        ({"complement": lambda m: list(m)}, "complement", "m"),
    ],
)
def test_an_argument_that_comes_back_as_it_was_given(operations: dict[str, Any], law: str, argument: str) -> None:
    assert hint_of(SimpleNamespace(**operations), law) == f"what came back is `{argument}` as it was given"


@pytest.mark.parametrize("axis", ["last", "first"])
def test_the_last_axis_in_the_place_of_the_first(axis: str, tmp_path: Path) -> None:
    """What comes back has another length then, or other numbers where there are as many rows as columns."""
    pytest.importorskip("numpy")
    (tmp_path / "sums.yaml").write_text(
        "module: Sums\ndefinitions:\n  columnSums:\n    lean: |\n"
        "      def columnSums {n d : Nat} (x : Fin n → Fin d → Nat) : Fin d → Nat :=\n"
        "        fun j => ∑ i : Fin n, x i j\n",
        encoding="utf-8",
    )
    backend = SimpleNamespace(carrier="numpy", column_sums=lambda x: x.sum(axis=-1 if axis == "last" else 0))
    (found,) = check(backend, spec=tmp_path / "sums.yaml", laws=["columnSums"], profile="quick").results
    hint = "" if found.failure is None else found.failure.hint
    assert hint.startswith("it would hold if rows and columns of `x` were exchanged") is (axis == "last")
    assert (found.status == "passed") is (axis == "first")


@pytest.mark.parametrize(
    ("carrier", "made", "told"),
    [
        ("python", lambda n: [False] + [True] * n, "has one value more before the first, as for a leading (CLS) token"),
        ("python", lambda n: [1] * n, "what came back reads as `int01` "),
        ("python", lambda n: list(range(1, n + 1)), "what came back reads as `indices/one_based` "),
        ("python", lambda n: [[True] * n], "what came back reads as `shape(1,n)` "),
        ("torch", lambda n: __import__("torch").ones(n, 1), "what came back reads as `float01/shape(n,1)` "),
        ("numpy", lambda n: list(range(n)), "what came back reads as `indices/list` "),
        ("numpy", lambda n: __import__("numpy").zeros(n), "what came back reads as `additive(0,-inf)` "),
        ("torch", lambda n: __import__("torch").arange(n), "what came back reads as `indices` "),
        ("torch", lambda n: __import__("torch").ones(n, dtype=__import__("torch").uint8), "reads as `uint8` "),
    ],
)
def test_what_is_malformed_may_be_of_another_form(carrier: str, made: Any, told: str) -> None:
    if carrier != "python":
        pytest.importorskip(carrier)
    result = result_of(SimpleNamespace(carrier=carrier, all_mask=made), "allMask")
    assert result.failure is not None
    assert (result.failure.reason, told in result.failure.hint) == ("malformed", True), result.failure


def test_a_random_mask_of_a_masked_autoencoder_whose_polarity_is_another() -> None:
    torch = pytest.importorskip("torch")

    def random_masking(n: int, k: int) -> Any:
        """One row of a batch of one: 0 is kept and 1 is removed, as in MAE."""
        ids_restore = torch.rand(1, n).argsort(1).argsort(1)
        return None, (ids_restore < k).float(), ids_restore

    forms = {"seed": "global", "random_mask.returns": "item(1)/float01/shape(1,n)"}
    backend = SimpleNamespace(carrier="torch", forms=forms, random_mask=random_masking)
    laws = ["randomMask_count", "randomMask.well_formed"]
    results = check(backend, module=["practice"], laws=laws, profile="quick").results
    assert {r.status for r in results} == {"passed"}
    backend.random_mask = lambda n, k: (None, 1 - random_masking(n, k)[1], None)
    assert hint_of(backend, "randomMask_count", "practice") == (
        f'{POLARITY} (`forms = {{"random_mask.returns": "item(1)/complement/float01/shape(1,n)"}}` says so)'
    )


@pytest.mark.parametrize(
    ("operations", "law"),
    [
        ({"all_mask": lambda n: [k > 0 for k in range(n)]}, "allMask"),
        ({"masked_loss": lambda idxs, loss: sum(loss[i] for i in idxs[1:])}, "maskedLoss"),
        ({"masked_loss": lambda idxs, loss: 1 / 0}, "maskedLoss"),
        ({"complement": lambda mask: [*mask[1:], *mask[:1]]}, "complement"),
        ({"all_mask": lambda n: None}, "allMask"),
    ],
)
def test_a_fault_that_is_none_of_form_has_no_hint(operations: dict[str, Any], law: str) -> None:
    assert hint_of(SimpleNamespace(**operations), law) == ""
