"""Laws as mathematics: signs, parentheses, and that every statement gives well-formed MathML."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from conformance.checking.laws import laws_of
from conformance.checking.recording import law_record
from conformance.laws.laws import Law
from conformance.laws.specfile import load, shipped
from conformance.lean.mathml import judgement
from conformance.lean.quantifiers import strip
from conformance.lean.syntax import Binder, Premise
from tests.lean.reading import theorem

LAWS = {law.id: law for law in laws_of(shipped())}
FALSE = laws_of(load([Path(__file__).parents[1] / "checking" / "false.yaml"]))
PRESENTATION = {"math", "mtable", "mtr", "mtd", "mrow", "mi", "mo", "mn", "mtext", "msub", "msup", "munder", "mfrac"}


def lines(markup: str) -> list[str]:
    """The text of each line of a statement, without spaces."""
    root = ElementTree.fromstring(markup)
    return [re.sub("\\s", "", "".join(row.itertext())) for row in root.iter("mtr")]


@pytest.mark.parametrize(
    ("law", "expected"),
    [
        ("selected", ["∀n∈ℕ,m∈Mask(n),i∈{0,…,n−1}:", "selected(m,i)⟺m(i)=true"]),
        ("complement", ["∀n∈ℕ,m∈Mask(n):", "complement(m)=(i↦¬m(i))"]),
        ("maskedLoss", ["∀n∈ℕ,idxs∈{0,…,n−1}*,perPatchLoss:{0,…,n−1}→ℕ:",
                        "maskedLoss(idxs,perPatchLoss)=∑i∈idxsperPatchLoss(i)"]),
        ("maskedLoss_append", ["∀n∈ℕ,xs,ys∈{0,…,n−1}*,perPatchLoss:{0,…,n−1}→ℕ:",
                               "maskedLoss(xs++ys,perPatchLoss)=maskedLoss(xs,perPatchLoss)+maskedLoss(ys,perPatchLoss)"]),
        ("maskedLoss_eq_zero_of_all_zero", ["∀n∈ℕ,idxs∈{0,…,n−1}*,perPatchLoss:{0,…,n−1}→ℕ:",
                                            "(∀i∈{0,…,n−1}:i∈idxs⟹perPatchLoss(i)=0)⟹",
                                            "maskedLoss(idxs,perPatchLoss)=0"]),
        ("complement.deterministic", ["∀n∈ℕ,m∈Mask(n):", "complement(m)∈Mask(n)"]),
    ],
)  # fmt: skip
def test_a_law_reads_as_mathematics(law: str, expected: list[str]) -> None:
    assert lines(law_record(LAWS[law]).mathml) == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("(a b c : Nat) : (a + b) * c = a * c + b * c", "(a+b)·c=a·c+b·c"),
        ("(a b c : Nat) : a - (b - c) = a % b", "a∸(b∸c)=amodb"),
        ("(n : Nat) (xs : List (Fin n)) (f g : Fin n → Nat) : "
         "(xs.map (fun j => f j + g j)).sum = (xs.map f).sum + (xs.map g).sum", "∑j∈xs(f(j)+g(j))=∑i∈xsf(i)+∑i∈xsg(i)"),
        ("(n : Nat) (is : List (Fin n)) (i : Fin n → Nat) : (is.map i).sum = 0", "∑i_1∈isi(i_1)=0"),
        ("(i : Fin 3) (j : Fin 1) : i.val = j.val", "i=j"),
        ("(n : Nat) (i j : Fin n) : i * (i - j) ≤ i + j", "i·n(i−nj)≤i+nj"),
        ("(n : Nat) (i : Fin (n + 1)) : i = 3", "i=3mod(n+1)"),
        ("(xs : List (Fin 3)) : xs.sum = 1", "sum3(xs)=1"),
        ("(a b : Nat) : 2 ^ (a + b) = 2 ^ a * 2 ^ b", "2a+b=2a·2b"),
        ("(r : ℝ) (n : Nat) : -(r - n) / 2 ≤ r ^ 2", "−(r−n)2≤r2"),
        ("(f : Fin 3 → ℝ) : (∑ i : Fin 3, f i * 2) + 1 = ∏ b : Bool, 1", "(∑i∈{0,…,2}f(i)·2)+1=∏b∈𝔹1"),
        ("(p : Nat × Bool) : ∃ b : Bool, p = (p.1, b) ∧ () = ()", "∃b∈𝔹:p=(fst(p),b)∧()=()"),
        ("(a : Nat) : let k := a + 1; k = a", "k≔a+1;k=a"),
        ("(a : Nat) : a = if a = 0 then a else 1", "a=(ifa=0thenaelse1)"),
        ("(a b : Bool) : (a && !b) = true ∨ [1, 2].length = 2", "(a∧¬b)=true∨|[1,2]|=2"),
    ],
)  # fmt: skip
def test_parentheses_stand_where_they_are_needed(statement: str, expected: str) -> None:
    stated = theorem(f"theorem t {statement}")
    context, claim = strip(stated.context, stated.conclusion)
    binders = [c for c in context if isinstance(c, Binder)]
    markup = judgement(binders, [c for c in context if isinstance(c, Premise)], claim)
    assert {element.tag for element in ElementTree.fromstring(markup).iter()} <= PRESENTATION
    assert lines(markup)[-1] == expected


@pytest.mark.parametrize("law", [*LAWS.values(), *FALSE], ids=lambda law: law.id)
def test_every_law_is_well_formed_presentation_markup(law: Law) -> None:
    root = ElementTree.fromstring(law_record(law).mathml)
    assert {element.tag for element in root.iter()} <= PRESENTATION
    assert all("".join(row.itertext()).strip() for row in root.iter("mtd"))


def test_every_law_says_what_it_means_in_training() -> None:
    for law in LAWS.values():
        assert law_record(law).training.endswith(".")
