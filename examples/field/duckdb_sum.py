"""DuckDB: one query that reads each listed position of a list and sums."""

from __future__ import annotations

from typing import Any

import duckdb

name = "DuckDB, sum"
distribution = "duckdb"
carrier = "numpy"
calls = "`SELECT sum(losses[i + 1])` over the unnested positions, lists counting from 1."
translation = "arrays become lists of BIGINT"
bites = {
    "malformed": "SQL's sum over no row is NULL, not 0: `None` here, and NULL in all that is computed from it.",
    "rejects_out_of_range": "A list has NULL where it has no item, sum leaves NULL out, and a negative position counts "
    "from the end: positions that do not exist cost nothing and are never noticed.",
}

_QUERY = "SELECT sum(losses[i + 1]) FROM (SELECT $losses::BIGINT[] AS losses, unnest($idxs::BIGINT[]) AS i)"
_CONNECTION = duckdb.connect()


def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    arguments = {"idxs": idxs.tolist(), "losses": per_patch_loss.tolist()}
    row = _CONNECTION.execute(_QUERY, arguments).fetchone()
    return None if row is None else row[0]
