"""Laws, and equivalent ways to write each: what a law comes to hangs on what it says, not on how it is written."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import combinations, product

from conformance.lean.nodes import Term
from conformance.lean.quantifiers import is_finite, strip
from conformance.lean.syntax import Binder, Builtin, ForAll, Lambda, Premise, Theorem, Variable
from conformance.lean.types import BOOL, PROP, FinType, FunctionType, ListType, unfold
from conformance.lean.variables import depended_on

VARIABLES = {
    "m": "(m : Mask n)", "k": "(k : Mask n)", "xs": "(xs : List (Fin n))", "f": "(f : Fin n → Nat)", "i": "(i : Fin n)",
}  # fmt: skip

PREMISES = (
    "selected m i", "¬ selected m i", "selected (complement m) i", "complement m = k", "m = allMask n",
    "maskedLoss xs f = 0", "0 < maskedLoss xs f", "∀ j ∈ xs, selected m j", "∀ j : Fin n, selected m j → f j = 0",
    "i ∈ xs", "maskedLoss [i] f = f i", "xs.all (fun j => m j) = true",
    "xs.all (fun j => decide (selected m j)) = true", "n = 1",
)  # fmt: skip

CLAIMS = (
    "m i = true", "selected m i", "¬ selected (complement m) i", "complement k = m", "(complement m) i = false",
    "maskedLoss (i :: xs) f = f i + maskedLoss xs f", "maskedLoss xs.reverse f = maskedLoss xs f", "f i = 0",
    "xs.all (fun j => m j) = true", "complement m ≠ m", "selected k i ↔ ¬ selected m i", "maskedLoss xs f = xs.length",
)  # fmt: skip


def generated(number: int, seed: int) -> list[str]:
    """Theorems over the shipped operations, true and false; of their one or two premises one calls an operation."""
    pairs = [*((p,) for p in PREMISES[:-1]), *combinations(PREMISES, 2)]
    chosen = random.Random(seed).sample([*product(pairs, CLAIMS)], number)
    texts = []
    for count, (premises, claim) in enumerate(chosen):
        words = set(re.findall(r"\w+", " ".join((*premises, claim))))
        binders = " ".join(text for name, text in VARIABLES.items() if name in words)
        assumed = " ".join(f"(h{k} : {p})" for k, p in enumerate(premises))
        texts.append(f"theorem g{count} {{n : Nat}} {binders} {assumed} : {claim}")
    return texts


@dataclass(frozen=True, slots=True)
class Rewritten:
    """An equivalent of a theorem; `hides` where a premise or variable of it is none of the law's own any more."""

    theorem: Theorem
    way: str
    hides: bool


def rewritings(theorem: Theorem) -> Iterator[Rewritten]:
    """Equivalent ways to write a theorem."""
    context, claim = strip(theorem.context, theorem.conclusion)
    binders = [c for c in context if isinstance(c, Binder)]
    premises = [c.statement for c in context if isinstance(c, Premise)]

    def law(way: str, conclusion: Term, assumed: list[Term], bound: list[Binder], *, hides: bool = False) -> Rewritten:
        premised = tuple(Premise(f"h{k}", p) for k, p in enumerate(assumed))
        return Rewritten(Theorem(f"{theorem.name}_{way}", (*bound, *premised), conclusion), way, hides)

    curried = reduce(lambda rest, p: _prop("→", p, rest), reversed(premises), claim)
    yield law("implied", curried, [], binders)
    yield law("with_true", _prop("And", _TRUE, claim), premises, binders)
    yield law("denied_twice", _not(_not(claim)), premises, binders)
    yield law("guarded", _prop("And", _TRUE, curried), [], binders, hides=True)
    if premises:
        first, *others = premises
        yield law("assumed_twice", claim, [first, *premises], binders)
        yield law("assumed_denied_twice", claim, [_not(_not(first)), *others], binders)
        both = reduce(lambda a, b: _prop("And", a, b), premises)
        yield law("one_premise", claim, [both], binders)
        yield law("both_implied", _prop("→", both, claim), [], binders)
        yield law("decided", claim, [_prop("Eq", reduce(_and, map(_decide, premises)), _TRUTH)], binders)
        yield law("none_denied", claim, [_not(reduce(lambda a, b: _prop("Or", a, b), map(_not, premises)))], binders)
        alternatives = reduce(lambda rest, p: _prop("Or", _not(p), rest), reversed(premises), claim)
        yield law("alternatives", alternatives, [], binders, hides=True)
        relisted = [_listed(p) for p in premises]
        if relisted != premises:
            yield law("listed", claim, relisted, binders)
    if (every := _listed(claim)) != claim:
        yield law("claims_each", every, premises, binders, hides=True)
    turned = _turned(binders)
    if turned is not None:
        yield law("turned", claim, premises, turned)
    if binders and is_finite(binders[-1].type) and isinstance(unfold(binders[-1].type), FinType):
        yield from _quantified(law, binders, curried)


def _quantified(law, binders: list[Binder], curried: Term) -> Iterator[Rewritten]:  # type: ignore[no-untyped-def]
    *outer, last = binders
    every = ForAll(PROP, last.name, last.type, curried)
    size = unfold(last.type)
    assert isinstance(size, FinType)
    listed = Builtin(ListType(last.type), "List.finRange", (size.size,))
    table = Lambda(FunctionType(last.type, BOOL), last.name, last.type, _decide(curried))
    yield law("all", _prop("Eq", Builtin(BOOL, "List.all", (listed, table)), _TRUTH), [], outer, hides=True)
    yield law("every", _prop("And", _TRUE, every), [], outer, hides=True)


def _listed(term: Term) -> Term:
    """`xs.all (fun i => p i) = true` for `∀ i ∈ xs, p i`, the other way round, and any other proposition as it is."""
    match term:
        case ForAll(name=name, domain=domain, body=Builtin(name="→", arguments=(Builtin() as guard, demanded))) if (
            guard.name == "∈" and guard.arguments[0] == Variable(domain, name)
        ):
            table = Lambda(FunctionType(domain, BOOL), name, domain, _decide(demanded))
            return _prop("Eq", Builtin(BOOL, "List.all", (guard.arguments[1], table)), _TRUTH)
        case Builtin(name="Eq", arguments=(Builtin(name="List.all", arguments=(items, Lambda() as test)), _)):
            guard = _prop("∈", Variable(test.domain, test.name), items)
            return ForAll(PROP, test.name, test.domain, _prop("→", guard, _prop("Eq", test.body, _TRUTH)))
    return term


def _turned(binders: list[Binder]) -> list[Binder] | None:
    """The last two variables in the other order, where neither type depends on the other."""
    if len(binders) < 2:
        return None
    *others, first, last = binders
    return None if first.name in depended_on([last.type], []) else [*others, last, first]


def _prop(name: str, *terms: Term) -> Term:
    return Builtin(PROP, name, terms)


def _not(term: Term) -> Term:
    return _prop("Not", term)


def _decide(term: Term) -> Term:
    return Builtin(BOOL, "decide", (term,))


def _and(left: Term, right: Term) -> Term:
    return Builtin(BOOL, "and", (left, right))


_TRUE, _TRUTH = Builtin(PROP, "True", ()), Builtin(BOOL, "true", ())
