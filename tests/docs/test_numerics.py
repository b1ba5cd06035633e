"""docs/numerics.md: its examples, and the script that makes its table."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from conformance.laws.specfile import shipped

torch = pytest.importorskip("torch")

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "numerics.md").read_text(encoding="utf-8")
SCRIPT = runpy.run_path(str(DOCS / "numerics.py"))
ROW = re.compile(r"^\| `([\w:]+)` \| `(\w+)` \| [\d.e+-]+ ulps, (\d+\.\d+)% of what analysis allows \|$", re.M)


def test_the_table_has_each_operation_on_each_carrier_within_its_bound() -> None:
    found = {(carrier, operation): float(share) for carrier, operation, share in ROW.findall(PAGE)}
    assert set(found) == {(c, o) for c in SCRIPT["CARRIERS"] for o in SCRIPT["OPERATIONS"]}
    assert all(0 <= share <= 100 for share in found.values())


def test_the_other_has_each_operation_on_two_carriers_no_further_apart_than_both_may_be_off() -> None:
    row = re.compile(r"^\| `([\w:]+)`, `([\w:]+)` \| `(\w+)` \| [\d.e+-]+ ulps, (\d+\.\d+)% of .* both \|$", re.M)
    found = {((left, right), operation): float(share) for left, right, operation, share in row.findall(PAGE)}
    assert set(found) == {(pair, o) for pair in SCRIPT["PAIRS"] for o in SCRIPT["OPERATIONS"]}
    assert all(0 <= share <= 100 for share in found.values())


def test_the_script_measures_what_the_table_has() -> None:
    report = SCRIPT["measured"]("torch:float32")
    assert {r.law.partition(".")[0] for r in report.results} == set(SCRIPT["OPERATIONS"])
    assert {r.status for r in report.results} == {"passed"}


def test_the_mean_of_the_page_leaks_as_it_says() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.S)
    scope: dict[str, object] = {}
    exec(code, scope)
    from types import SimpleNamespace

    from conformance import check

    backend = SimpleNamespace(carrier="torch:float32", masked_mean=scope["masked_mean"])
    (result,) = check(backend, laws=["maskedMean.ignores_unread"], profile="quick").results
    assert result.failure is not None
    assert result.failure.message.startswith("masked_mean: `x[0]` is not read, and nan there leaks: gave ")


def test_the_definition_of_the_page_is_the_shipped_one() -> None:
    (text,) = re.findall(r"```lean\n(.*?)```", PAGE, re.S)
    shown = next(d.lean for d in shipped("practice").declarations if d.id == "latentLoss")
    assert " ".join(text.split()) == " ".join(shown.split())
