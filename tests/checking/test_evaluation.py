"""A law is a function of an input that raises where the law does not hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from conformance.checking.evaluation import Guard, GuardedCheck, Violated, claim_check, sides_of
from conformance.laws.specfile import shipped
from conformance.lean.allowance import Ration
from conformance.lean.closures import Value
from conformance.subjects.calls import OperationFailed
from tests.cases.support import law_of, shipped_law

REFERENCE: Mapping[str, Callable[..., Value]] = shipped().reference


def with_complement(complement: Callable[..., Value]) -> dict[str, Callable[..., Value]]:
    return {**REFERENCE, "complement": complement}


def test_a_definition_holds_an_operation_against_its_body() -> None:
    law = shipped_law("complement")
    assert claim_check(law, REFERENCE, REFERENCE)([2, (True, False)])
    with pytest.raises(Violated) as caught:
        claim_check(law, with_complement(lambda n, m: m), REFERENCE)([2, (True, False)])
    assert (caught.value.expected, caught.value.actual) == ([False, True], [True, False])
    assert caught.value.reason == "violation"


def test_a_theorem_asks_the_operations_on_both_sides() -> None:
    law = law_of("theorem t {n : Nat} (m : Mask n) : complement (complement m) = m")
    constant = with_complement(lambda n, m: (True,) * n)
    assert claim_check(law, constant, REFERENCE)([1, (True,)])
    with pytest.raises(Violated, match="`complement \\(complement m\\)` is"):
        claim_check(law, constant, REFERENCE)([1, (False,)])


def test_a_premise_that_calls_an_operation_is_asked_before_the_claim() -> None:
    law = law_of("theorem t {n : Nat} (m : Mask n) (h : complement m = m) : n = 0")
    assert not claim_check(law, REFERENCE, REFERENCE)([1, (True,)])
    with pytest.raises(Violated) as caught:
        claim_check(law, with_complement(lambda n, m: m), REFERENCE)([1, (True,)])
    assert caught.value.message == "`n` is 1, `0` is 0, where `complement m = m` holds"


def test_an_input_on_which_the_spec_takes_too_much_is_none_of_a_guarded_check() -> None:
    law = law_of("theorem t (a b : Nat) : a ^ b = a ^ b")
    guard = Guard(law, shipped().definitions, 1_000)
    check = GuardedCheck(claim_check(law, REFERENCE, REFERENCE), guard, Ration(1_000), lambda: None)
    assert check([2, 3])
    assert guard.admitted
    assert guard.refused is None
    assert not check([2**60, 2**30])
    assert guard.refused is not None
    assert guard.refused[0] == (2**60, 2**30)


def test_the_sides_of_a_claim() -> None:
    equation = sides_of(law_of("theorem t (a b : Nat) : a + b = b + a").claim)
    assert equation is not None
    assert sides_of(law_of("theorem t (a : Nat) : a ≤ a").claim) is None


def test_many_inputs_together_are_asked_in_the_order_of_one_at_a_time_and_up_to_the_first_that_fails() -> None:
    law, reference = shipped_law("complement_selected_iff"), shipped().reference
    frames = [(n, (True,) * n, i) for n in (1, 2, 3, 4) for i in range(n)]
    asked: list[tuple[object, ...]] = []

    def noting(name: str, operation: Callable[..., Value]) -> Callable[..., Value]:
        def noted(*arguments: Value) -> Value:
            asked.append((name, *arguments))
            if name == "complement" and arguments[0] == 4:
                raise OperationFailed("complement", "exception", "four")
            return arguments[0] == 3 if name == "selected" and arguments[1] == (False,) * 3 else operation(*arguments)

        return noted

    operations = {name: noting(name, operation) for name, operation in reference.items()}
    check = claim_check(law, operations, reference)
    assert [check(frame) for frame in frames[:3]] == [True] * 3
    one_by_one, asked[:] = asked[:], []
    assert check.held(frames[:3]) == 3
    assert asked == one_by_one
    # The first input of three positions fails, and no later one is asked.
    asked.clear()
    assert check.held(frames) == 3
    assert {arguments[1] for arguments in asked} == {1, 2, 3}
    # What raises is left to be asked by itself as well.
    assert check.held(frames[6:]) == 0
    assumes = law_of("theorem t {n : Nat} (m : Mask n) (i : Fin n) (h : selected m i) : selected m i")
    assert claim_check(assumes, reference, reference).held(frames) == 0
