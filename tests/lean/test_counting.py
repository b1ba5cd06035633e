"""An evaluation that is counted tells what it goes through and makes, and has the same values."""

from __future__ import annotations

import pytest

from conformance.lean.evaluate import compile_term
from conformance.lean.reference import reference_operations
from tests.lean.reading import theorem
from tests.lean.test_interpreter import SPEC


def told(text: str) -> list[int]:
    """The numbers that an evaluation tells; nothing is refused."""
    counts: list[int] = []

    def allowed(count: int) -> int:
        counts.append(count)
        return count

    claim = theorem(f"theorem t : {text}").conclusion
    value = compile_term(claim, (), reference_operations(SPEC.definitions, allowed), allowed)(())
    assert value == compile_term(claim, (), reference_operations(SPEC.definitions))(())
    return counts


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("1 + 1 = 2", []),
        ("[7, 8].length = 2", [1, 0, 2, 1]),
        ("(List.range 3).sum = 3", [3, 3]),
        ("2 ^ 1024 = 0", [4]),
        ("2 ^ 60 = 0", []),
        ("∀ k < 5, k < 5", [5]),
        ("∀ k ∈ List.range 3, k < 5", [3, 3]),
    ],
)
def test_lists_large_numbers_and_turns_are_told(text: str, counts: list[int]) -> None:
    assert sorted(told(text)) == sorted(counts)


def test_a_call_counts_more_than_a_turn() -> None:
    with_call, without = told("complement (fun (_ : Fin 2) => true) = fun _ => false"), told("True")
    assert without == []
    assert 4 in with_call


def test_no_table_of_all_pairs_is_made_for_those_in_a_list() -> None:
    edges = "((List.finRange 100).map (fun i => (i, i)))"
    counts = told(f"({edges}.map (fun e : Fin 100 × Fin 100 => e.1.val + e.2.val)).sum = 9900")
    assert max(counts) == 100
