"""Two backends on the same real numbers are as far apart as rounding takes them, or part on simple ones."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check
from conformance.records.agreement import AgreementRecord
from conformance.records.report import Report
from conformance.runs.apart import Allowed, apart
from tests.checking.obligations.numeric import INVERSES, SPEC
from tests.cli.commands import run

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")


def compared(folder: Path, left: Any, right: Any, law: str = "total", **options: Any) -> Report:
    """Two implementations of an operation, each with its carrier, held against each other."""
    path = folder / "numbers.yaml"
    path.write_text(SPEC, encoding="utf-8")
    backends = [
        SimpleNamespace(name=name, carrier=carrier, **{law: function})
        for name, (carrier, function) in (("left", left), ("right", right))
    ]
    return check(*backends, spec=path, laws=[law, f"{law}.rounding"], profile="quick", **options)


def in_reals(report: Report) -> AgreementRecord:
    (record,) = [a for a in report.agreement if a.law]
    return record


def backwards(xs: Any) -> Any:
    total = xs.new_zeros(())
    for x in xs.flip(0):
        total = total + x
    return total


def is_on_grid(xs: Any) -> bool:
    return bool(torch.equal(xs * 2**20, (xs * 2**20).round()))


def in_bfloat16(xs: Any) -> Any:
    """Adds up fewer digits of what is no multiple of 1 / 2^20."""
    return xs.sum() if is_on_grid(xs) else xs.to(torch.bfloat16).float().sum()


def test_sums_in_other_orders_agree_and_it_is_told_how_far_apart_they_are(tmp_path: Path) -> None:
    report = compared(tmp_path, ("numpy:float32", np.sum), ("torch:float32", backwards))
    record = in_reals(report)
    assert (record.operation, record.law, record.agrees, record.note) == ("total", "total.rounding", True, "")
    assert record.cases > 50
    assert record.apart is not None
    assert record.apart.ulps >= 1
    assert 0 < record.apart.share < 1
    assert report.exit_status("training") == 0


@pytest.mark.parametrize("short", ["torch:float16", "torch:bfloat16"])
def test_floats_of_two_lengths_agree_within_the_bounds_of_both(tmp_path: Path, short: str) -> None:
    record = in_reals(compared(tmp_path, ("numpy:float64", np.sum), (short, torch.sum)))
    assert record.agrees
    assert record.cases > 20
    assert record.apart is not None
    assert record.apart.share > 0


def test_beyond_both_bounds_they_part_on_simple_numbers(tmp_path: Path) -> None:
    report = compared(tmp_path, ("numpy:float32", np.sum), ("torch:float32", in_bfloat16))
    record = in_reals(report)
    assert not record.agrees
    assert record.apart is not None
    assert record.apart.share > 1
    assert record.inputs is not None
    (number,) = record.inputs["xs"]
    assert record.left_value == number != record.right_value
    assert [a.agrees for a in report.agreement if not a.law] == [True]


def test_that_decides_where_the_level_of_the_law_is_required(tmp_path: Path) -> None:
    report = compared(tmp_path, ("torch:float32", torch.sum), ("torch:float32", in_bfloat16))
    assert (report.parted(), report.exit_status()) == ([], 0)
    assert report.parted("training") == [in_reals(report)]
    assert "disagree" not in report.verdict()
    assert (
        "left and right disagree on total"
        in compared(
            tmp_path, ("torch:float32", torch.sum), ("torch:float32", in_bfloat16), require="training"
        ).verdict()
    )


def test_what_gives_no_number_parts_from_what_gives_one(tmp_path: Path) -> None:
    def overflowing(xs: Any) -> Any:
        return (xs * 2.0**100).sum() / 2.0**100

    def cut(xs: Any) -> Any:
        return xs.sum() if is_on_grid(xs) else xs.sum() * float("nan")

    assert in_reals(compared(tmp_path, ("torch:float64", torch.sum), ("torch:float64", overflowing))).agrees
    record = in_reals(compared(tmp_path, ("torch:float64", torch.sum), ("torch:float64", cut)))
    assert not record.agrees
    assert "NaN" in record.right_value


def test_what_parts_on_other_inputs_is_told_once(tmp_path: Path) -> None:
    report = compared(tmp_path, ("torch:float32", torch.sum), ("torch:float32", lambda xs: xs.sum() + 1))
    assert [(a.law, a.agrees) for a in report.agreement] == [("", False)]


def test_no_call_misses_a_precondition(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(INVERSES, encoding="utf-8")
    asked: list[float] = []

    def inverses(x: Any) -> Any:
        asked.extend(x.tolist())
        return (1 / x).sum()

    backends = [
        SimpleNamespace(name=name, carrier="torch:float64", inverses=function)
        for name, function in (("left", inverses), ("right", lambda x: x.reciprocal().flip(0).sum()))
    ]
    record = in_reals(check(*backends, spec=tmp_path / "own.yaml", laws=["inverses", "*.rounding"], profile="quick"))
    assert record.agrees
    assert record.cases > 20
    assert record.apart is not None
    assert record.apart.ulps > 0
    assert min(asked) > 0


def test_integers_are_not_asked(tmp_path: Path) -> None:
    def counted(x: Any, mask: Any) -> Any:
        return (x * mask).sum()

    report = compared(tmp_path, ("torch:int64", counted), ("torch:float32", counted), "counted")
    assert [a.law for a in report.agreement] == [""]


def test_processes_tell_the_same_and_the_terminal_and_the_page_say_it(tmp_path: Path) -> None:
    (tmp_path / "numbers.yaml").write_text(SPEC, encoding="utf-8")
    (tmp_path / "left.py").write_text("import numpy as np\ncarrier = 'numpy:float32'\ntotal = np.sum\n")
    (tmp_path / "right.py").write_text(
        "carrier = 'torch:float32'\ndef total(xs):\n"
        "    total = xs.new_zeros(())\n    for x in xs.flip(0):\n        total = total + x\n    return total\n"
    )
    ran = run(
        "check", "left.py", "right.py", "--spec", "numbers.yaml", "--law", "total", "--law", "total.rounding",
        "--profile", "quick", "--json", "r.json", "--html", "r.html", cwd=tmp_path,
    )  # fmt: skip
    report = Report.from_json((tmp_path / "r.json").read_text(encoding="utf-8"))
    here = in_reals(compared(tmp_path, ("numpy:float32", np.sum), ("torch:float32", backwards)))
    told = in_reals(report)
    assert (ran.status, told.cases, told.apart) == (0, here.cases, here.apart)
    assert told.apart is not None
    words = f"{told.apart.ulps:.3g} ulps"
    assert f"on real numbers left.py and right.py are furthest apart in total: {words}" in ran.out
    assert "1 of 1 operations give the same on all backends that were compared" in ran.out
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert words in page.split("<summary>How far apart on real numbers")[1]


def test_how_far_apart_numbers_are() -> None:
    def known(*bounds: float) -> list[Allowed]:
        return [Allowed(bound, 1.0) for bound in bounds]

    found = apart((8.0, 8.0), (9.0, 8.0), known(1.0, 0.0), known(1.0, 0.0))
    assert found is not None
    assert (found.parts, found.worst.ulps, found.worst.share) == (False, 1.0, 0.5)
    further = apart((8.0, 8.0), (8.0, 8.5), known(1.0, 0.0), known(1.0, 0.25))
    assert further is not None
    assert further.parts
    assert further.worst.share == 2
    assert apart((8.0,), (8.0, 8.0), known(0.0), known(0.0)) is None
