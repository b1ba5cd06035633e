"""Terms that are put in the place of variables keep what they mean."""

from __future__ import annotations

from conformance.laws.specfile import shipped
from conformance.lean.elaborate.declarations import elaborate_declaration
from conformance.lean.parse import parse_declaration
from conformance.lean.substitution import apart, substitute
from conformance.lean.syntax import Builtin, Definition, ForAll, Literal, Variable
from conformance.lean.types import NAT, PROP, FinType
from conformance.lean.variables import free_variables


def test_a_substituted_term_is_not_captured() -> None:
    environment = shipped().environment
    text = "def low (n : Nat) : Bool := (List.range 3).all (fun k => decide (∀ i : Fin k, i.val < n))"
    low = elaborate_declaration(environment, parse_declaration(text), text)
    assert isinstance(low, Definition)
    assert isinstance(low.body, Builtin)
    table = low.body.arguments[1]
    replaced = substitute(table, {"n": Variable(NAT, "k")})
    assert free_variables(replaced) == {"k"}
    renamed = substitute(table, {"n": Variable(FinType(Variable(NAT, "k")), "m")})
    assert free_variables(renamed) == {"k", "m"}


def test_sizes_in_types_are_replaced_too_and_reckoned() -> None:
    n = Variable(NAT, "n")
    index = Variable(FinType(Builtin(NAT, "HAdd.hAdd", (n, Literal(NAT, 1)))), "i")
    assert substitute(index, {"n": Literal(NAT, 2)}) == Variable(FinType(Literal(NAT, 3)), "i")


def test_names_that_shadow_are_told_apart() -> None:
    zero = Literal(NAT, 0)
    inner = ForAll(PROP, "k", NAT, Builtin(PROP, "Eq", (Variable(NAT, "k"), zero)))
    renamed = ForAll(PROP, "k_1", NAT, Builtin(PROP, "Eq", (Variable(NAT, "k_1"), zero)))
    assert apart(inner, frozenset({"k"})) == renamed
    assert apart(inner, frozenset({"n"})) == inner
