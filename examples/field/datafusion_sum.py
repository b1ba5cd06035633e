"""DataFusion: one query that reads each listed position of a list and sums."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from datafusion import SessionContext

name = "DataFusion, sum"
distribution = "datafusion"
carrier = "numpy"
calls = "`SELECT sum(losses[i + 1])` over the unnested positions, lists counting from 1."
translation = "arrays become the one row of a table with two lists"
bites = {
    "malformed": "SQL's sum over no row is NULL, not 0, and NULL in all that is computed from it.",
    "rejects_out_of_range": "A list has NULL where it has no item, and sum leaves NULL out: positions that do not "
    "exist cost nothing and are never noticed.",
}

_QUERY = "SELECT sum(losses[i + 1]) AS total FROM (SELECT losses, unnest(idxs) AS i FROM given)"
_CONTEXT = SessionContext()


def total(losses: Any) -> Any:
    query = "SELECT sum(loss) AS total FROM (SELECT unnest(losses) AS loss FROM given)"
    return _asked(query, losses=pa.array([losses.tolist()], pa.list_(pa.from_numpy_dtype(losses.dtype))))


def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    return _asked(_QUERY, idxs=pa.array([idxs]), losses=pa.array([per_patch_loss]))


def _asked(query: str, **columns: Any) -> Any:
    _CONTEXT.deregister_table("given")
    _CONTEXT.from_arrow(pa.table(columns), "given")
    return _CONTEXT.sql(query).to_pydict()["total"][0]
