"""A kept input is asked of a law again, where the law still admits it."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.checking.replaying import NotAdmitted, question
from tests.cases.support import shipped_law
from tests.checking.support import bound

LAWS = bound()


def asked(law_id: str, inputs: dict[str, Any]) -> list[Any]:
    """The frame that the kept input of a shipped law comes from, and that it holds on the Python backend."""
    law = shipped_law(law_id)
    check = LAWS.unguarded(law, LAWS.operations)
    found = question(law, check, LAWS.domain(law), inputs)
    assert found.ask(LAWS.compile(law, LAWS.operations))
    return list(found.frame)


def test_an_input_of_a_claim_is_its_frame() -> None:
    assert asked("maskedLoss", {"n": 2, "idxs": [1, 1], "perPatchLoss": [3, 4]}) == [2, (1, 1), (3, 4)]


def test_a_call_beyond_the_domain_is_traced_to_the_input_that_leads_to_it() -> None:
    law = "maskedLoss.rejects_out_of_range"
    assert asked(law, {"n": 2, "idxs": [2, 1], "perPatchLoss": [3, 4]}) == [2, (1,), (3, 4)]


@pytest.mark.parametrize(
    ("law", "inputs", "why"),
    [
        ("complement", {"n": 2}, "the law's variables are `n`, `m`"),
        ("complement", {"n": 2, "m": [True]}, "a value is not of its variable's type"),
        ("complement", {"n": 2, "m": [1, 0]}, "a value is not of its variable's type"),
        ("complement", {"n": 10**9, "m": []}, "a value is not of its variable's type"),
        ("maskedLoss.rejects_out_of_range", {"n": 1, "idxs": [0], "perPatchLoss": [1]}, "it is not one of the calls"),
        ("maskedLoss_eq_zero_of_all_zero", {"n": 1, "idxs": [0], "perPatchLoss": [1]}, "the premises do not hold"),
    ],
)
def test_an_input_that_a_law_does_not_admit_is_told_with_the_reason(law: str, inputs: dict[str, Any], why: str) -> None:
    with pytest.raises(NotAdmitted, match=why):
        asked(law, inputs)
