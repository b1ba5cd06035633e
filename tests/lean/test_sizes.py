"""Sizes that are the same number are the same size, however they are written."""

from __future__ import annotations

import pytest

from conformance.lean.nodes import Term
from conformance.lean.sizes import fold, offset, plus
from conformance.lean.syntax import Builtin, Literal, Variable
from conformance.lean.types import NAT

N = Variable(NAT, "n")


def number(value: int) -> Term:
    return Literal(NAT, value)


def of(name: str, *arguments: Term) -> Term:
    return Builtin(NAT, name, arguments)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        (of("HAdd.hAdd", number(2), number(1)), number(3)),
        (of("HSub.hSub", number(2), number(5)), number(0)),
        (of("HMul.hMul", of("HAdd.hAdd", number(1), number(1)), number(3)), number(6)),
        (of("HAdd.hAdd", N, of("HAdd.hAdd", number(1), number(1))), of("HAdd.hAdd", N, number(2))),
        (N, N),
    ],
)
def test_arithmetic_on_numbers_is_done(written: Term, folded: Term) -> None:
    assert fold(written) == folded


def test_a_number_that_is_too_long_to_be_written_is_not_made() -> None:
    long = of("HMul.hMul", number(10**4_000), number(10**4_000))
    assert fold(long) == long


@pytest.mark.parametrize(
    ("size", "base", "added"),
    [
        (number(3), number(0), 3),
        (N, N, 0),
        (of("HAdd.hAdd", of("HAdd.hAdd", N, number(1)), number(2)), N, 3),
        (of("Nat.succ", of("HAdd.hAdd", N, number(1))), N, 2),
    ],
)
def test_a_size_is_a_term_and_what_is_added_to_it(size: Term, base: Term, added: int) -> None:
    assert offset(size) == (base, added)
    assert offset(plus(base, added)) == (base, added)
