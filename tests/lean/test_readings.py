"""How Lean reads and decides statements: `readings.yaml` holds Lean's own answers, and ours are the same.

A text of the file is read as Lean reads it, and decided as Lean decides it, or refused with a reason; what Lean
refuses is refused. The few that Lean reads and the language does not are named here with the reason.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.laws.specfile import shipped
from conformance.lean.elaborate.declarations import elaborate_declaration, elaborate_proposition
from conformance.lean.errors import LeanError
from conformance.lean.evaluate import compile_term
from conformance.lean.nodes import Term, Type
from conformance.lean.notation import NOTATION_OF, PREFIXES
from conformance.lean.parse import parse_declaration, parse_proposition
from conformance.lean.prelude import written
from conformance.lean.reference import reference_operations
from conformance.lean.syntax import Apply, Builtin, Call, ForAll, Lambda, Literal, Theorem, Variable
from conformance.lean.types import BoolType, FinType, FunctionType, ListType, NatType

READINGS: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    Path(__file__).with_name("readings.yaml").read_text(encoding="utf-8")
)

CONTEXT = (
    "(p q r : Prop) (a b c : Nat) (xs ys : List Nat) (zs : List (Fin 3)) (m : Fin 3 → Bool) (i j : Fin 3) "
    "(x y z : Bool) (f : Fin 3 → Nat) (g : Nat → Nat)"
)

REFUSED: dict[str, str] = {}
"""What Lean reads and the language does not, with a part of the reason."""


ALSO_READ = {
    "(i : Nat) + j = a": "(↑i + ↑j) = a",
    "a + i * j = b": "(a + (↑i * ↑j)) = b",
    "i * j + 1 = i": "((i * j) + 1) = i",
    "(i * j : Nat) = a": "(↑i * ↑j) = a",
    "(i + j).val = a": "↑(i + j) = a",
    "↑i = a": "↑i = a",
    "↑(i + j) = a": "↑(i + j) = a",
    "g ↑i = a": "(g ↑i) = a",
    "g (i + 1) = a": "(g (↑i + 1)) = a",
    "f (i + 1) = a": "(f (i + 1)) = a",
    "f i ≤ min i j": "(f i) <= ↑(min i j)",
    "(min i j : Nat) = a": "(min ↑i ↑j) = a",
    "Nat.succ i = a": "(Nat.succ ↑i) = a",
    "LT.lt a i": "a < ↑i",
    "[a, i] = xs": "(a :: (↑i :: List.nil)) = xs",
    "x = (a = b)": "(x = true) = (a = b)",
    "x == (a = b)": "(x == (decide (a = b))) = true",
    "2 ^ a * b = c": "((2 ^ a) * b) = c",
    "2 ^ 3 ^ 2 = a": "(2 ^ (3 ^ 2)) = a",
    "¬ a = b ≠ p": "(¬(a = b)) ≠ p",
    "p → q → r ↔ p ∧ q → r": "(p → (q → r)) ↔ ((p ∧ q) → r)",
    "xs.foldl (· + ·) 0 = a": "(List.foldl (fun x1 x2 => (x1 + x2)) 0 xs) = a",
    "(zs.map (fun k => k + 1)).sum = i": "(List.sum (List.map (fun k => (k + 1)) zs)) = i",
    "zs.foldr (fun k s => k + s) 0 = i": "(List.foldr (fun k s => (k + s)) 0 zs) = i",
    "zs.foldr (fun k s => f k + s) 0 = a": "(List.foldr (fun k s => ((f k) + s)) 0 zs) = a",
    "xs.map (a - ·) = ys": "(List.map (fun x => (a - x)) xs) = ys",
    "List.map (fun i => i.val) zs = xs": "(List.map (fun i => ↑i) zs) = xs",
    "List.map (fun i => f i + i.val) zs = xs": "(List.map (fun i => ((f i) + ↑i)) zs) = xs",
    "xs.contains a": "(List.contains xs a) = true",
    "x < y ∨ max x y = x": "(x < y) ∨ ((max x y) = x)",
    "true.not = x": "(!true) = x",
    "(· :: ys) a = xs": "((fun x => (x :: ys)) a) = xs",
    "(zs.map (fun k => k)).sum = a": "↑(List.sum (List.map (fun k => k) zs)) = a",
    "[1, 2].sum = i": "(List.sum (1 :: (2 :: List.nil))) = i",
    "m i ∈ [true]": "(m i) ∈ (true :: List.nil)",
    "x == y ∈ [true]": "(x == y) ∈ (true :: List.nil)",
    "∀ k < i.val, ∀ l ≤ k, g l = 0": "∀ (k : Nat), ((k < ↑i) → (∀ (l : Nat), ((l <= k) → ((g l) = 0))))",
}

ALSO_REFUSED = [
    "f(i) = a", "f i(j) = a", "(f)(i) = a", "Nat.succ(a) = b", "xs.map(g) = ys", "xs.all(fun k => k < a)", "2a = b",
    "m[i] = x", "a!=b", "a ∈ xs ∈ ys", "[i, a] = xs", "[i, j] = xs", "i ∈ xs", "min i a = a", "LT.lt i a",
    "HAdd.hAdd a i = c", "(a : Fin 3) = i", "(a + i : Fin 3) = i", "x + a = b", "f = fun i => i + 1", "p ∧ · = q",
    "∀ k, k.succ = 1", "p && x", "decide p = x", "(p : Bool) = x", "x == p", "xs.filter (fun _ => p) = ys",
    "m = fun k => k = i", "zs.foldr (fun k s => k + s) 0 = a", "(zs.map (fun k => k + 1)).sum = a",
    "zs.filter (fun k => k < a) = zs", "xs.map (fun k => k + i) = ys", "[] = []",
]  # fmt: skip

ALSO_DECIDED = {
    "[1, 2, 1].countP (fun k => k == 1) = 2 ∧ [[1], [], [2, 3]].flatten = [1, 2, 3]": True,
    "[1, 2].Nodup ∧ ¬ [1, 2, 1].Nodup ∧ [1, 2, 1].Perm [2, 1, 1] ∧ ¬ [1, 2].Perm [1, 1]": True,
    "[1, 2].zip [true] = [(1, true)] ∧ [4, 5].getD 1 0 = 5 ∧ [4, 5].getD 2 7 = 7": True,
    "∀ a b : Bool, xor a b = (a != b)": True,
    "(2 : Fin 3) * 2 = 1": True,
    "(0 : Fin 3) - 1 = 2": True,
    "(5 : Fin 3) = 2": True,
    "(7 : Fin 9) / 2 + 7 % 4 = 6": True,
    "∀ i j : Fin 4, i + max i j ≥ i": False,
    "∀ i : Fin 3, i - i = 0": True,
    "∀ i : Fin 3, i < i + 1": False,
    "1 - 1 ∈ ([0] : List (Fin 3)).map (fun u => u - 1)": False,
    "2 ^ 10 = 1024 ∧ 0 ^ 0 = 1": True,
    "[1, 2, 3].foldr (fun k s => k - s) 0 = 1": True,
    "[1, 2, 3].foldl (fun s k => s - k) 10 = 4": True,
    "[true, false].foldr (fun b k => [b].count true + k) 0 = 1": True,
    "[1, 1, 2].count 1 = 2 ∧ [1, 1, 2].contains 2 ∧ !([] : List Nat).elem 2": True,
    "[1, 2].tail = [2] ∧ ([] : List Nat).headD 3 = 3 ∧ ([] : List Nat).isEmpty": True,
    "([2, 2] : List (Fin 3)).sum = 1": True,
    "∀ a b : Bool, (a ≤ b) = (a → b) ∧ (a < b) = (!a && b) ∧ max a b = (a || b) ∧ min a b = (a && b)": True,
    "Nat.pred 0 = 0 ∧ Nat.pred 3 = 2": True,
}


def read_open(text: str) -> Term:
    declaration = f"theorem t {CONTEXT} : {text}"
    declared = elaborate_declaration(shipped().environment, parse_declaration(declaration), declaration)
    assert isinstance(declared, Theorem)
    return declared.conclusion


def read_closed(text: str) -> Term:
    return elaborate_proposition(shipped().environment, parse_proposition(text), text)


def decided(text: str) -> object:
    return compile_term(read_closed(text), (), reference_operations(shipped().definitions))([])


def in_leans_form(term: Term) -> str:
    """The term as Lean prints it with all parentheses: `(a :: List.nil)`, `↑i`, `List.map f xs`."""
    match term:
        case Variable(name=name):
            return as_written(name)
        case Literal(value=value):
            return str(value)
        case Apply() | Call():
            arguments: list[Term] = []
            while isinstance(term, Apply):
                arguments.insert(0, term.argument)
                term = term.function
            head = term.name if isinstance(term, Call) else inner(term)
            return applied(head, [*(term.explicit if isinstance(term, Call) else ()), *arguments])
        case Lambda(name=name, body=Builtin(name=function, arguments=(Variable(name=argument),))) if (
            name == argument and name.startswith("x") and function not in (*NOTATION_OF, "Fin.val")
        ):
            return function
        case Lambda():
            bound = []
            while isinstance(term, Lambda):
                bound.append(as_written(term.name))
                term = term.body
            return f"fun {' '.join(bound)} => {inner(term)}"
        case ForAll():
            groups: list[tuple[list[str], str]] = []
            while isinstance(term, ForAll):
                shown = type_in_leans_form(term.domain)
                if groups and groups[-1][1] == shown:
                    groups[-1][0].append(as_written(term.name))
                else:
                    groups.append(([as_written(term.name)], shown))
                term = term.body
            binders = " ".join(f"({' '.join(names)} : {shown})" for names, shown in groups)
            return f"∀ {binders}, {inner(term)}"
        case Builtin():
            return builtin_in_leans_form(term)
    raise TypeError(f"not an elaborated term: {term!r}")


def as_written(name: str) -> str:
    """The name of a variable without the number that tells it from others."""
    return name.partition("_")[0]


def builtin_in_leans_form(term: Builtin) -> str:
    name, arguments = written(term)
    match name, arguments:
        case "OfNat.ofNat", (numeral,):
            return in_leans_form(numeral)
        case "Prod.mk", (first, second):
            return f"{{ fst := {in_leans_form(first)}, snd := {in_leans_form(second)} }}"
        case "Fin.val", (index,):
            return f"↑{inner(index)}"
        case "∉", _:
            return f"¬({in_leans_form(Builtin(term.type, '∈', arguments))})"
        case _, ():
            return name
    notation = NOTATION_OF.get(name)
    if notation is None:
        return applied(name, list(arguments))
    if notation in PREFIXES.values():
        return f"{notation.symbol}{inner(arguments[0])}"
    symbol = {"≤": "<=", "≥": ">="}.get(notation.symbol, notation.symbol)
    left = inner(arguments[0])
    # What stands after `¬` and `!` extends to the right up to operators that bind less than 40.
    if is_prefixed(arguments[0]) and left[0] != "↑" and notation.precedence > 40:
        left = f"({left})"
    return f"{left} {symbol} {inner(arguments[1])}"


def inner(term: Term) -> str:
    """The term as an operand: with parentheses, but for names, numerals and what has a prefix."""
    text = in_leans_form(term)
    return text if " " not in text or is_prefixed(term) or text[0] == "{" else f"({text})"


def is_prefixed(term: Term) -> bool:
    return isinstance(term, Builtin) and term.name in ("Not", "not", "∉", "Fin.val")


def applied(head: str, arguments: list[Term]) -> str:
    if not arguments:
        return head
    *before, last = arguments
    return " ".join([head, *map(inner, before), in_leans_form(last) if isinstance(last, Lambda) else inner(last)])


def type_in_leans_form(type_: Type) -> str:
    match type_:
        case NatType():
            return "Nat"
        case BoolType():
            return "Bool"
        case FinType(size=size):
            return f"(Fin {inner(size)})"
        case ListType(item=item):
            return f"(List {type_in_leans_form(item)})"
        case FunctionType(domain=domain, codomain=codomain):
            return f"({type_in_leans_form(domain)} → {type_in_leans_form(codomain)})"
    raise TypeError(f"not a type of the readings: {type_!r}")


def check(reading: dict[str, Any], read: Any) -> None:
    text = reading["text"]
    if reading["reads"] is None or text in REFUSED:
        with pytest.raises(LeanError, match=REFUSED.get(text)):
            read(text)
    else:
        # The tree has a function alone and one that is given its argument in one form.
        assert in_leans_form(read(text)) == reading["reads"].replace(" Fin.val ", " (fun x => ↑x) ")


@pytest.mark.parametrize("reading", READINGS["open"], ids=lambda r: r["text"])
def test_an_open_statement_reads_as_in_lean(reading: dict[str, Any]) -> None:
    check(reading, read_open)


@pytest.mark.parametrize("reading", READINGS["closed"], ids=lambda r: r["text"])
def test_a_closed_statement_reads_and_decides_as_in_lean(reading: dict[str, Any]) -> None:
    check(reading, read_closed)
    assert decided(reading["text"]) is reading["value"]


def test_at_most_one_in_twenty_is_refused() -> None:
    assert len(READINGS["open"]) + len(READINGS["closed"]) == 455
    assert 20 * len(REFUSED) <= 455


@pytest.mark.parametrize("text", ALSO_READ)
def test_coercions_stand_where_lean_has_them(text: str) -> None:
    assert in_leans_form(read_open(text)) == ALSO_READ[text]


@pytest.mark.parametrize("text", ALSO_REFUSED)
def test_what_lean_refuses_is_refused(text: str) -> None:
    with pytest.raises(LeanError):
        read_open(text)


@pytest.mark.parametrize("text", ALSO_DECIDED)
def test_arithmetic_and_lists_have_lean_s_values(text: str) -> None:
    assert decided(text) is ALSO_DECIDED[text]
