"""The blocks of docs/how-to/report.md run, in their order."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.docs.making import DOCS


def test_the_blocks_of_the_page_run(capsys: pytest.CaptureFixture[str]) -> None:
    page = (DOCS / "how-to" / "report.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {"__name__": "page"}
    for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(block, names)
    assert "FAIL  complement  on mine: violation" in capsys.readouterr().out
