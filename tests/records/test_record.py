"""Records read like their JSON, and are written as it."""

from __future__ import annotations

import dataclasses
import json

import pytest

from conformance.records.record import plain_json
from conformance.records.result import Failure
from tests.records.small import A, report, result


def test_records_read_like_their_json() -> None:
    record = result(A)
    assert record["status"] == record.status == "passed"
    with pytest.raises(KeyError):
        record["no_such_field"]


def test_inputs_keep_the_order_of_the_variables_and_other_mappings_are_sorted() -> None:
    failure = Failure("violation", "differs", {"ys": [0], "xs": []}, 1, 2, "f()")
    failed = dataclasses.replace(result(A, "failed"), failure=failure)
    text = dataclasses.replace(report(failed), environment={"z": "1", "a": "2"}).to_json()
    assert text.index('"ys"') < text.index('"xs"')
    assert text.index('"a": "2"') < text.index('"z": "1"')


def test_a_number_that_json_cannot_hold_becomes_a_text() -> None:
    assert json.loads(json.dumps(plain_json([2**13_999])))[0] == 2**13_999
    assert json.loads(json.dumps(plain_json({"a": 10**20_000}))) == {"a": "100…000 (20,001 digits)"}


def test_what_json_cannot_say_becomes_its_repr() -> None:
    assert plain_json([float("nan"), {1}, b"a"]) == ["nan", "{1}", "b'a'"]
