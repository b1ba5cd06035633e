"""Which obligations there are, and which operations have them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conformance import check
from conformance.backends import python as correct
from conformance.checking.laws import laws_of
from conformance.checking.obligations import registry
from conformance.checking.obligations.registry import OBLIGATIONS
from conformance.laws.specfile import shipped


def test_the_obligations_of_an_operation_follow_from_its_types() -> None:
    found: dict[str, set[str]] = {}
    for law in laws_of(shipped()):
        if law.kind == "obligation":
            operation, _, name = law.id.partition(".")
            found.setdefault(operation, set()).add(name)
    everywhere = {"well_formed", "deterministic", "shares_no_memory"}
    assert found == {
        "selected": everywhere | {"preserves_inputs", "rejects_out_of_range"},
        "allMask": everywhere,
        "emptyMask": everywhere,
        "complement": everywhere | {"preserves_inputs"},
        "maskedLoss": set(OBLIGATIONS),
    }


def test_a_correct_backend_is_left_alone_at_both_levels() -> None:
    pytest.importorskip("numpy")
    report = check(correct, "numpy")
    assert {r.status for r in report.results} == {"passed"}
    assert report.exit_status("hardened") == 0


def test_an_obligation_has_the_name_of_its_file() -> None:
    files = {p.stem for p in Path(registry.__file__).parent.glob("*.py") if "OBLIGATION = " in p.read_text("utf-8")}
    assert files == {name for name, obligation in OBLIGATIONS.items() if obligation.name == name}


PRINTS_NOTHING = '''"""Nothing is written to standard output."""

import contextlib
import io

from conformance.checking.evaluation import Violated
from conformance.checking.obligations.base import CheckedObligation, Subject


class PrintsNothing:
    answered = True

    def __init__(self, subject: Subject) -> None:
        self.subject = subject

    def __call__(self, frame: list) -> bool:
        with contextlib.redirect_stdout(io.StringIO()) as written:
            self.subject.operation.outcome(tuple(frame))
        if text := written.getvalue():
            raise Violated("violation", "a call wrote to standard output", "", text)
        return True

    def finish(self) -> None:
        return


OBLIGATION = CheckedObligation(
    name="prints_nothing",
    level="hardened",
    meaning="nothing is written to standard output",
    training="The log of a run drowns in it.",
    check=PrintsNothing,
    calls=1,
)
'''

CHECKED = """
import sys
from types import SimpleNamespace

import conformance.checking.obligations

conformance.checking.obligations.__path__.insert(0, sys.argv[1])

from conformance import check


def masked_loss(idxs, per_patch_loss):
    if len(idxs) > 1:
        print("two patches")
    return sum(per_patch_loss[i] for i in idxs)


talking = SimpleNamespace(name="talking", masked_loss=masked_loss)
for result in check("python", talking, profile="quick", laws=["*.prints_nothing"]).results:
    told = result.failure.message if result.failure else ""
    print(result.backend, result.law, result.level, result.status, told, sep=",")
"""


def test_another_obligation_is_one_file_and_a_line(tmp_path: Path) -> None:
    line = '    "no_silent_overflow",\n'
    source = Path(registry.__file__).read_text(encoding="utf-8")
    assert source.count(line) == 1
    (tmp_path / "registry.py").write_text(source.replace(line, line + '    "prints_nothing",\n'), encoding="utf-8")
    (tmp_path / "prints_nothing.py").write_text(PRINTS_NOTHING, encoding="utf-8")
    (tmp_path / "run.py").write_text(CHECKED, encoding="utf-8")
    found = subprocess.run(
        [sys.executable, "run.py", str(tmp_path)], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    operations = ("selected", "allMask", "emptyMask", "complement", "maskedLoss")
    talking = "talking,maskedLoss.prints_nothing,hardened,failed,a call wrote to standard output"
    assert sorted(found.stdout.splitlines()) == sorted(
        [
            *(f"python,{o}.prints_nothing,hardened,passed," for o in operations),
            *(f"talking,{o}.prints_nothing,hardened,not_provided," for o in operations[:-1]),
            talking,
        ]
    )
