"""Types agree where their sizes are the same, however these are written."""

from __future__ import annotations

import pytest

from conformance.laws.specfile import shipped
from conformance.lean.elaborate.declarations import elaborate_declaration
from conformance.lean.elaborate.environment import Environment
from conformance.lean.elaborate.unification import Unification
from conformance.lean.errors import LeanError, Span
from conformance.lean.parse import parse_declaration
from conformance.lean.render import render
from conformance.lean.sizes import plus
from conformance.lean.syntax import Literal, Theorem, Variable, called
from conformance.lean.types import BOOL, NAT, FinType, FunctionType, ListType
from tests.lean.reading import theorem


def test_sizes_in_types_are_written_out_by_the_spec() -> None:
    text = "def one_more (n : Nat) : Nat := n + 1"
    environment = shipped().environment.extended(
        elaborate_declaration(shipped().environment, parse_declaration(text), text)
    )
    text = "theorem t (n : Nat) (i : Fin (one_more n)) : selected (allMask (one_more n)) i"
    declared = elaborate_declaration(environment, parse_declaration(text), text)
    assert isinstance(declared, Theorem)
    same = theorem("theorem t (n : Nat) (i : Fin (n + 1)) : selected (allMask (n + 1)) i")
    assert declared.context == same.context
    assert called(declared.conclusion) == {"one_more", "selected", "allMask"}


def test_sizes_that_differ_by_a_number_are_matched() -> None:
    binders = "(n : Nat) (i : Fin (n + 1 + 1)) (m : Mask (n + 2))"
    written = theorem(f"theorem t {binders} : selected m i ↔ m 1 = true")
    assert render(written.conclusion, explicit=True) == "selected m i ↔ m (1 : Fin (n + 2)) = true"
    with pytest.raises(LeanError, match=r"`i` has type `Fin \(n \+ 1\)`"):
        theorem("theorem t (n : Nat) (i : Fin (n + 1)) (m : Mask (n + 2)) : selected m i")


def unification() -> Unification:
    return Unification(Environment(), "")


def test_a_hole_becomes_what_stands_opposite() -> None:
    types = unification()
    hole = types.type_hole(Span(0, 1), "a type")
    assert types.unify(ListType(hole), ListType(NAT))
    assert types.partial_type(hole) == NAT


def test_a_size_is_found_behind_what_is_added_to_it() -> None:
    types = unification()
    hole, n = types.hole(NAT, Span(0, 1), "a size"), Variable(NAT, "n")
    assert types.unify(FinType(plus(hole, 1)), FinType(plus(n, 3)))
    assert types.partial(hole) == plus(n, 2)


def test_a_type_is_no_part_of_itself() -> None:
    types = unification()
    hole = types.type_hole(Span(0, 1), "a type")
    assert not types.unify(hole, ListType(hole))


def test_what_does_not_agree_leaves_nothing_inferred() -> None:
    types = unification()
    hole = types.type_hole(Span(0, 1), "a type")
    assert not types.try_unify(FunctionType(hole, NAT), FunctionType(BOOL, BOOL))
    assert types.partial_type(hole) == hole


def test_whether_types_are_the_same_is_asked_without_inferring() -> None:
    types = unification()
    hole = types.type_hole(Span(0, 1), "a type")
    assert types.is_same(ListType(NAT), ListType(NAT))
    assert not types.is_same(ListType(hole), ListType(NAT))
    assert types.partial_type(hole) == hole


def test_a_term_that_is_read_later_is_filled_by_nothing_else() -> None:
    types = unification()
    one, other = (types.hole(NAT, Span(0, 1), "a size") for _ in range(2))
    types.waiting |= {one.id, other.id}
    assert not types.unify(FinType(one), FinType(Literal(NAT, 3)))
    assert not types.unify(FinType(one), FinType(other))
