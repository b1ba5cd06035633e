"""What a proposition is made of, however it is written: the parts of a conjunction, and what an implication assumes.

Parts that call no operation come before those that do, and otherwise in the order written: an operation is asked of
nothing that the values alone rule out.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from conformance.lean.nodes import Term
from conformance.lean.prelude import BUILTINS
from conformance.lean.substitution import substitute
from conformance.lean.syntax import BINDING, Apply, Builtin, ForAll, Lambda, Variable, called, subterms
from conformance.lean.types import BOOL, PROP, FunctionType, unfold
from conformance.lean.variables import free_variables, fresh


def equation(left: Term, right: Term) -> Term:
    """That two terms are the same: `left ↔ right` of propositions, and `left = right` of all else."""
    return Builtin(PROP, "Iff" if unfold(left.type) == PROP else "Eq", (left, right))


def sides_of(claim: Term) -> tuple[Term, Term] | None:
    """Both sides of an equation or equivalence."""
    if isinstance(claim, Builtin) and claim.name in ("Eq", "Iff"):
        return claim.arguments[0], claim.arguments[1]
    return None


def conjuncts(term: Term, wanted: bool = True) -> list[Term]:
    """Propositions all of which hold just where the proposition or `Bool` is `wanted`, in the order written.

    `p ∧ q`, `¬(p → ¬q)`, `(p && q) = true` and `decide (p ∧ q)` have two of them, and `xs.all p = true` is
    `∀ x ∈ xs, p x`.
    """
    match term:
        case Builtin(name="And" | "and", arguments=(left, right)) if wanted:
            return [*conjuncts(left), *conjuncts(right)]
        case Builtin(name="Or" | "or", arguments=(left, right)) if not wanted:
            return [*conjuncts(left, False), *conjuncts(right, False)]
        case Builtin(name="→", arguments=(left, right)) if not wanted:
            return [*conjuncts(left), *conjuncts(right, False)]
        case Builtin(name="Not" | "not", arguments=(inner,)):
            return conjuncts(inner, not wanted)
        case Builtin(name="decide", arguments=(inner,)):
            return conjuncts(inner, wanted)
        case Builtin(name="Eq" | "Ne" as relation, arguments=(left, right)) if unfold(left.type) == BOOL:
            for one, other in ((left, right), (right, left)):
                if isinstance(other, Builtin) and other.name in ("true", "false"):
                    says_true = (other.name == "true") == (relation == "Eq")
                    return conjuncts(one, says_true == wanted)
        case Builtin(name="List.all" | "List.any" as name, arguments=(items, test)) if (name == "List.all") == wanted:
            return [_each(items, test, wanted)]
    if unfold(term.type) == BOOL:
        return [Builtin(PROP, "Eq", (term, Builtin(BOOL, "true" if wanted else "false", ())))]
    return [term if wanted else _not(term)]


def implication(term: Term) -> tuple[list[Term], Term]:
    """What a proposition assumes, and what of it is left: `p → q → r`, `p ∧ q → r` and `¬p ∨ ¬q ∨ r` assume p and q."""
    assumed: list[Term] = []
    while True:
        match term:
            case Builtin(name="→", arguments=(left, right)):
                assumed += conjuncts(left)
            case Builtin(name="Or", arguments=(Builtin(name="Not") as left, right)):
                assumed += conjuncts(left, False)
            case _:
                return assumed, term
        term = right


def calls_last(term: Builtin) -> Term:
    """The same proposition, such that parts which call no operation are evaluated before those that do."""
    if unfold(term.type) != PROP or not called(term):
        return term
    assumed, rest = implication(term)
    if assumed:
        ordered = _ordered(assumed)
        return term if ordered == assumed else implied(ordered, rest)
    parts = conjuncts(term)
    if len(parts) == 1 or (term.name == "And" and _ordered(parts) == parts):
        return term
    *others, last = _ordered(parts)
    return reduce(lambda right, left: Builtin(PROP, "And", (left, right)), reversed(others), last)


def always_evaluated(term: Term) -> list[Term]:
    """Parts of a term that call an operation and make all the calls that evaluating the term makes."""
    if any(isinstance(part, BINDING) and called(part) for part in subterms(term)):
        return [term]
    match term:
        case Builtin(name=name, arguments=arguments) if not BUILTINS[name].deferred and calls_last(term) is term:
            return [part for argument in arguments for part in always_evaluated(argument)]
        case Apply(function=function, argument=argument):
            return [*always_evaluated(function), *always_evaluated(argument)]
    return [term] if called(term) else []


def implied(assumed: Iterable[Term], rest: Term) -> Term:
    """`p → q → rest`."""
    return reduce(lambda right, left: Builtin(PROP, "→", (left, right)), reversed([*assumed]), rest)


def _ordered(parts: list[Term]) -> list[Term]:
    return sorted(parts, key=lambda part: bool(called(part)))


def _not(term: Term) -> Term:
    return Builtin(PROP, "Not", (term,))


def _each(items: Term, test: Term, wanted: bool) -> Term:
    """`∀ x ∈ items, test x` for a test that is wanted, or that is not."""
    type_ = unfold(test.type)
    assert isinstance(type_, FunctionType)
    taken = free_variables(items) | free_variables(test)
    name = fresh(test.name if isinstance(test, Lambda) else "x", taken)
    variable = Variable(type_.domain, name)
    if isinstance(test, Lambda):
        body = substitute(test.body, {test.name: variable})
    else:
        body = Apply(type_.codomain, test, variable)
    member = Builtin(PROP, "∈", (variable, items))
    *others, last = conjuncts(body, wanted)
    demanded = reduce(lambda right, left: Builtin(PROP, "And", (left, right)), reversed(others), last)
    return ForAll(PROP, name, type_.domain, Builtin(PROP, "→", (member, demanded)))
