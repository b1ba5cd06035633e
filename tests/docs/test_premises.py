"""The table of docs/premises.md is what its script makes, and no shipped law with premises is left to chance."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from conformance.checking.laws import laws_of
from conformance.laws.specfile import ALL, load

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "premises.md").read_text(encoding="utf-8")


def test_the_table_is_up_to_date() -> None:
    made = runpy.run_path(str(DOCS / "premises.py"))["made"]()
    assert made == PAGE, "docs/premises.md is not up to date: run `python docs/premises.py`"


def test_every_law_with_premises_meets_them_on_all_that_is_drawn() -> None:
    """Some sizes leave nothing that would meet a premise on two positions, or on a selected one."""
    found = re.findall(r"^\| `([\w.]+)` \| .* \| \d+ % \| (\d+) % \| \d+ % \|$", PAGE, re.M)
    told = {law: int(made) for law, made in found}
    assert list(told) == [law.id for law in laws_of(load([ALL])) if law.assumed]
    stated = {d.id for d in load(["practice"]).declarations}
    assert {made for law, made in told.items() if law.split(".")[0] not in stated} == {100}
    permuted = {law for law in told if re.match("inversePermutation|restoreTokens_shuffled", law)}
    assert min(made for law, made in told.items() if law not in permuted) > 50
    left_out = re.findall(r"`([^`]*)`: inputs that miss it are left out", PAGE)
    assert {p for p in left_out if not re.fullmatch(r"\([01] : Rat\) ≤ [01]", p)} == {
        "∀ i, ∀ j, perm i = perm j → i = j"
    }
