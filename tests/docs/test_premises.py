"""The table of docs/premises.md is what its script makes, and no shipped law with premises is left to chance."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from conformance.checking.laws import laws_of
from conformance.laws.specfile import ALL, load

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "premises.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_table_is_up_to_date() -> None:
    made = runpy.run_path(str(DOCS / "premises.py"))["made"]()
    assert made == PAGE, "docs/premises.md is not up to date: run `python docs/premises.py`"


def test_every_law_with_premises_meets_them_on_all_that_is_drawn() -> None:
    found = re.findall(r"^\| `([\w.]+)` \| .* \| \d+ % \| (\d+) % \| \d+ % \|$", PAGE, re.M)
    told = {law: int(made) for law, made in found}
    assert list(told) == [law.id for law in laws_of(load([ALL])) if law.assumed]
    assert {law: made for law, made in told.items() if made < 100} == {}
    left_out = re.findall(r"`([^`]*)`: inputs that miss it are left out", PAGE)
    assert {p for p in left_out if not re.fullmatch(r"\([01] : Rat\)( / 2)? ≤ [01]( / 2)?", p)} == set()
