"""DuckDB: functions of lists that take positions and masks."""

from __future__ import annotations

from typing import Any

import duckdb

name = "DuckDB, lists"
distribution = "duckdb"
carrier = "python"
forms = {"idxs": "one_based"}
calls = "`list_select(x, idxs)`, counting from 1, and `list_where(x, mask)`."
translation = "none"
bites = {
    "rejects_out_of_range": "A list has NULL where it has no item: positions that do not exist give NULL, which sums "
    "and means leave out.",
}

_CONNECTION = duckdb.connect()


def _asked(query: str, *given: Any) -> Any:
    row = _CONNECTION.execute(query, given).fetchone()
    return None if row is None else row[0]


def total(losses: Any) -> Any:
    return _asked("SELECT list_sum(?::BIGINT[])", losses)


def index_select(x: Any, idxs: Any) -> Any:
    return _asked("SELECT list_select(?::DOUBLE[], ?::BIGINT[])", x, idxs)


def masked_select(x: Any, mask: Any) -> Any:
    return _asked("SELECT list_where(?::DOUBLE[], ?::BOOLEAN[])", x, mask)
