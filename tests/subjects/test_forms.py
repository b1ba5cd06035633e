"""What a backend's `forms` say: which functions come as callables, given and returned, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check
from conformance.carriers.forms import Called, Record
from conformance.errors import UsageError
from conformance.laws.specfile import shipped
from conformance.records.result import Result
from conformance.subjects.forms import Forms
from conformance.subjects.loading import load_backend
from tests.asked import is_asked

MASKING = """
forms = {"mask": "callable", "losses": "callable"}

def selected(mask, i):
    return mask(i)

def all_mask(n):
    return lambda i: True

def empty_mask(n):
    return lambda i: False

def complement(mask):
    return lambda i: not mask(i)

def masked_loss(idxs, per_patch_loss):
    return sum(per_patch_loss(i) for i in idxs)
"""

VIEWS = """
from types import SimpleNamespace

forms = dict.fromkeys(("target", "target_encoder", "predict", "distance", "rep_loss", "rep"), "callable")

def predictive_loss(c):
    encoded = {i: c.target_encoder(i, c.target(i)) for i in c.target_idxs}
    return sum(c.distance(encoded[i], c.predict(c.context, i)) for i in c.target_idxs)

def with_geometry_guard(contract, guard):
    return {**vars(contract), "geometry_guard": guard}

def jepa_as_predictive_view_contract(target_idxs, context, target, predict, rep_loss):
    return SimpleNamespace(
        target_idxs=target_idxs, context=context, target=target, target_encoder=lambda i, t: t, predict=predict,
        distance=rep_loss, geometry_guard=0,
    )

def graph_alignment_energy(graph, rep):
    return sum((x - y) ** 2 for i, j in graph.positive_edges for x, y in zip(rep(i), rep(j)))
"""


def written(path: Path, text: str) -> str:
    (path / "mine.py").write_text(text, encoding="utf-8")
    return str(path / "mine.py")


def result_of(path: Path, text: str, law: str, module: str = "masking") -> Result:
    (result,) = check(written(path, text), laws=[law], module=[module], profile="quick").results
    return result


def test_masks_and_losses_are_callables_given_and_returned(tmp_path: Path) -> None:
    report = check(written(tmp_path, MASKING), module=["masking"], profile="quick", require="hardened")
    assert ({r.status for r in report.results if is_asked(r)}, report.exit_status()) == ({"passed"}, 0)


def test_fields_that_are_functions_are_callables_given_and_returned(tmp_path: Path) -> None:
    laws = ["predictiveLoss", "withGeometryGuard", "jepaAsPredictiveViewContract", "graphAlignmentEnergy"]
    report = check(written(tmp_path, VIEWS), laws=laws, module=["predictive_view"], profile="quick")
    assert {r.status for r in report.results if r.level == "core"} == {"passed"}


@pytest.mark.parametrize(
    ("right", "wrong", "law"),
    [
        ("not mask(i)", "mask(i)", "complement"),
        ("per_patch_loss(i) for", "per_patch_loss(0) for", "maskedLoss"),
        ("c.predict(c.context, i)", "c.predict(0, i)", "predictiveLoss"),
        ("lambda i, t: t", "lambda i, t: 0", "jepaAsPredictiveViewContract"),
        ("zip(rep(i), rep(j))", "zip(rep(i), rep(i))", "graphAlignmentEnergy"),
    ],
)
def test_a_fault_is_found_and_its_snippet_runs(right: str, wrong: str, law: str, tmp_path: Path) -> None:
    text, module = (MASKING, "masking") if right in MASKING else (VIEWS, "predictive_view")
    failure = result_of(tmp_path, text.replace(right, wrong), law, module).failure
    assert failure is not None
    assert failure.reason == "violation"
    done = subprocess.run(
        [sys.executable, "-c", failure.reproduce], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "AssertionError" in done.stderr) == (1, True), failure.reproduce


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("[True]", "expected a callable, as `forms` has it, got [True]"),
        ("lambda i: int(not mask(i))", "expected bool, got 1"),
        ("lambda i: [1, 2, 3][5]", "what came back could not be read: IndexError"),
        ("lambda: True", "what came back could not be read: TypeError"),
    ],
)
def test_what_comes_back_and_is_no_function_of_the_type_is_malformed(wrong: str, message: str, tmp_path: Path) -> None:
    failure = result_of(tmp_path, MASKING.replace("lambda i: not mask(i)", wrong), "complement").failure
    assert failure is not None
    assert (failure.reason, message in failure.message) == ("malformed", True), failure.message


def test_an_array_carrier_is_asked_with_arrays() -> None:
    pytest.importorskip("numpy")
    asked = []

    def mae_loss(masked_idxs: Any, target: Any, pred: Any, patch_loss: Any) -> Any:
        asked.append(patch_loss)
        return patch_loss(target[masked_idxs], pred[masked_idxs]).sum()

    backend = SimpleNamespace(carrier="numpy", forms={"patch_loss": "callable"}, mae_loss=mae_loss)
    report = check(backend, laws=["maeLoss", "maeLoss_append", "maeLoss.preserves_inputs"], profile="quick")
    assert {r.status for r in report.results if is_asked(r)} == {"passed"}
    assert asked
    assert all(callable(one) for one in asked)


def form_in(forms: dict[str, str], operation: str, argument: str) -> Any:
    definition = shipped().definitions[operation]
    (type_,) = (b.type for b in definition.explicit if b.name == argument)
    return Forms(forms).of(type_, argument)


def test_a_name_goes_before_a_kind() -> None:
    assert isinstance(form_in({"losses": "callable"}, "maskedLoss", "perPatchLoss"), Called)
    both = {"losses": "callable", "per_patch_loss": "array"}
    assert not isinstance(
        Forms(both).of(shipped().definitions["maskedLoss"].explicit[1].type, "per_patch_loss"), Called
    )


def test_a_callable_takes_as_many_arguments_as_its_declaration_has() -> None:
    form = form_in({"predict": "callable", "target": "callable", "rep_loss": "callable"}, "predictiveLoss", "contract")
    assert isinstance(form, Record)
    fields = dict(zip(form.names, form.fields, strict=True))
    assert (fields["predict"].arity, fields["target"].arity) == (2, 1)
    assert not isinstance(fields["distance"], Called)
    rep = form_in({"rep": "callable"}, "graphAlignmentEnergy", "rep")
    assert (rep.arity, rep.item.rank) == (1, 1)


@pytest.mark.parametrize(
    ("forms", "message"),
    [
        (["mask"], "`forms` must be a mapping, not a list"),
        ({"mask": "calable"}, "`mask` in `forms`: unknown form `calable`; did you mean `callable`?"),
        ({"mask": 5}, "`mask` in `forms`: expected a text, not a int"),
        ({"mask": "flot01"}, "`mask` in `forms`: unknown form `flot01`; did you mean `float01`?"),
        ({"mask": "array/float01"}, "`mask` in `forms`: `array` is the form of a whole value, and stands alone"),
        (
            {"mask": "float01/complement"},
            "`mask` in `forms`: `complement` is no form of `complement.m : Mask n` after `float01`",
        ),
        (
            {"mask": "int32"},
            "`mask` in `forms`: `int32` is no form of `complement.m : Mask n`, which comes as `array`, `callable`, "
            "`bool`, `complement`, `int01`, `uint8`, `float01`, `additive(0,-inf)`, `additive(-inf,0)`, "
            "`additive(0,min)`, `additive(min,0)`, `indices`, `list`, `tuple`, `cls`, `kept`, `set`",
        ),
        (
            {"mask": "item(1)/float01"},
            "`mask` in `forms`: `complement.m` is no result and no field of one, of which a part could be chosen",
        ),
        (
            {"complement.returns": "keyword(m)"},
            "`complement.returns` in `forms`: `complement.returns` is no argument, which could be passed by keyword",
        ),
        (
            {"returns": "float01/item(1)"},
            "`returns` in `forms`: `item(1)` is out of its place; expected item(K), field(NAME), keyword, "
            "keyword(NAME), shared, per_row, reduce(sum), reduce(mean), before the words of forms",
        ),
        (
            {"returns": "item(x)"},
            "`returns` in `forms`: `item(x)` cannot be read; expected item(K), field(NAME), keyword, keyword(NAME), "
            "shared, per_row, reduce(sum), reduce(mean), before the words of forms",
        ),
        (
            {"returns": "reduce(sum)"},
            "`returns` in `forms`: `complement.returns` is no result of numbers, which could be a reduce(sum)",
        ),
        (
            {"complement.returns": "shared"},
            "`complement.returns` in `forms`: `complement.returns` is no argument, which could be shared",
        ),
        ({"mask": "shape(n"}, "`mask` in `forms`: unknown form `shape(n`; did you mean `shape(1,n,1)`?"),
        ({"mask": "keywrd"}, "`mask` in `forms`: unknown form `keywrd`; did you mean `keyword`?"),
        ({"complement.n": "array"}, "unknown key `complement.n` in `forms`; did you mean `complement.m`?"),
        ({"selected.zzzzzzzzzzzz": "array"}, "unknown key `selected.zzzzzzzzzzzz` in `forms`; it has m, i, returns"),
        (
            {"complment.m": "array"},
            "unknown operation `complment` of `complment.m` in `forms`; did you mean `complement`?",
        ),
        (
            {"per_patch_loss": "float01"},
            "`per_patch_loss` in `forms`: `float01` is no form of `masked_loss.per_patch_loss : Fin n → Nat`, which "
            "comes as `array`, `callable`, `list`, `tuple`",
        ),
        ({"per_patch_los": "callable"}, "unknown key `per_patch_los` in `forms`; did you mean `per_patch_loss`?"),
        (
            {"zzz": "callable"},
            "unknown key `zzz` in `forms`; expected mask, losses, indices, seed, returns, or the name of an argument "
            "or field in snake case",
        ),
        ({"indices": "callable"}, "`indices` in `forms` is nowhere a function, and comes as `array` alone"),
        (
            {"geometry_guard": "callable"},
            "`geometry_guard` in `forms` is nowhere a function, and comes as `array` alone",
        ),
    ],
)
def test_forms_that_are_none_are_refused(forms: object, message: str) -> None:
    backend = SimpleNamespace(complement=lambda mask: mask, forms=forms)
    with pytest.raises(UsageError) as caught:
        load_backend(backend, shipped().definitions)
    assert str(caught.value) == f"backend `SimpleNamespace`: {message}"


def test_a_key_of_another_module_is_none_that_is_wrong() -> None:
    backend = SimpleNamespace(complement=lambda mask: mask, forms={"target_encoder": "callable", "indices": "array"})
    assert load_backend(backend, shipped("masking").definitions).forms.words["target_encoder"] == "callable"


def test_the_command_line_refuses_wrong_forms_with_status_2(tmp_path: Path) -> None:
    named = written(tmp_path, MASKING.replace('"losses"', '"loses"'))
    done = subprocess.run(
        [sys.executable, "-m", "conformance", "check", named, "--law", "complement"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "unknown key `loses` in `forms`; did you mean `losses`?" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
