"""Writes the figures of docs/numerics.md: how far the built-in backends are off and apart at most, by dtype.

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
PAIRS = (
    ("numpy:float64", "torch:float64"), ("numpy:float32", "torch:float32"), ("numpy:float16", "torch:float16"),
    ("torch:float32", "torch:bfloat16"), ("torch:float16", "torch:bfloat16"),
)  # fmt: skip


def measured(*carriers: str) -> Report:
    """The rounding of each operation on some dtypes."""
    return check(*map(backend, carriers), laws=[f"{name}.rounding" for name in OPERATIONS], profile="quick")


def backend(carrier: str) -> SimpleNamespace:
    """A built-in backend on another dtype."""
    module = of_numpy if carrier.startswith("numpy") else of_torch
    functions = {n: f for n, f in vars(module).items() if callable(f)}
    return SimpleNamespace(**functions, carrier=carrier, name=carrier)


def table_of_apart() -> str:
    """How far apart two dtypes or libraries are at most, in Markdown."""
    lines = ["| two carriers | operation | at most apart |", "| --- | --- | --- |"]
    for left, right in PAIRS:
        for record in measured(left, right).agreement:
            told = record.note or "they part" if record.apart is None else f"{worst_text(record.apart)} both"
            lines.append(f"| `{left}`, `{right}` | `{record.operation}` | {told} |")
    return "\n".join(lines)


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
    text = PAGE.read_text(encoding="utf-8")
    for name, made in (("worst", table()), ("apart", table_of_apart())):
        place = re.compile(rf"(?<=<!-- {name} -->\n).*?(?=\n<!-- end -->)", re.DOTALL)
        text = place.sub(lambda _, made=made: made, text)
    PAGE.write_text(text, encoding="utf-8")
    print(f"Wrote {PAGE}")
