"""Forms of fields, of what may be none, and of tables with two axes."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check
from conformance.errors import UsageError

SPEC = """
module: Test.Forms
structures:
  Kept:
    about: A mask with the positions that it chooses.
    lean: |
      structure Kept (n : Nat) where
        mask : Fin n → Bool
        idxs : List (Fin n)
definitions:
  turned:
    about: Exchanges rows and columns.
    training: Queries attend to the wrong keys.
    lean: "def turned {n m : Nat} (visible : Fin n → Fin m → Bool) : Fin m → Fin n → Bool := fun j i => visible i j"
  opposite:
    about: The complement of a mask that may be there.
    training: What is hidden is shown.
    lean: |
      def opposite {n : Nat} (m : Option (Fin n → Bool)) : Option (Fin n → Bool) :=
        m.map (fun f => fun i => !(f i))
  other:
    about: The complement, with the same positions.
    training: What is hidden is shown.
    lean: "def other {n : Nat} (k : Kept n) : Kept n := { k with mask := fun i => !(k.mask i) }"
"""


def statuses(backend: Any, folder: Path, *laws: str) -> dict[str, str]:
    path = folder / "forms.yaml"
    path.write_text(SPEC, encoding="utf-8")
    report = check(backend, spec=path, laws=laws, profile="quick", require="hardened")
    return {r.law: r.failure.reason if r.failure else r.status for r in report.results}


PASSED = {"passed"}


def test_forms_of_fields(tmp_path: Path) -> None:
    np = pytest.importorskip("numpy")

    def other(k: Any) -> Any:
        assert type(k.idxs) is list
        assert all(i > 0 for i in k.idxs)
        return SimpleNamespace(mask=np.where(k.mask == 0, -np.inf, 0.0), idxs=list(k.idxs))

    forms = {"mask": "additive(0,-inf)", "idxs": "one_based/list"}
    laws = ("other", "other.well_formed", "other.preserves_inputs", "other.deterministic")
    assert set(statuses(SimpleNamespace(carrier="numpy", forms=forms, other=other), tmp_path, *laws).values()) == PASSED
    wrong = {**forms, "idxs": "list"}
    found = statuses(SimpleNamespace(carrier="numpy", forms=wrong, other=lambda k: k), tmp_path, "other")
    assert found == {"other": "violation"}


def test_forms_of_what_may_be_none(tmp_path: Path) -> None:
    np = pytest.importorskip("numpy")
    backend = SimpleNamespace(
        carrier="numpy", forms={"mask": "float01"}, opposite=lambda m: None if m is None else 1 - m
    )
    found = statuses(backend, tmp_path, "opposite*")
    assert found.pop("opposite.independent_rows") == "not_provided"
    assert (set(found.values()), len(found)) == (PASSED, 5)
    backend.opposite = lambda m: None if m is None else np.full(len(m), 0.5)
    assert statuses(backend, tmp_path, "opposite") == {"opposite": "malformed"}


@pytest.mark.parametrize(
    ("carrier", "forms", "turned"),
    [
        ("torch", {"visible": "transposed/float01", "turned.returns": "int01"}, lambda v: v.long()),
        ("numpy", {"mask": "additive(0,min)"}, lambda v: v.T.copy()),
        ("numpy", {"mask": "uint8/list"}, lambda v: [list(row) for row in zip(*v, strict=True)] if v else v),
        ("python", {"mask": "complement"}, lambda v: [list(row) for row in zip(*v, strict=True)] if v else v),
    ],
)
def test_tables_with_two_axes(carrier: str, forms: dict[str, str], turned: Any, tmp_path: Path) -> None:
    if carrier != "python":
        pytest.importorskip(carrier)
    found = statuses(SimpleNamespace(carrier=carrier, forms=forms, turned=turned, limits={"nonempty": True}), tmp_path)
    assert {law: status for law, status in found.items() if status not in ("passed", "not_provided")} == {}
    wrong = SimpleNamespace(carrier=carrier, forms=forms, turned=lambda v: v)
    assert statuses(wrong, tmp_path, "turned")["turned"] in ("violation", "malformed")


def test_positions_alone_do_not_tell_of_a_table_with_two_axes(tmp_path: Path) -> None:
    with pytest.raises(
        UsageError, match=r"`indices` is no form of `turned\.visible : Fin n → Fin m → Bool`, which comes as"
    ):
        statuses(SimpleNamespace(forms={"mask": "indices"}, turned=lambda v: v), tmp_path, "turned")


BY_ITEM = {"other.mask": "item(1)", "other.idxs": "item(-1)/field(kept)"}


def opposite_in_tuple(k: Any) -> Any:
    return None, [not chosen for chosen in k.mask], {"kept": list(k.idxs)}


def test_fields_of_what_comes_back_are_items_of_a_tuple(tmp_path: Path) -> None:
    laws = ("other", "other.well_formed", "other.preserves_inputs", "other.deterministic")
    backend = SimpleNamespace(forms=BY_ITEM, other=opposite_in_tuple)
    assert set(statuses(backend, tmp_path, *laws).values()) == PASSED
    backend.other = lambda k: (None, list(k.mask), {"kept": list(k.idxs)})
    assert statuses(backend, tmp_path, "other") == {"other": "violation"}


def test_fields_in_batches_are_items_of_a_tuple(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    forms = {"other.mask": "item(0)", "other.idxs": "item(1)"}
    backend = SimpleNamespace(carrier="torch", forms=forms, batched=True, other=lambda k: (~k.mask, k.idxs.clone()))
    laws = ("other", "other.well_formed", "other.independent_rows")
    assert set(statuses(backend, tmp_path, *laws).values()) == PASSED


def failure_of(backend: Any, folder: Path) -> Any:
    statuses(backend, folder, "other")
    (result,) = check(backend, spec=folder / "forms.yaml", laws=["other"], profile="quick").results
    return result.failure


def test_what_lacks_an_item_is_told_with_the_field(tmp_path: Path) -> None:
    found = failure_of(SimpleNamespace(forms=BY_ITEM, other=lambda k: (None,)), tmp_path)
    assert found.reason == "malformed"
    assert "expected a tuple with an item 1 for `mask`, as `forms` says, got (None,) (tuple)" in found.message


def test_a_tuple_that_is_not_declared_is_told_with_what_declares_it(tmp_path: Path) -> None:
    found = failure_of(SimpleNamespace(other=opposite_in_tuple), tmp_path)
    assert found.reason == "malformed"
    assert "which lacks `mask`, `idxs`; `forms` may say for each field which item of a tuple it is" in found.message


def test_the_snippet_of_a_failure_takes_the_fields_from_their_items(tmp_path: Path) -> None:
    found = failure_of(SimpleNamespace(forms=BY_ITEM, other=lambda k: (None, list(k.mask), {"kept": []})), tmp_path)
    call = (
        "(lambda r: SimpleNamespace(mask=r[1], idxs=(lambda r: r['kept'] if isinstance(r, dict) else r.kept)(r[-1])))"
    )
    assert f"{call}(backend.other(" in found.reproduce
    assert "from types import SimpleNamespace" in found.reproduce


@pytest.mark.parametrize(
    ("forms", "message"),
    [
        ({"other.k": "item(0)"}, r"`other\.k` in `forms`: `other\.k` is no result and no field of one"),
        ({"other.mask": "item(x)"}, r"`other\.mask` in `forms`: `item\(x\)` cannot be read; expected item\(K\)"),
        ({"other.maks": "item(0)"}, r"unknown key `other\.maks` in `forms`; did you mean `other\.mask`"),
        ({"other.idxs": "item(0)/float01"}, r"`other\.idxs` in `forms`: `float01` is no form of `other\.idxs"),
    ],
)
def test_wrong_words_for_fields_are_refused(forms: dict[str, str], message: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"backend `[^`]*`: .*{message}"):
        statuses(SimpleNamespace(forms=forms, other=opposite_in_tuple), tmp_path, "other")
