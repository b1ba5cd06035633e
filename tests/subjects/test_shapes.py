"""A result has the sizes and bounds that its type gives it for the arguments, and is measured before it is read."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.laws.specfile import shipped
from conformance.lean.elaborate.declarations import elaborate_declaration
from conformance.lean.parse import parse_declaration
from conformance.subjects.calls import OperationFailed
from conformance.subjects.loading import load_backend
from conformance.subjects.operation import Operation


def defined(lean: str, function: Callable[..., Any]) -> Operation:
    definition = elaborate_declaration(shipped().environment, parse_declaration(lean), lean)
    backend = load_backend(SimpleNamespace(f=function), {})
    return Operation(definition, function, backend.carrier)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lean", "arguments", "results"),
    [
        ("def f (n : Nat) : List (Fin (n + 1)) := []", (2,),
         {(0, 2): (0, 2), (): (), (1, 3): "expected an index below 3, got 3"}),
        ("def f (n : Nat) : Fin (n + 1) := 0", (2,), {2: 2, 3: "expected an index below 3, got 3"}),
        ("def f (n : Nat) : Fin n → Fin 2 → Bool := fun i j => true", (1,),
         {((True, False),): ((True, False),), ((True,),): "expected 2 values, got 1",
          ((True, True),) * 2: "expected 1 values, got 2"}),
    ],
)  # fmt: skip
def test_sizes_and_bounds_follow_from_the_arguments(
    lean: str, arguments: tuple[Any, ...], results: dict[Any, Any]
) -> None:
    for result, expected in results.items():
        native = (
            [list(one) if isinstance(one, tuple) else one for one in result] if isinstance(result, tuple) else result
        )
        outcome = defined(lean, lambda n, native=native: native).outcome(arguments)
        assert (outcome.message if isinstance(outcome, OperationFailed) else outcome) == expected


def test_a_list_of_no_given_length_holds_no_more_than_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.subjects.shapes.MAX_ITEMS", 5)
    tried = defined("def f (n : Nat) : List Nat := []", lambda n: [0] * n)
    assert tried(5) == (0,) * 5
    outcome = tried.outcome((6,))
    assert isinstance(outcome, OperationFailed)
    assert outcome.message == "expected at most 5 values, got 6"
