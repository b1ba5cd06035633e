"""`conformance prove`: proved, refuted with an input, or given up with a reason."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from conformance.cases.profiles import PROFILES
from conformance.errors import UsageError
from conformance.laws.specfile import shipped
from conformance.runs.proving import prove_laws
from tests.cli.commands import run

SPEC = """\
module: Mine
imports: [masking]
theorems:
  right:
    about: Holds.
    lean: "theorem right {n : Nat} (idxs : List (Fin n)) : maskedLoss idxs (fun _ => 0) = 0"
  wrong:
    about: Does not.
    lean: "theorem wrong (a b : Nat) : a - b + b = a"
  hard:
    about: Holds, and is beyond one induction.
    lean: "theorem hard (xs : List Nat) : xs.foldl (fun a b => a * b) 1 = xs.foldr (fun a b => a * b) 1"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pytest.importorskip("z3")
    (tmp_path / "mine.yaml").write_text(SPEC, encoding="utf-8")
    return tmp_path


def test_what_is_proved_exits_with_0(folder: Path) -> None:
    told = run("prove", "right", "--spec", "mine.yaml", cwd=folder)
    assert (told.status, told.err) == (0, "")
    assert "right  by induction on idxs\n" in told.out
    assert told.out.endswith("The law is proved from the definitions.\n")


def test_what_is_false_is_refuted_on_an_input_and_what_is_hard_is_given_up(folder: Path) -> None:
    told = run("prove", "--spec", "mine.yaml", "--json", "proofs.json", cwd=folder)
    assert told.status == 1
    assert "wrong  REFUTED\nhard   GAVE UP\n" in told.out
    assert "wrong: refuted: `a - b + b` is 1, `a` is 0\n  It is false where a = 0, b = 1.\n" in told.out
    assert "Of 3 laws: 1 proved, 1 refuted, 1 gave up." in told.out
    found = json.loads((folder / "proofs.json").read_text(encoding="utf-8"))
    assert {p["law"]: (p["verdict"], p["inputs"]) for p in found["proofs"]} == {
        "right": ("proved", {}), "wrong": ("refuted", {"a": 0, "b": 1}), "hard": ("gave_up", {}),
    }  # fmt: skip
    assert "no proof in" in next(p["how"] for p in found["proofs"] if p["law"] == "hard")


def test_an_operation_without_a_body_is_left_out_unless_it_is_named(folder: Path) -> None:
    told = run("prove", "--spec", "practice", "randomMask_count", cwd=folder)
    assert told.status == 1
    assert "`randomMask` has no body" in told.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nolaw"], "no law matches `nolaw`"),
        (["maskedLoss.deterministic"], "obligations are no statements"),
        (["--spec", "none.yaml"], "none.yaml"),
    ],
)
def test_a_wrong_request_is_told(folder: Path, arguments: list[str], message: str) -> None:
    told = run("prove", *arguments, cwd=folder)
    assert told.status == 2
    assert message in told.err


def test_without_the_solver_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("conformance.proving")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "z3", None)
    with pytest.raises(UsageError, match=r"pip install 'masking-conformance\[prove\]'"):
        prove_laws(shipped(), (), (), (), PROFILES["quick"], 0)
