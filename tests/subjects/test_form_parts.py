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
