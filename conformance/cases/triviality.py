"""Premises that hold on an input without saying anything of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any

from conformance.lean.closures import Evaluator
from conformance.lean.evaluate import compile_term, run_through
from conformance.lean.nodes import Term
from conformance.lean.parts import implication, implied
from conformance.lean.quantifiers import bound_of, is_finite
from conformance.lean.syntax import FALSE, Builtin, ForAll


def says_nothing(premise: Term) -> Term | None:
    """That a premise, where it holds, says nothing of an input, as a proposition; None where it always says something.

    It holds on the inputs that `trivially_met` tells.
    """
    if not isinstance(premise, ForAll):
        assumed, _ = implication(premise)
        return implied(assumed, FALSE) if assumed else None
    guards, demanded = implication(premise.body)
    if not guards and not is_finite(premise.domain):
        return None
    unguarded = replace(premise, body=implied(guards, FALSE))
    if not guards or not is_finite(premise.domain):
        return unguarded
    everywhere: Term = replace(premise, body=demanded)
    some_lack = [Builtin(premise.type, "Not", (replace(premise, body=guard),)) for guard in guards]
    lacking = reduce(lambda left, right: Builtin(premise.type, "Or", (left, right)), some_lack)
    return Builtin(premise.type, "Or", (unguarded, Builtin(premise.type, "And", (everywhere, lacking))))


def trivially_met(
    premise: Term, names: Sequence[str], reference: Mapping[str, Any], *, own_calls: bool = False
) -> Evaluator:
    """Whether a premise that holds on an input says nothing of it.

    `p → q` says nothing where p does not hold, and `∀ i, g i → p i` where no i has g, and where every i has p although
    some i lacks g. With `own_calls` the latter is not looked at, so that no call is made but those that the premise
    itself makes.
    """

    def holds(term: Term) -> Evaluator:
        return compile_term(term, names, reference)

    if not isinstance(premise, ForAll):
        assumed, _ = implication(premise)
        return holds(implied(assumed, FALSE)) if assumed else lambda frame: False
    guards, demanded = implication(premise.body)
    if not guards and not is_finite(premise.domain):
        return lambda frame: False
    unguarded = holds(replace(premise, body=implied(guards, FALSE)))
    if not guards or own_calls or not is_finite(premise.domain):
        return unguarded
    everywhere = holds(replace(premise, body=demanded))
    bound = bound_of(premise)
    if bound is None or bound[0] != "∈":
        guarded = [holds(replace(premise, body=guard)) for guard in guards]
        return lambda frame: unguarded(frame) or (everywhere(frame) and not all(g(frame) for g in guarded))
    # The same for a list: to ask of each number whether it is listed would be quadratic in the length.
    listed = holds(bound[1])
    every = run_through(premise.domain, {name: k for k, name in enumerate(names)}, reference)
    limit, *others = guards
    further = [holds(replace(premise, body=implied([limit], guard))) for guard in others]
    return lambda frame: (
        unguarded(frame)
        or (everywhere(frame) and (len(set(listed(frame))) < len(every(frame)) or not all(g(frame) for g in further)))
    )
