"""The statement language: what parses, how it is grouped, what is rejected, and that rendering round-trips."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.laws.specfile import shipped
from conformance.lean.elaborate.declarations import elaborate_declaration, elaborate_proposition
from conformance.lean.elaborate.environment import Environment
from conformance.lean.errors import LeanError
from conformance.lean.evaluate import compile_term
from conformance.lean.parse import parse_declaration, parse_proposition
from conformance.lean.render import render
from conformance.lean.substitution import substitute
from conformance.lean.syntax import (
    BOOL,
    NAT,
    PROP,
    Builtin,
    Definition,
    FinType,
    ListType,
    Literal,
    Term,
    Theorem,
    Variable,
    called,
)
from conformance.lean.variables import free_variables


def theorem(text: str) -> Theorem:
    declared = elaborate_declaration(shipped().environment, parse_declaration(text), text)
    assert isinstance(declared, Theorem)
    return declared


def proposition(text: str) -> Term:
    return elaborate_proposition(Environment(), parse_proposition(text), text)


def evaluate(text: str) -> object:
    return compile_term(proposition(text), (), {})([])


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("¬ 1 = 2 ∧ 3 = 3", "(¬ (1 = 2)) ∧ (3 = 3)"),
        ("1 = 1 → 2 = 2 → 3 = 3", "1 = 1 → (2 = 2 → 3 = 3)"),
        ("1 + 2 * 3 - 4 = 3", "((1 + (2 * 3)) - 4) = 3"),
        ("1 :: [2] ++ [3] = [1, 2, 3]", "((1 :: [2]) ++ [3]) = [1, 2, 3]"),
        ("1 = 1 ∨ 2 = 2 ∧ 3 = 3 ↔ True", "((1 = 1) ∨ ((2 = 2) ∧ (3 = 3))) ↔ True"),
        ("!true && false = false", "((!true) && (false = false))"),
        ("1 = 1 -> 2 <= 3 /\\ 1 = 1 <-> True", "1 = 1 → 2 ≤ 3 ∧ 1 = 1 ↔ True"),
        ("[1, 2].map (fun x => x + 1) = [2, 3]", "List.map (fun (x : Nat) => (x + 1)) [1, 2] = [2, 3]"),
    ],
)
def test_operators_group_as_in_lean(text: str, same: str) -> None:
    assert proposition(text) == proposition(same)


@pytest.mark.parametrize(
    "text",
    [
        "3 - 5 = 0",
        "5 / 0 = 0",
        "[3, 1].reverse.sum = 4",
        "∀ k < 4, k ≤ 3",
        "∀ i ∈ [1, 2, 2], 0 < i",
        "((fun i => i + 1) : Fin 3 → Nat) = fun i => 1 + i.val",
        "¬ (2 : Fin 3) = 1",
        "∀ b : Bool, b = true ∨ ¬ b",
        "(fun (i : Fin 3) (k : Nat) => i.val + k) 0 5 = 5",
    ],
)
def test_values_are_lean_s(text: str) -> None:
    assert evaluate(text) is True


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("theorem t {n : Nat} (m : Mask n) : complementt m = m", 36, "did you mean `complement`"),
        ("theorem t {n : Nat} (i : Fin n) : maskedLoss i = 0", 46, "`i` has type `Fin n`"),
        ("theorem t (a : Nat) : a = a = a", 29, "does not chain"),
        ("theorem t (a : Nat : a = a", 20, "expected `)`"),
        ("theorem t (i : Fin m) : i = i", 20, "unknown name `m`"),
        ("theorem t {n k : Nat} (m : Mask n) : (m : Mask k) = m", 39, "`Mask k` is expected"),
        ("theorem t {n : Nat} (m : Mask n) : selected m 3", 47, "`n` must be seen not to be 0"),
        ("theorem t (g : Nat → Nat) : g(1) = 1", 30, "a space before it, as in `f (a)`"),
        ("theorem t (i : Fin 3) (xs : List Nat) : i ∈ xs", 41, "`i` has type `Fin 3`, `xs` has type `List Nat`"),
        ("theorem t (i : Fin 3) (a : Nat) : min i a = a", 41, "`a` has type `Nat`"),
        ("theorem t (i : Fin 3) : i ^ 2 = i", 25, "powers are known on `Nat`"),
        ("theorem t (xs : List Nat) : xs + xs = xs", 29, "arithmetic is known on `Nat` and `Fin n`"),
        ("theorem t (p : Prop) (x : Bool) : (p && x) = x", 35, "whether `p` holds cannot be decided"),
        ("theorem t (xs : List (Fin 3)) (a : Nat) : xs.filter (fun i => i < a) = xs", 43, "is read first; write"),
        ("theorem t : (fun i => i.val) = fun i => i.val", 23, "the type of `i` is not known"),
        ("theorem t (xs : List Nat) : xs.map · = xs", 36, "in parentheses"),
        ("theorem t (f : Nat → Nat) : (∀ k, f k = 0) → f 0 = 0", 32, "not finite"),
        ("theorem t : maskedLoss [] (fun i => 0) = 0", 13, "cannot be inferred"),
        ("theorem t [NeZero n] : 1 = 1", 11, "found `[`"),
        ("theorem t : True ∧ ∀ m < Nat.succ m, m = m", 22, "not finite"),
        ("theorem t (n : Nat) (f : Fin n → Nat) : ∀ n < 3, ∀ i : Fin n, f i = 0", 65, "`i` has type `Fin n_1`"),
        ("theorem t : ∀ xs, ∀ n < 3, xs = ([] : List (Fin n))", 21, "would depend on `n`, which is bound in here"),
        ("theorem t : (fun n => (0 : Fin (n + 1))) 2 = 0", 18, "would depend on `n`"),
        ("theorem t : ∀ _ : Nat, x = 0", 24, "unknown name `x`"),
        ("theorem t (in : Nat) : in = in", 12, "built in and cannot be bound"),
        ("theorem t (true : Bool) : true", 12, "built in and cannot be bound"),
    ],
)
def test_an_error_names_the_place_and_the_cause(text: str, column: int, message: str) -> None:
    with pytest.raises(LeanError) as caught:
        theorem(text)
    assert caught.value.column == column
    assert message in caught.value.message
    assert "^" in caught.value.excerpt()


def test_a_proof_and_attributes_are_not_read() -> None:
    plain = theorem("theorem t (a : Nat) : a + 0 = a")
    assert theorem("@[simp] theorem A.t (a : ℕ) : a + 0 = a := by\n  simp [nonsense :=]") == plain


def test_a_declaration_after_a_proof_is_not_lost() -> None:
    text = "theorem a : 1 = 1 := by simp\n\n@[simp] theorem b : 1 = 2 := by decide"
    with pytest.raises(LeanError, match="a second declaration, `theorem`"):
        parse_declaration(text)


def test_bare_names_and_typed_ones_are_quantified_together() -> None:
    mixed = theorem("theorem t : ∀ n (m : Mask n) (i : Fin n), selected m i ↔ m i = true")
    assert mixed == theorem("theorem t : ∀ (n : Nat) (m : Mask n) (i : Fin n), selected m i ↔ m i = true")


def test_a_bound_variable_that_shadows_another_has_a_name_of_its_own() -> None:
    shadowed = theorem("theorem t (n : Nat) (i : Fin n) : True ∧ ∀ n < 3, ∀ n : Fin n, n.val < 3")
    assert shadowed == theorem("theorem t (n : Nat) (i : Fin n) : True ∧ ∀ n_1 < 3, ∀ n_2 : Fin n_1, n_2.val < 3")


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


def test_sizes_that_differ_by_a_number_are_matched() -> None:
    binders = "(n : Nat) (i : Fin (n + 1 + 1)) (m : Mask (n + 2))"
    written = theorem(f"theorem t {binders} : selected m i ↔ m 1 = true")
    assert render(written.conclusion, explicit=True) == "selected m i ↔ m (1 : Fin (n + 2)) = true"
    with pytest.raises(LeanError, match=r"`i` has type `Fin \(n \+ 1\)`"):
        theorem("theorem t (n : Nat) (i : Fin (n + 1)) (m : Mask (n + 2)) : selected m i")


def test_a_fold_that_doubles_a_list_ends() -> None:
    with pytest.raises(OverflowError, match="counts to 1,048,576"):
        evaluate("((List.range 100).foldl (fun (xs : List Nat) _ => xs ++ xs) [0]).length = 0")


def test_deep_nesting_is_an_error_and_no_crash() -> None:
    for text in ("(" * 5000 + "1" + ")" * 5000 + " = 1", "¬ " * 5000 + "True", "1" + " + 1" * 2000 + " = 1"):
        with pytest.raises(LeanError, match="nested"):
            parse_proposition(text)


@pytest.mark.parametrize("declaration", shipped().declarations, ids=lambda d: d.id)
def test_shipped_theorems_render_to_themselves(declaration: object) -> None:
    declared = getattr(declaration, "declared", None)
    if isinstance(declared, Theorem):
        binders = " ".join(
            f"({c.name} : {render(c.type)})"
            if hasattr(c, "type")
            else f"({c.name} : {render(c.statement, explicit=True)})"
            for c in declared.context
        )
        text = f"theorem {declared.name} {binders} : {render(declared.conclusion, explicit=True)}"
        assert theorem(text).conclusion == declared.conclusion


def _binary(names: list[str], operands: st.SearchStrategy[Term], result: object) -> st.SearchStrategy[Term]:
    return st.builds(lambda n, a, b: Builtin(result, n, (a, b)), st.sampled_from(names), operands, operands)


_NATS: st.SearchStrategy[Term] = st.recursive(
    st.integers(0, 9).map(lambda v: Literal(NAT, v)),
    lambda nats: _binary(["HAdd.hAdd", "HSub.hSub", "HMul.hMul"], nats, NAT),
    max_leaves=6,
)
_LISTS: st.SearchStrategy[Term] = st.recursive(
    st.just(Builtin(ListType(NAT), "List.nil", ())),
    lambda lists: st.one_of(
        st.builds(lambda a, xs: Builtin(ListType(NAT), "List.cons", (a, xs)), _NATS, lists),
        _binary(["List.append"], lists, ListType(NAT)),
        st.builds(lambda xs: Builtin(ListType(NAT), "List.reverse", (xs,)), lists),
    ),
    max_leaves=4,
)
_BOOLS: st.SearchStrategy[Term] = st.recursive(
    st.sampled_from(["true", "false"]).map(lambda n: Builtin(BOOL, n, ())),
    lambda bools: st.one_of(
        _binary(["and", "or"], bools, BOOL), st.builds(lambda b: Builtin(BOOL, "not", (b,)), bools)
    ),
    max_leaves=4,
)
_PROPS: st.SearchStrategy[Term] = st.recursive(
    st.one_of(
        _binary(["Eq", "Ne", "LT.lt", "LE.le"], _NATS, PROP),
        _binary(["Eq"], _LISTS, PROP),
        _binary(["Eq"], _BOOLS, PROP),
    ),
    lambda props: st.one_of(
        _binary(["And", "Or", "→", "Iff"], props, PROP), st.builds(lambda p: Builtin(PROP, "Not", (p,)), props)
    ),
    max_leaves=6,
)


@given(_PROPS)
def test_rendering_and_parsing_again_gives_the_same_tree(term: Term) -> None:
    text = render(term, explicit=True)
    assert elaborate_proposition(Environment(), parse_proposition(text), text) == term
