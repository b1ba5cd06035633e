"""Every operator stands for a built-in function that takes its operands."""

from __future__ import annotations

import pytest

from conformance.lean.notation import GUARDS, INFIXES, PREFIXES, SPELLINGS, Notation
from conformance.lean.prelude import BUILTINS

OF_FUNCTIONS = [n for n in (*INFIXES.values(), *PREFIXES.values()) if n.symbol != "×"]
"""All but what joins types."""


@pytest.mark.parametrize("notation", OF_FUNCTIONS, ids=lambda n: n.builtin)
def test_an_operator_has_as_many_operands_as_its_function(notation: Notation) -> None:
    explicit = [b for b in BUILTINS[notation.builtin].binders if not b.implicit]
    assert len(explicit) == (1 if notation in PREFIXES.values() else 2)


def test_a_spelling_stands_for_one_operator() -> None:
    for notations in (INFIXES.values(), PREFIXES.values()):
        spelt = [s for n in notations for s in (n.symbol, *n.spellings)]
        assert len(spelt) == len(set(spelt))
        assert set(spelt) <= set(SPELLINGS)
    assert SPELLINGS["<="] == "≤"


def test_what_may_guard_a_quantifier_is_a_relation() -> None:
    assert all(BUILTINS[INFIXES[symbol].builtin].typing in ("relation", "member") for symbol in GUARDS)
