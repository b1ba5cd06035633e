"""Modules: the shipped ones by name, and files that import one another."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance import check
from conformance.errors import SpecError, UsageError
from conformance.laws.specfile import MODULES, Spec, load, shipped
from conformance.lean.elaborate.environment import Environment
from conformance.lean.syntax import Theorem

MINE = """
module: Mine
theorems:
  twice:
    lean: 'theorem twice {n : Nat} (i : Fin n) (l : Fin n → Nat) : ours i l = l i'
"""
OURS = """
module: Ours
definitions:
  ours:
    lean: 'def ours {n : Nat} (i : Fin n) (l : Fin n → Nat) : Nat := maskedLoss [i] l'
    examples: ['ours 1 (fun i : Fin 3 => i + 4) = 5']
"""


def ids(spec: Spec) -> list[str]:
    return [d.id for d in spec.declarations]


def test_a_shipped_module_is_named_by_its_file() -> None:
    assert load(["masking"]) is shipped("masking")
    assert load(["mae", "vicreg"]).modules == ("NN.MLTheory.SelfSupervised.MAE", "NN.MLTheory.SelfSupervised.VICReg")
    assert load() is load(["shipped"]) is shipped(*MODULES)
    assert {"maskedLoss", "maeLoss", "jepaLoss", "vicregObjective", "predictiveLoss"} <= set(shipped().definitions)


def test_what_a_module_imports_is_in_scope_and_not_checked() -> None:
    mae = load(["mae"])
    assert "maskedLoss" in mae.definitions
    assert "maskedLoss" not in ids(mae)
    assert set(load(["vicreg"]).definitions) == {d.id for d in load(["vicreg"]).declarations
                                                 if not isinstance(d.declared, Theorem)}  # fmt: skip


def test_a_file_has_the_modules_that_it_mentions_where_it_names_no_imports(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("module: M\ntheorems:\n  t:\n    lean: 'theorem t : varianceTerm 3 [1] = 2'\n")
    assert "varianceTerm" in load([path]).definitions
    assert "maeLoss" not in load([path]).definitions
    path.write_text("module: M\nimports: [masking]\ntheorems:\n  t:\n    lean: 'theorem t : varianceTerm 3 [1] = 2'\n")
    with pytest.raises(SpecError, match="unknown name `varianceTerm`"):
        load([path])


def test_a_file_imports_another_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "ours.yaml").write_text(OURS)
    mine = tmp_path / "mine.yaml"
    mine.write_text(MINE.replace("theorems:", "imports: [base/ours.yaml]\ntheorems:"))
    spec = load([mine])
    assert ids(spec) == ["twice"]
    assert "ours" in spec.definitions
    report = check(type("B", (), {"ours": staticmethod(lambda i, losses: losses[i] + (i == 2))})(),
                   spec=mine, profile="quick")  # fmt: skip
    assert [(r.law, r.status) for r in report.results] == [("twice", "failed")]


@pytest.mark.parametrize(
    ("imports", "message"),
    [
        ("[maee]", "imports: `maee` is neither a shipped module nor a file beside this one; did you mean `mae`?"),
        ("[other.yaml]", "shipped are masking, mae, jepa, vicreg"),
        ("[mine.yaml]", "imports: a file imports itself: .*mine.yaml → .*mine.yaml"),
        ("masking", "expected a list"),
    ],
)
def test_wrong_imports_are_refused(imports: str, message: str, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(MINE.replace("theorems:", f"imports: {imports}\ntheorems:"))
    with pytest.raises(SpecError, match=message):
        load([mine])


def test_a_file_that_declares_a_name_anew_hides_it_and_what_calls_it(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "module: M\ndefinitions:\n  maskedLoss:\n    lean: 'def maskedLoss (a : Nat) : Nat := a'\n"
        "theorems:\n  t:\n    lean: 'theorem t : maskedLoss 2 = 2'\n"
    )
    assert ids(load([path])) == ["maskedLoss", "t"]
    mae = shipped("mae").environment
    (redeclared,) = [d.declared for d in load([path]).declarations if d.id == "maskedLoss"]
    after = mae.extended(redeclared).definitions
    assert "maeLoss" not in after
    assert "reconstruct" in after
    assert Environment().joined(mae).definitions == mae.definitions


class Masking:
    @staticmethod
    def all_mask(n: int) -> list[bool]:
        return [True] * n


def test_laws_are_chosen_by_module() -> None:
    report = check(Masking(), module="mask*", profile="quick", laws="allMask*")
    assert {r.law for r in report.results} >= {"allMask", "allMask_selected"}
    assert report.spec.modules == ("NN.MLTheory.SelfSupervised.Masking",)
    full = check(Masking(), module="NN.*.JEPA", profile="quick")
    assert {r.status for r in full.results} == {"not_provided"}
    with pytest.raises(UsageError, match=r"no module matches `maks`.*expected one of masking, mae"):
        check(Masking(), module="maks")


def test_a_provided_operation_is_no_hint_for_another() -> None:
    masked = type("B", (), {"masked_loss": staticmethod(lambda idxs, losses: 0), "mae_los": lambda: 0})()
    (backend,) = check(masked, profile="quick", laws="maskedLoss").backends
    assert list(backend.hints) == ["it has `mae_los` where `mae_loss` is looked for"]
