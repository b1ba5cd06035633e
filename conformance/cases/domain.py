"""Which inputs lie inside a backend's limits, and how an input that does not is brought inside."""

from __future__ import annotations

import contextlib
from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property

from conformance.cases.claims import Bounds, Claims, all_of
from conformance.cases.construction import Construction
from conformance.cases.counting import counting_variables, most_looped
from conformance.cases.telescope import size_variables, telescope
from conformance.cases.telling import untold
from conformance.cases.triviality import trivially_met
from conformance.laws.laws import Law
from conformance.laws.obligations import application
from conformance.laws.partitions import Classifier
from conformance.lean.allowance import Ration, TooMuch, Undefined, counted
from conformance.lean.closures import Frame, Value
from conformance.lean.divisors import Divisors, divisors
from conformance.lean.evaluate import compile_term
from conformance.lean.exactness import Exactness, is_on_grid
from conformance.lean.grains import Measures
from conformance.lean.nodes import Type
from conformance.lean.parts import always_evaluated
from conformance.lean.reference import reference_operations
from conformance.lean.render import render
from conformance.lean.syntax import Premise, called, subterms
from conformance.lean.weight import limits_a_natural
from conformance.values.items import all_items_of
from conformance.values.known import former_of
from conformance.values.limits import Limits
from conformance.values.membership import fitted, halved


class Domain:
    """The inputs of laws that quantify over the same variables under the same premises: `part` names them if not all.

    An input is a frame of the binders' values. It is inside where every call that one of the laws makes, by the
    reference meaning of the spec, is claimed. Of the premises those are `asked` that call operations: an input may well
    miss them by the spec and meet them by a backend, or the other way round, so that a check asks them.
    """

    def __init__(self, laws: Sequence[Law], claims: Claims, part: Sequence[str] = ()) -> None:
        first = laws[0]
        self.key = (*telescope(first), *part)
        self.binders = first.binders
        self.premises = first.assumed
        self.claims = claims
        self.bounds = claims.bounds
        self.names = tuple(b.name for b in first.binders)
        self.sizes = size_variables(first)
        self.classifier = Classifier(self.binders, self.sizes)
        terms = list(dict.fromkeys([*(law.claim for law in laws), *(p.statement for p in self.premises)]))
        naturals = {b.name for b in first.binders if former_of(b.type).is_natural} - self.sizes
        self.counted = frozenset().union(*(counting_variables(t, claims.definitions, {}) for t in terms)) & naturals
        self.most_looped = most_looped(terms, claims.definitions)
        self.is_of_definition = any(law.is_defining for law in laws)
        # An obligation, and what is asked about probabilities, measures its inputs before it chooses among them.
        self.is_gone_through_once = len(laws) == 1 and first.obligation is None and first.draws == 1
        self.asked = first.asked
        self.unasked = tuple(p for p in self.premises if p not in self.asked)
        # The body of a definition is evaluated by the language, and makes no calls of a backend.
        asked_of_backend = [
            law.claim if law.subject is None or law.obligation is not None else application(law.subject) for law in laws
        ]
        watched_terms = [*(p.statement for p in self.asked), *asked_of_backend]
        self._outside = False
        types = [b.type for b in self.binders]
        self._untold = untold(self.binders, self.sizes)
        self.measures = Measures(types)
        self.is_on_grid = is_on_grid(terms, types, has_fractions=claims.bounds.has_fractions)
        is_exact = self.is_on_grid and not claims.bounds.any_reals
        self._most_steps = Exactness(terms, self.names, self.measures, claims.definitions) if is_exact else None
        divided = divisors(terms, self.names, claims.definitions) if is_exact else None
        self._divisors = Divisors(divided, self.names, claims.definitions, self.sizes) if divided else None
        self._frame_check = claims.frame_check(self.binders, self.sizes)
        self.terms = terms
        counting = self.sizes | self.counted
        assumed = [p.statement for p in self.unasked]
        is_heavy = claims.weights.is_heavy
        heavy = [t for t in terms if is_heavy(t, self.binders, counting, assumed, self.most_looped)]
        self.is_heavy = bool(heavy)
        # Where a premise keeps numbers small, nothing is evaluated on what misses it.
        self._needs_premises = limits_a_natural(assumed)
        if not heavy:
            # Whether calls are inside is all that is asked of them.
            watched_terms = [part for term in watched_terms for part in always_evaluated(term)]
        self._read_off = tuple(p for p in self.premises if p.statement not in heavy)
        self._ration = Ration(MOST_STEPS * len(laws)) if heavy else None
        allowed = counted if self._ration is None else self._ration
        reference = claims.reference if self._ration is None else reference_operations(claims.definitions, allowed)
        calls = frozenset() if claims.bounds.unlimited else frozenset().union(*map(called, watched_terms))
        watched = {n: self._watch(n, reference[n]) for n in calls}
        # A call that is claimed whatever it is given need not be made, unless it takes many steps.
        limited = {n for n in watched if claims.inside(n) is not None or self._ration is not None}
        terms_to_watch = [t for t in dict.fromkeys(watched_terms) if not limited.isdisjoint(called(t))]
        self._claims = [compile_term(t, self.names, watched, allowed) for t in terms_to_watch]
        self._largest = claims.largest_of(terms_to_watch, self.names, self.measures)
        self._is_inside_on_the_way = claims.on_the_way(terms_to_watch, self.binders, self.sizes, self.measures)
        self.inputs_key = self.key, self.bounds, tuple([render(t, explicit=True) for t in terms_to_watch])
        self._hold = all_of([compile_term(p.statement, self.names, reference, allowed) for p in self.unasked])
        self._asked_hold = all_of([compile_term(p.statement, self.names, reference, allowed) for p in self.asked])
        self.told_of = [p for p in self.unasked if p in self._read_off]
        self._trivial = [trivially_met(p.statement, self.names, claims.reference) for p in self.told_of]
        self._construction = Construction(self._read_off, self.binders, claims.definitions, reference)
        self.schedule = self._construction.schedule
        self.undecided = ""
        """Why a premise could not be evaluated on an input, in words."""

    def _begin(self) -> None:
        if self._ration is not None:
            self._ration.anew()

    def _watch(self, name: str, operation: Callable[..., Value]) -> Callable[..., Value]:
        arguments_inside = self.claims.arguments_inside(name)
        result_inside = self.claims.value_check(self.claims.definitions[name].result)

        def watched(*arguments: Value) -> Value:
            # Of what has no body only the arguments are known.
            if arguments_inside is not None and not arguments_inside(arguments):
                self._outside = True
            result = operation(*arguments)
            if result_inside is not None and not result_inside(result):
                self._outside = True
            return result

        return watched

    @cached_property
    def least_sizes(self) -> dict[str, int]:
        """The least value of each size: 1 where with 0 a type has no position, and the limits ask for one."""
        ask_for_one = Bounds(Limits(nonempty=self.bounds.limits.nonempty), None)
        claims = Claims(self.claims.definitions, self.claims.reference, ask_for_one)
        inside = claims.position_check(self.binders)
        return {name: 0 if self._has_positions(inside, {name: 0}, 1) else 1 for name in self.sizes}

    @cached_property
    def types(self) -> Collection[Type]:
        """The types of the variables and of all that is made of them."""
        return dict.fromkeys(
            [*(b.type for b in self.binders), *(part.type for term in self.terms for part in subterms(term))]
        )

    @cached_property
    def most_size(self) -> int | None:
        """The most that all sizes may be at once for no type in the law to go beyond the limits; None without limit."""
        limit = self.bounds.limits.max_n
        if limit is None:
            return None
        inside = self.claims.position_check(self.binders, *self.types)
        least = min(limit, max(self.least_sizes.values(), default=0))
        return bisect_left(range(limit), True, lo=least, key=lambda n: not self._has_positions(inside, {}, n + 1))

    def _has_positions(self, inside: Callable[[Frame], bool] | None, sizes: Mapping[str, int], others: int) -> bool:
        """Whether as many positions are inside as there are with these sizes, and the others all alike."""
        if inside is None:
            return True
        frame = [sizes.get(b.name, others) if b.name in self.sizes else None for b in self.binders]
        with contextlib.suppress(TooMuch):
            return inside(frame)
        return False

    def premises_met(self, frame: Frame) -> bool:
        """Whether all premises hold that call no operation; one that takes too much to evaluate is not known to."""
        try:
            if self._ration is not None:
                self._ration.anew()
            return self._hold(frame)
        except TooMuch as error:
            self.undecided = self.undecided or str(error)
            return False

    def counts(self, frame: Frame) -> bool:
        """Whether all premises hold by the spec, those that call operations too, and say something of this input."""
        try:
            self._begin()
            return self._hold(frame) and self._asked_hold(frame) and self.nontrivial(frame)
        except TooMuch as error:
            # Of what has no body a backend has the say.
            return isinstance(error, Undefined) and self.nontrivial(frame)

    def nontrivial(self, frame: Frame) -> bool:
        """Whether the premises that call no operation, and hold, say something of this input."""
        return not any(trivial(frame) for trivial in self._trivial)

    def told(self, frame: Frame) -> Told:
        """Whether the premises are met that call no operation, the partitions met, and whether the premises say
        something."""
        if not self.premises_met(frame):
            return False, 0, False
        return True, self.classifier.bits(frame), self.nontrivial(frame)

    def forget(self) -> None:
        """Lets go of what it remembers of the latest inputs."""
        for remembering in (self.classifier, self.measures, self._most_steps, self._divisors):
            if remembering is not None:
                remembering.forget()

    def construct(self, frame: Frame, premises: Sequence[Premise] | None = None) -> Frame | None:
        """Changes values so that the premises, or those given, hold where that can be read off their statements.

        Sizes, and what is counted, become such that floats divide exactly, where the laws divide by them. What a
        changed size makes too short or too large is brought into its type; None where that cannot be done.
        """
        premises = self.premises if premises is None else premises
        if self._divisors is not None:
            sized = fitted(self.binders, self._divisors.sized(frame))
            if sized is None:
                return None
            frame = self._divisors.filled(sized)
        if not premises:
            return frame
        with contextlib.suppress(TooMuch):
            self._begin()
            made = self._construction.made(frame, premises)
            if made is None or self._divisors is None:
                return made
            return self._divisors.filled(made, lambda filled: self._construction.holds(premises, filled))
        return None

    @property
    def all_askable(self) -> bool:
        """Whether every input is."""
        return self._untold is None and self._most_steps is None

    def is_askable(self, frame: Frame) -> bool:
        """Whether what is given tells all that the law hangs on, and its arithmetic is exact in the carrier."""
        if self._untold is not None and self._untold(frame):
            return False
        if self._most_steps is None:
            return True
        steps = self._most_steps(frame)
        return steps is not None and steps <= 2**self.bounds.significand

    def askable_among(self, frames: Sequence[Frame]) -> Callable[[Frame], bool]:
        """A test of which of some inputs are askable, whose magnitudes are looked at together."""
        most = None if self._most_steps is None else self._most_steps.of_any(frames)
        if most is None or most > 2**self.bounds.significand:
            return self.is_askable
        untold = self._untold
        return (lambda frame: True) if untold is None else lambda frame: not untold(frame)

    def admits(self, frame: Frame) -> bool:
        """Whether the input is inside."""
        return self._admits(frame, lambda: self._bound_of(frame))

    def _admits(self, frame: Frame, bound: Callable[[], int | None]) -> bool:
        """Whether the input is inside, where its bound is at hand or can be had."""
        if not self.all_askable and not self.is_askable(frame):
            return False
        if self.bounds.unlimited:
            return True
        if self._frame_check is not None and not self._frame_check(frame):
            return False
        if self._is_enough(bound()):
            return True
        if not self._is_inside_on_the_way(frame):
            return False
        if self._needs_premises and not self.premises_met(frame):
            return False
        self._outside = False
        try:
            self._begin()
            for claim in self._claims:
                with contextlib.suppress(Undefined):
                    claim(frame)
                if self._outside:
                    return False
        except TooMuch:
            return False
        return True

    def is_inside_by_size(self, largest: Frame) -> bool:
        """Whether all inputs are inside of which none has larger numbers than this one, as far as that is seen."""
        checks = [check for check in (self._frame_check, self._is_inside_on_the_way) if check is not None]
        return all_of(checks)(largest) and (not self._claims or self._is_enough(self._largest(largest)))

    def _bound_of(self, frame: Frame) -> int | None:
        """What nothing that is claimed can be above, seen without evaluation; None where that takes no less."""
        if self.bounds.max_nat is None or self.is_heavy or self.bounds.limits.shown():
            return None
        if all_items_of(frame) < _MANY:
            return None
        return self._largest(frame)

    def _is_enough(self, bound: int | None) -> bool:
        return bound is not None and self.bounds.max_nat is not None and bound <= self.bounds.max_nat

    def brought_inside(self, frame: Frame) -> Frame | None:
        """The frame changed so that the premises hold, as far as that can be read off them, inside the limits."""
        constructed = self.construct(frame)
        return None if constructed is None else self.fit(constructed)

    def construct_unasked(self, frame: Frame) -> Frame | None:
        """`construct` for the premises that call no operation: a backend may find others met than the spec does."""
        return self.construct(frame, self.unasked)

    def left_to_ask(self, frame: Frame) -> Frame | None:
        """`brought_inside` for these alone."""
        constructed = self.construct_unasked(frame)
        return None if constructed is None else self.fit(constructed)

    def fit(self, frame: Frame) -> Frame | None:
        """Halves the naturals that are not sizes until the input is inside; None where that does not help."""
        most = self._bound_of(frame)
        if self._admits(frame, lambda: most):
            return frame
        least = self._halvings(frame)
        # An input may take long to evaluate: where its magnitudes tell how often is enough, they do.
        if most is not None and self.bounds.max_nat:
            times = max(1, least, most.bit_length() - self.bounds.max_nat.bit_length())
            for enough in (times, times + 1, 2 * times + 1):
                smaller = self._halved(frame, enough)
                if self._is_enough(bound := self._bound_of(smaller)) and self._admits(smaller, lambda: bound):
                    return smaller
        if least and self.admits(smaller := self._halved(frame, least)):
            return smaller
        # Smaller numbers are inside where larger ones are.
        several = range(least + 1, _MOST_HALVED + 1)
        times = bisect_left(several, True, key=lambda times: self.admits(self._halved(frame, times)))
        return self._halved(frame, several[times]) if times < len(several) else None

    def _halvings(self, frame: Frame) -> int:
        """How often numbers are halved at least, for reals to be exact, as far as their magnitudes tell."""
        if self._most_steps is None:
            return 0
        kept = [k for k, name in enumerate(self.names) if name in self.sizes]
        return self._most_steps.halvings(frame, kept, self.bounds.significand)

    def _halved(self, frame: Frame, times: int) -> Frame:
        return halved(self.binders, self.sizes, frame, times)


Told = tuple[bool, int, bool]
"""What a domain tells of an input; see `Domain.told`."""

Prepare = Callable[[Frame], Frame | None]
"""Brings an input that was drawn inside a domain; None where it is given up."""

_MANY = 64
"""Items of an input from which on its magnitudes are sooner looked at than what is claimed of it is evaluated."""

_MOST_HALVED = 200
"""How often naturals are halved at most, so that none is left of any that is drawn."""

MOST_STEPS = 5_000_000
"""Steps that the premises of a law may take, on all its inputs together, where they may be heavy."""
