"""Places in files, as far as they lie inside a folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from conformance.records.places import Place, place_of, source_of
from conformance.records.result import Failure
from tests.records.small import A, result


def test_a_place_is_told_from_the_folder_on(tmp_path: Path) -> None:
    assert place_of(f"{tmp_path}/src/mask.py:12", tmp_path) == Place("src/mask.py", 12)
    assert place_of("src/../mask.py:12", tmp_path) == Place("mask.py", 12)


@pytest.mark.parametrize("source", ["", "mask.py", "mask.py:", "mask.py:0", "mask.py:1e3", "../mask.py:1", ":3"])
def test_what_is_no_place_inside_the_folder_is_none(source: str, tmp_path: Path) -> None:
    assert place_of(source, tmp_path) is None


def test_a_fault_stands_in_the_code_of_the_backend_or_in_the_statement() -> None:
    failed = replace(result(A, "failed"), failure=Failure("violation", "", {}, 1, 2, "", source="mask.py:3"))
    statements = {"a": "masking.yaml:7"}
    assert source_of(failed, statements) == "mask.py:3"
    assert source_of(replace(failed, status="false_statement"), statements) == "masking.yaml:7"
    assert source_of(result(A, "crashed"), statements) == ""
