"""Backends part where they disagree, but for what is known to fail on one of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.records.agreement import AgreementRecord, parted
from tests.records.small import A, result

APART = AgreementRecord("a", "numpy", "torch", 3, False, {"mask": [True]}, [False], [True])


def test_those_that_agree_do_not_part() -> None:
    assert parted([APART, replace(APART, agrees=True)], [result(A)]) == [APART]


@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_a_definition_that_is_known_to_fail_excuses_its_operation(backend: str) -> None:
    known = replace(result(A, "expected_failure", backend), kind="definition")
    other = replace(APART, operation="b")
    assert parted([APART, other], [known]) == [other]
    assert parted([APART], [replace(known, kind="theorem")]) == [APART]
