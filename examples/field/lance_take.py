"""Lance: a data set in memory, rows taken by position."""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("LANCE_LOG", "error")

import lance
import pyarrow as pa

name = "Lance, take"
distribution = "pylance"
carrier = "numpy"
limits = {"max_n": 64}
calls = "`dataset.take(idxs)`."
translation = "an array becomes the one column of a table"
notes = "More than 64 rows take long to write."
bites = {
    "rejects_out_of_range": "Of positions that do not exist, some are left out and some raise, by where they stand in "
    "the list: a batch has fewer rows than positions, and what belongs together shifts.",
}


def index_select(x: Any, idxs: Any) -> Any:
    stored = lance.write_dataset(pa.table({"x": x}), "memory://field", mode="overwrite")
    return stored.take(idxs)["x"].to_numpy()
