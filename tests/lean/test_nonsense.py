"""Texts that are no statements, or hardly any: each is refused with its place, or read, shown and decided."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from conformance.lean.allowance import Allowance, TooMuch
from conformance.lean.elaborate.declarations import elaborate_declaration
from conformance.lean.errors import LeanError
from conformance.lean.evaluate import compile_term
from conformance.lean.mathml import judgement
from conformance.lean.nodes import Type
from conformance.lean.parse import parse_declaration
from conformance.lean.prelude import NAMES
from conformance.lean.quantifiers import strip
from conformance.lean.reference import reference_operations
from conformance.lean.render import render
from conformance.lean.showing import shown
from conformance.lean.syntax import Binder, Definition, Premise, Theorem
from conformance.lean.types import (
    BoolType,
    FinType,
    FunctionType,
    ListType,
    NatType,
    ProductType,
    PropType,
    RealType,
    StructureType,
    UnitType,
    unfold,
)
from conformance.lean.variables import sizes_of
from tests.lean.propositions import Writer
from tests.lean.test_interpreter import SPEC

SIGNS = "()[]{}⟨⟩:,._·+-*/%^=<>≤≥≠∈∉∧∨¬→↔×∀λ∃∑∏↑!&|@#$`'\"\\;?"

WORDS = """
:= => ↦ ++ :: && || == != <- -> |> -- /- -/
fun forall def abbrev theorem lemma example by let if then else with where Type Prop Nat
ℕ ℝ Unit () Bool Fin List Mask
0 1 7 99999999999999999999 0x1f 1.5 n m i xs f n.val xs.map xs.length .val .1 _ x_1 h' é 𝔹 ² ٣
"""

PHRASES = """
Fin 3,(Fin n),«a b»,(n : Nat),{n : Nat},(i : Fin n),(h : n = 0),∀ i : Fin n,∀ i ∈ xs,∀ k < n,fun i => i,\
([] : List Nat),∃ i : Fin n,∑ i : Fin 3,let k := 1;,if n = 0 then,(1 / 2 : ℝ),(n).1,Nat × Bool,{ fst := n }
"""

TOKENS = [
    *SIGNS, *WORDS.split(), *PHRASES.strip().split(","), "[1, 2]", "1" * 5_000, "\n", "\t", "\u202e", "\x00", "\ud800",
    *sorted(NAMES), *SPEC.definitions,
]  # fmt: skip

PLACES = (
    "{}",
    "theorem t : {}",
    "theorem t (n : Nat) (xs : List (Fin n)) : {}",
    "theorem t (n : Nat) (i : Fin n) : {} = i",
    "theorem t (i : Fin ({})) : i = i",
    "theorem t (h : {}) : True",
    "def d (n : Nat) : Nat := {}",
    "def d (n : Nat) := {}",
    "abbrev A (n : Nat) := {}",
)


def soup(rng: random.Random) -> str:
    """Tokens in any order, in the place of a statement or of a part of one."""
    words = " ".join(rng.choices(TOKENS, k=rng.randrange(1, 14)))
    return rng.choice(PLACES).replace("{}", words)


def mutated(rng: random.Random) -> str:
    """A statement with some of its tokens left out, doubled, exchanged or put in the place of others."""
    words = re.findall(r"\w+|[^\w\s]+|\s+", Writer(rng.randrange(10**6)).theorem())
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        place, other = rng.randrange(len(words)), rng.randrange(len(words))
        change = rng.randrange(5)
        if change == 0:
            words[place] = ""
        elif change == 1:
            words[place] *= 2
        elif change == 2:
            words[place], words[other] = words[other], words[place]
        elif change == 3:
            words[place] = rng.choice(TOKENS)
        else:
            words[place] = words[other]
    return "".join(words)


def read(text: str) -> str:
    """What becomes of a text: `refused`, `evaluated`, or `too much` to be evaluated."""
    try:
        declared = elaborate_declaration(SPEC.environment, parse_declaration(text), text)
    except LeanError as error:
        return "refused" if error.message and error.excerpt().strip() else "refused without a reason"
    if not isinstance(declared, Definition | Theorem):
        render(declared.body)
        return "evaluated"
    sizes_of(declared)
    if isinstance(declared, Definition):
        binders, premises, claim = list(declared.binders), [], declared.body
    else:
        context, claim = strip(declared.context, declared.conclusion)
        binders = [c for c in context if isinstance(c, Binder)]
        premises = [c for c in context if isinstance(c, Premise)]
    judgement(binders, premises, claim)
    shown(claim, binders, SPEC.environment)
    allowed = Allowance()
    operations = reference_operations(SPEC.definitions, allowed)
    names = [b.name for b in binders]
    terms = [*(p.statement for p in premises), claim]
    compiled = [compile_term(t, names, operations, allowed) for t in terms]
    try:
        for frame in frames(binders):
            for evaluate in compiled:
                evaluate(frame)
    except TooMuch:
        return "too much"
    return "evaluated"


def frames(binders: list[Binder]) -> Iterator[tuple[object, ...]]:
    """A few inputs, if the types have values that can be written down."""
    for number in (0, 1, 3):
        frame: list[object] = []
        for k, binder in enumerate(binders):
            value = some(binder.type, number, dict(zip([b.name for b in binders[:k]], frame, strict=True)))
            if value is None:
                break
            frame.append(value)
        else:
            yield tuple(frame)


def some(type_: Type, number: int, names: dict[str, object]) -> object:
    """A value of a type; None where it has none, or none that is small."""
    match unfold(type_):
        case BoolType() | PropType():
            return number % 2 == 0
        case NatType() | RealType():
            return number
        case UnitType():
            return ()
        case ProductType(parts=parts) | StructureType(fields=parts):
            values = [some(part, number, names) for part in parts if isinstance(part, Type)]
            return None if None in values else tuple(values)
        case FinType(size=size):
            count = compile_term(size, list(names), {}, Allowance())(tuple(names.values()))
            return number % count if count else None
        case ListType(item=item):
            value = some(item, number, names)
            return () if value is None else (value,) * number
        case FunctionType(domain=domain, codomain=codomain):
            value, from_ = some(codomain, number, names), unfold(domain)
            if not isinstance(from_, FinType | BoolType):
                return None if value is None else lambda argument: value
            terms = [from_.size] if isinstance(from_, FinType) else []
            size = [compile_term(t, list(names), {}, Allowance())(tuple(names.values())) for t in terms] or [2]
            return () if size == [0] else None if value is None or size[0] > 1_000 else (value,) * size[0]
    return None


@pytest.mark.parametrize(
    ("make", "first", "count"),
    [
        (soup, 0, 300),
        (mutated, 0, 300),
        pytest.param(soup, 0, 2_000, marks=pytest.mark.slow),
        pytest.param(mutated, 0, 2_000, marks=pytest.mark.slow),
    ],
)
def test_a_text_is_refused_or_decided(make: Callable[[random.Random], str], first: int, count: int) -> None:
    outcomes: Counter[str] = Counter()
    for seed in range(first, first + count):
        text = make(random.Random(seed))
        try:
            outcomes[read(text)] += 1
        except Exception as error:
            raise AssertionError(f"{text!r} ends in {type(error).__name__}: {error}") from error
    assert outcomes["refused"] > count / 2
    assert outcomes["evaluated"] > (count / 10 if make is mutated else -1)
    assert outcomes["refused without a reason"] == 0
