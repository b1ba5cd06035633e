"""A first backend: a file that loads, has the functions, and says what comes in and must go out."""

from __future__ import annotations

import pytest

from conformance.carriers import carrier
from conformance.errors import UsageError
from conformance.laws.specfile import shipped
from conformance.lean.syntax import Definition
from conformance.subjects.starting import backend_start, chosen_carrier, chosen_operations


def operations(*patterns: str) -> list[Definition]:
    return chosen_operations(shipped(), patterns)


def test_every_shipped_operation_has_a_function_that_loads() -> None:
    definitions = operations()
    text = backend_start("all.py", definitions, carrier("numpy:float32"))
    made: dict[str, object] = {}
    exec(compile(text, "all.py", "exec"), made)
    assert made["carrier"] == "numpy:float32"
    assert len([f for f in made.values() if callable(f)]) == len(definitions)
    assert max(map(len, text.split("\n"))) <= 120


def test_it_says_what_comes_in_and_must_go_out() -> None:
    text = backend_start("mae.py", operations("mask_tokens"), carrier("python"), ["own.yaml"])
    for line in (
        "conformance check mae.py --spec own.yaml",
        "def mask_tokens(x, ratio, seed):",
        "    # x: array (n, d) of real",
        "    # seed: an int below 2^31, which decides all that is drawn",
        "    # It is called only where 0 ≤ ratio and ratio ≤ 1.",
        "    # It must give object `MaskedTokens`.",
        "    #     .ids_restore: array (n,) of index below n",
        "#   mask_tokens.seed  generator, global, one_based",
    ):
        assert line in text.split("\n")


def test_an_operation_with_a_body_is_shown_with_it() -> None:
    assert "    # As in Lean: fun i => !m i" in backend_start("b.py", operations("complement"), carrier("python"))


def test_operations_are_chosen_by_either_name() -> None:
    assert [d.name for d in operations("allMask", "masked_lo*")] == ["allMask", "maskedLoss"]
    with pytest.raises(UsageError, match="no operation matches `mask_los`; did you mean `masked_loss`"):
        operations("mask_los")


def test_a_carrier_that_is_none_is_refused() -> None:
    assert chosen_carrier("torch:float32").text == "torch:float32"
    with pytest.raises(UsageError, match="numpi"):
        chosen_carrier("numpi")
