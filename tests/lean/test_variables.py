"""A term depends on its variables, and on those of the types in it."""

from __future__ import annotations

from conformance.lean.syntax import Binder, Variable
from conformance.lean.types import NAT, FinType, FunctionType, ListType
from conformance.lean.variables import free_variables, fresh, sizes_of, variables_of_types
from tests.lean.reading import theorem

N = Variable(NAT, "n")


def test_a_variable_depends_on_the_size_in_its_type() -> None:
    assert free_variables(Variable(FinType(N), "i")) == {"i", "n"}
    assert free_variables(FunctionType(ListType(FinType(N)), NAT)) == {"n"}
    assert variables_of_types(Variable(FinType(N), "i")) == {"n"}


def test_what_a_quantifier_binds_is_not_free() -> None:
    read = theorem("theorem t (n : Nat) (m : Mask n) : ∀ i ∈ [0, 1], True ∧ ∀ j : Fin n, m j = true ∨ i < n")
    assert free_variables(read.conclusion) == {"n", "m"}


def test_sizes_are_the_binders_on_which_types_depend() -> None:
    read = theorem("theorem t (n k l : Nat) (m : Mask n) (h : ∀ i : Fin k, i.val < l) : l = l")
    assert [c.name for c in read.context if isinstance(c, Binder)] == ["n", "k", "l", "m"]
    assert sizes_of(read) == {"n", "k"}


def test_a_name_that_is_taken_gets_the_first_number_that_is_free() -> None:
    assert fresh("i", frozenset()) == "i"
    assert fresh("i", frozenset({"i", "i_1", "i_3"})) == "i_2"
