"""docs/batches.md: its backends conform, rows of batches too."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from conformance import check

PAGE = (Path(__file__).parents[2] / "docs" / "batches.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
LAWS = (["complement*", "allMask*", "maskedLoss*"], ["maskedMean*"])


@pytest.mark.parametrize(("block", "laws"), list(zip(BLOCKS, LAWS, strict=True)))
def test_the_backends_of_the_page_conform(block: str, laws: list[str]) -> None:
    for library in ("numpy", "torch"):
        if f"import {library}" in block:
            pytest.importorskip(library)
    names: dict[str, object] = {}
    exec(block, names)
    backend = SimpleNamespace(**{name: value for name, value in names.items() if not name.startswith("__")})
    report = check(backend, laws=laws, profile="quick")
    asked = [r for r in report.results if r.status != "not_provided"]
    assert {r.status for r in asked if r.level in ("core", "training")} == {"passed"}
    assert any(r.law.endswith(".independent_rows") for r in asked)
