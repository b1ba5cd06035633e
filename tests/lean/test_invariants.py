"""What is the same for all values of a variable is asked for once."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from conformance.lean.evaluate import compile_term
from tests.lean.reading import theorem

ASKED = {
    "theorem t {n : Nat} (m : Mask n) : ∀ i, selected m i = m i": {"selected": 4},
    "theorem t {n : Nat} (m : Mask n) : ∀ i, complement m i = !m i": {"complement": 1},
    "theorem t {n : Nat} (m : Mask n) : ∀ i, m i ∨ complement m i": {"complement": 1},
    "theorem t {n : Nat} (m : Mask n) : (List.finRange n).countP (fun i => complement m i) = 2": {"complement": 1},
    "theorem t {n : Nat} (m : Mask n) : ∃ i, complement m i ∧ ¬ m i": {"complement": 1},
    "theorem t {n : Nat} (m : Mask n) : ∀ i j, complement m i ∨ m j ∨ i = j ∨ m i": {"complement": 1},
    "theorem t {n : Nat} (m : Mask n) : ∀ i, complement (fun j => m j || decide (i = j)) i = false": {"complement": 4},
    # Nothing is asked for that no value comes to.
    "theorem t {n : Nat} (m : Mask n) : ∀ i, (m i ∨ ¬ m i) ∨ complement m i": {},
}


@pytest.mark.parametrize("text", ASKED)
def test_a_call_that_no_value_changes_is_made_once(text: str) -> None:
    law, asked = theorem(text), Counter[str]()

    def selected(n: int, mask: Any, i: int) -> Any:
        asked["selected"] += 1
        return mask[i]

    def complement(n: int, mask: Any) -> Any:
        asked["complement"] += 1
        return tuple([not m for m in mask])

    holds = compile_term(law.conclusion, ("n", "m"), {"selected": selected, "complement": complement})
    assert holds([4, (True, False, True, False)]) is True
    assert asked == ASKED[text]


def test_an_operation_is_given_its_arguments_alone() -> None:
    law = theorem("theorem t {n : Nat} (m : Mask n) : ∀ i, m i ∨ complement m i")
    given: list[object] = []

    class Complement:
        def apply(self, arguments: Any) -> Any:
            given.append(arguments)
            return tuple([not m for m in arguments[1]])

    holds = compile_term(law.conclusion, ("n", "m"), {"complement": Complement()})  # type: ignore[dict-item]
    assert holds((2, (False, True))) is True
    assert given == [(2, (False, True))]


def test_a_call_for_no_values_is_not_made() -> None:
    law = theorem("theorem t {n : Nat} (m : Mask n) : ∀ i, complement m i = m i")
    assert compile_term(law.conclusion, ("n", "m"), {})([0, ()]) is True


def test_a_variable_of_the_same_name_within_is_another() -> None:
    law = theorem(
        "theorem t {n : Nat} (m : Mask n) : ∀ i, (fun m : Mask n => complement m i) (complement m) = m i ∧ "
        "complement m i = !m i"
    )
    holds = compile_term(law.conclusion, ("n", "m"), {"complement": lambda n, mask: tuple([not m for m in mask])})
    assert holds([3, (True, False, True)]) is True
