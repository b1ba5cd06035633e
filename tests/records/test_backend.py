"""A backend's code is compared where two runs read it in one way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.records.backend import BackendRecord, OperationRecord, code_changed, read_backend_record
from conformance.records.record import plain_json

OPERATION = OperationRecord(3, "b.py:1", "int", None, None)
RECORD = BackendRecord("b", "numpy", {"max_n": 3}, {"numpy": "2"}, {"f": OPERATION}, digest="aa")


@pytest.mark.parametrize(
    ("before", "now", "changed"),
    [("aa", "aa", False), ("aa", "bb", True), ("", "aa", None), ("aa", "", None), ("aa", "modules:aa", None)],
)
def test_whether_code_changed(before: str, now: str, changed: bool | None) -> None:
    assert code_changed(before, now) is changed


def test_a_digest_of_modules_is_no_digest_of_functions() -> None:
    by_module = replace(RECORD, sources={"m": "1"})
    assert (RECORD.code, by_module.code) == ("aa", "modules:aa")


def test_a_record_reads_back_and_no_other_does() -> None:
    assert read_backend_record(plain_json(RECORD)) == RECORD
    with pytest.raises(ValueError, match=r"backend\.name: expected str, found int"):
        read_backend_record(plain_json(RECORD) | {"name": 3})
