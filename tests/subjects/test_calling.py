"""Arguments that are passed by keyword, and results that are a part of what comes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance import check
from conformance.records.result import Result
from conformance.subjects.calling import Calling, NoPart

PYTHON = """
from collections import namedtuple

forms = {FORMS}

Masked = namedtuple("Masked", ["x", "mask", "ids_restore"])

def complement(*, mask):
    return CAME

def masked_loss(per_patch_loss, *, idxs, reduction="none"):
    assert reduction == "none"
    if any(not 0 <= i < len(per_patch_loss) for i in idxs):
        raise IndexError
    return {"loss": sum(per_patch_loss[i] for i in idxs), "n": len(idxs)}
"""

TORCH = """
import torch
from types import SimpleNamespace

carrier = "torch"
forms = {FORMS}

def complement(*, mask):
    return CAME
"""

BY_KEYWORD = '{"complement.m": "keyword(mask)/float01", "complement.returns": "WHERE/float01", \
"masked_loss.idxs": "keyword", "masked_loss.returns": "field(loss)"}'

OF_PYTHON = {
    "item(1)": "[None, [1 - v for v in mask], 5]",
    "item(-2)": "(None, [1 - v for v in mask], 5)",
    "field(mask)": "Masked(None, [1 - v for v in mask], 5)",
    "item(0)/field(mask)": "[{'mask': [1 - v for v in mask]}]",
}
OF_TORCH = {
    "item(1)": "(mask.sum(), 1 - mask, mask.argsort())",
    "field(mask)": "SimpleNamespace(x=mask.sum(), mask=1 - mask)",
    "item(0)/item(0)": "[(1 - mask,)]",
}


def results_of(path: Path, text: str, where: str, came: str, laws: list[str]) -> list[Result]:
    forms = BY_KEYWORD.replace("WHERE", where)
    if "torch" in text:
        forms = forms.partition(', "masked_loss.idxs"')[0] + "}"
    (path / "mine.py").write_text(text.replace("{FORMS}", forms).replace("CAME", came), encoding="utf-8")
    return check(str(path / "mine.py"), module=["masking"], laws=laws, profile="quick", require="hardened").results


CASES = [
    *((PYTHON, where, came) for where, came in OF_PYTHON.items()),
    *((TORCH, where, came) for where, came in OF_TORCH.items()),
]


@pytest.mark.parametrize(("text", "where", "came"), CASES)
def test_a_right_backend_passes(text: str, where: str, came: str, tmp_path: Path) -> None:
    if "torch" in text:
        pytest.importorskip("torch")
    results = results_of(tmp_path, text, where, came, ["complement", "complement.*", "maskedLoss*"])
    assert {r.status for r in results if r.status != "not_provided"} == {"passed"}, results


@pytest.mark.parametrize(
    ("text", "where", "came"), [CASES[0], CASES[2], CASES[3], (TORCH, "item(1)", "(mask.sum(), 1 - mask)")]
)
def test_a_wrong_one_fails_and_its_snippet_makes_the_call(text: str, where: str, came: str, tmp_path: Path) -> None:
    if "torch" in text:
        pytest.importorskip("torch")
    wrong = came.replace("1 - v for v", "v for v").replace("1 - mask", "mask")
    (result,) = results_of(tmp_path, text, where, wrong, ["complement"])
    assert result.failure is not None
    assert result.failure.reason == "violation"
    assert "backend.complement(mask=" in result.failure.reproduce
    with pytest.raises(AssertionError):
        exec(result.failure.reproduce, {})


@pytest.mark.parametrize(
    ("where", "came", "message"),
    [
        ("item(1)", "[1 - v for v in mask]", "expected a tuple with an item 1, got [] (list)"),
        ("item(0)", "None", "expected a tuple with an item 0, got None (NoneType)"),
        ("field(mask)", "(1, 2)", "expected something with a field `mask`, got (1, 2) (tuple)"),
        (
            "item(1)",
            "(0, [0.5] * len(mask))",
            "form `float01`: expected 0 or 1 everywhere, got 0.5 at position 0",
        ),
    ],
)
def test_what_lacks_the_part_is_malformed(where: str, came: str, message: str, tmp_path: Path) -> None:
    (result,) = results_of(tmp_path, PYTHON, where, came, ["complement"])
    assert result.failure is not None
    assert (result.failure.reason, result.failure.message) == ("malformed", message)


def test_arguments_by_keyword_leave_the_others_in_order() -> None:
    calling = Calling((None, "mask", None, "lambda"), (1, "loss"))
    called = calling.of(lambda *given, **named: (0, {"loss": (given, named)}))
    assert called(1, 2, 3, 4) == ((1, 3), {"mask": 2, "lambda": 4})
    assert calling.source("backend.f", ["a", "b", "c", "d"]) == (
        "(lambda r: r['loss'] if isinstance(r, dict) else r.loss)(backend.f(a, c, mask=b, **{'lambda': d})[1])"
    )
    with pytest.raises(NoPart, match="expected something with a field `loss`, got 5"):
        Calling((), ("loss",)).of(lambda: 5)()


def test_a_result_that_is_shared_is_found_in_the_part(tmp_path: Path) -> None:
    results = results_of(tmp_path, PYTHON, "item(0)", "(mask,)", ["complement.shares_no_memory"])
    assert [r.failure.reason for r in results if r.failure is not None] == ["aliased"]
