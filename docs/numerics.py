"""Writes the figures of docs/numerics.md: how far the built-in backends are off at most, by dtype.

`python docs/numerics.py` measures them anew. What is measured hangs on the order in which a library adds up, and so on
its version and on the processor.
"""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

from conformance import check
from conformance.backends import numpy as of_numpy
from conformance.backends import torch as of_torch
from conformance.records.crossings import worst_text
from conformance.records.report import Report

PAGE = Path(__file__).with_name("numerics.md")
CARRIERS = (
    "numpy:float16", "numpy:float32", "numpy:float64",
    "torch:float16", "torch:bfloat16", "torch:float32", "torch:float64",
)  # fmt: skip
OPERATIONS = ("maskedSum", "maskedMean", "globalMean", "maskedMse", "meanPool", "sqDist", "coordinateSpread")
TABLE = re.compile(r"(?<=<!-- worst -->\n).*?(?=\n<!-- end -->)", re.DOTALL)


def measured(carrier: str) -> Report:
    """The rounding of each operation on one dtype."""
    module = of_numpy if carrier.startswith("numpy") else of_torch
    backend = SimpleNamespace(**{n: f for n, f in vars(module).items() if callable(f)})
    backend.carrier = backend.name = carrier
    return check(backend, laws=[f"{name}.rounding" for name in OPERATIONS], profile="quick")


def table() -> str:
    """The worst error of each operation on each dtype, in Markdown."""
    lines = ["| carrier | operation | worst error |", "| --- | --- | --- |"]
    for carrier in CARRIERS:
        for result in measured(carrier).results:
            worst = result.evidence.worst_error
            told = f"{result.status}" if worst is None else worst_text(worst)
            lines.append(f"| `{carrier}` | `{result.law.partition('.')[0]}` | {told} |")
    return "\n".join(lines)


if __name__ == "__main__":
    made = table()
    PAGE.write_text(TABLE.sub(lambda _: made, PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"Wrote {PAGE}")
