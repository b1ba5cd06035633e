"""How far and how deep a statement counts, read off its terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from conformance.lean.estimates import draws_of
from conformance.lean.nodes import Term
from conformance.lean.quantifiers import bound_of, witness
from conformance.lean.syntax import Builtin, Call, Definition, Exists, ForAll, Lambda, children, subterms
from conformance.lean.variables import free_variables
from conformance.values.known import former_of, holds_items, without_kind

MAX_STEPS = 20_000
"""How many steps the loops of a statement that nest take together, at most, on an input that is drawn."""


MOST_DRAWN = 36
"""How large a drawn input of a statement about probabilities is: a grid of 6 by 6, each place of which comes often."""


def counting_variables(
    term: Term, definitions: Mapping[str, Definition], known: dict[str, frozenset[str]]
) -> frozenset[str]:
    """Names of what says how far a statement counts: `k` in `List.range k`, in `∀ j < k, …`, and in `2 ^ k`.

    So does a call whose definition counts up to that argument; `known` holds the variables of definitions.
    """
    found: set[str] = set()
    for part in subterms(term):
        match part:
            case Builtin(name="List.range" | "List.replicate" | "List.finRange", arguments=(count, *_)):
                found |= free_variables(count)
            case Builtin(name="HPow.hPow", arguments=(_, exponent)):
                found |= free_variables(exponent)
            case ForAll() if (bound := bound_of(part)) is not None and bound[0] != "∈":
                found |= free_variables(bound[1])
            case Call(name=name, arguments=arguments):
                called = definitions[name]
                if name not in known:
                    body = called.body
                    known[name] = frozenset() if body is None else counting_variables(body, definitions, known)
                for binder, argument in zip(called.binders, arguments, strict=True):
                    if binder.name in known[name]:
                        found |= free_variables(argument)
    return frozenset(found)


def _nesting(term: Term, definitions: Mapping[str, object], known: dict[str, int]) -> int:
    """How deep the loops nest that evaluating a term runs: 1 for one after another, as in `xs.map f`."""
    match term:
        case ForAll(body=body) | Exists(body=body) if isinstance(term, ForAll) or witness(term) is None:
            guard = bound_of(term)
            rest = children(body)[1] if guard is not None else body
            return 1 + _nesting(rest, definitions, known)
        case Lambda(domain=domain, body=body):
            is_short = without_kind(domain) is None and former_of(domain).has_few
            return int(not is_short) + _nesting(body, definitions, known)
        case Call(name=name, arguments=arguments):
            if name not in known:
                defined = definitions[name]
                assert isinstance(defined, Definition)
                known[name] = 0 if defined.body is None else _nesting(defined.body, definitions, known)
            return max([known[name], *(_nesting(a, definitions, known) for a in arguments)])
        case Builtin(name="Option.map", arguments=(Lambda(body=body), option)):
            # There is one item at most.
            return max(_nesting(body, definitions, known), _nesting(option, definitions, known))
        case Builtin(arguments=arguments):
            loops = any(holds_items(a.type) for a in arguments)
            return max([int(loops), *(_nesting(a, definitions, known) for a in arguments)])
    return max((_nesting(t, definitions, known) for t in children(term)), default=0)


def most_looped(terms: Sequence[Term], definitions: Mapping[str, object]) -> int | None:
    """How many values each of the nested loops in terms may go through on a drawn input; None for any number."""
    if draws_of(terms) > 1:
        return MOST_DRAWN
    depth = max((_nesting(t, definitions, {}) for t in terms), default=0)
    return None if depth < 2 else max(3, int(MAX_STEPS ** (1 / depth)))
