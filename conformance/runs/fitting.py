"""Which operation a function may be, and in which forms its values come: told by calls on small inputs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from conformance.cases.claims import Claims
from conformance.cases.domain import Domain
from conformance.cases.profiles import Profile
from conformance.cases.streams import Streams
from conformance.checking.bound import bounds_of
from conformance.checking.evaluation import Violated, claim_check
from conformance.checking.laws import laws_of
from conformance.checking.obligations.registry import WELL_FORMED
from conformance.errors import UsageError
from conformance.laws.laws import Law
from conformance.laws.specfile import Spec
from conformance.lean.closures import Frame
from conformance.lean.syntax import Definition
from conformance.runs.ways import HELD, given, likeness, parameters_of, taken, told
from conformance.subjects.backend import Backend
from conformance.subjects.calls import CallFailed
from conformance.subjects.forms import Forms
from conformance.subjects.operation import Operation
from conformance.subjects.starting import chosen_carrier
from conformance.values.known import formed
from conformance.values.limits import Limits
from conformance.values.naming import snake_case

LOOK = Profile("look", exhaustive=300, sampled=0, wide=1)
"""Of how many inputs those are chosen on which functions are called."""

FRAMES = 12
"""On about how many inputs a law is asked for one way to call a function."""

_Score = tuple[int, int, int]
"""How well a function does, the most telling first."""

LAWS = 6
"""How many laws are asked at most beside the one that a result is of its type."""

NEAR = 0.55
"""How alike a function's name or those of its arguments are to an operation's at least, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A function as an operation: what is said of its values, on how many small inputs it does what laws say, of how
    many, what is not told apart by them, which forms were tried, and whether time was up before all were."""

    function: str
    operation: str
    forms: Mapping[str, str] = field(default_factory=dict)
    is_batched: bool = False
    held: int = 0
    asked: int = 0
    alike: tuple[str, ...] = ()
    tried: str = ""
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class _Did:
    """On how many inputs a function gave a value of its type, on how many laws held, on how many a value of its type
    was wrong, and of how many.

    What raises, or gives no number, as a mean of nothing, says less against a way to call it than what is wrong.
    """

    formed: int
    held: int
    wrong: int
    asked: int


def likely(functions: Mapping[str, Callable[..., object]], spec: Spec) -> Iterator[tuple[str, list[Definition]]]:
    """For each function the operations that it may be by its name and arguments, the likeliest first."""
    operations = spec.operations
    for name, function in functions.items():
        scored = [(_likeness(name, function, d), d) for d in operations.values()]
        near = sorted((pair for pair in scored if pair[0] >= NEAR), key=lambda pair: -pair[0])
        yield name, [definition for _, definition in near[:3]]


def _likeness(name: str, function: Callable[..., object], definition: Definition) -> float:
    """How alike a function and an operation are by their names, 0 where the arguments do not go together."""
    of = parameters_of(function)
    wanted = [snake_case(b.name) for b in definition.explicit]
    seeds = sum(formed(b.type)[0].is_seed for b in definition.explicit)
    if not any(of.takes(count) for count in {len(wanted), len(wanted) - seeds}):
        return 0.0
    operation = snake_case(definition.name)
    if name == operation:
        return 1.0
    same = [likeness(a, b) for a, b in zip([*of.names, *of.needed], wanted, strict=False)]
    return 0.6 * likeness(name, operation) + 0.4 * (sum(same) / len(same) if same else 0.0)


class Fitting:
    """Tries functions as operations of a spec, on a carrier; no more ways are tried after `seconds`."""

    def __init__(self, spec: Spec, chosen: str, seconds: float) -> None:
        self._spec, self._carrier = spec, chosen_carrier(chosen)
        self._until = time.monotonic() + seconds
        self._streams = Streams(LOOK, 0)
        self._reference = spec.reference
        self._claims = Claims(
            spec.definitions, self._reference, bounds_of(Backend("", None, self._carrier, Limits(), {}, ""))
        )
        self._inputs: dict[str, list[Frame]] = {}
        has_arrays, has_dtype = self._carrier.has_arrays, self._carrier.has_dtype
        self._held = [word for word in HELD if has_arrays and (word == "list" or has_dtype(word))]
        self.tried: dict[tuple[str, str], list[dict[str, str]]] = {}
        """The forms that were tried, by the function and the operation."""

    def best(self, name: str, function: Callable[..., object], definitions: Sequence[Definition]) -> Fit | None:
        """The way in which a function does most of what laws say; None where it gives what is none of its type."""
        found: list[tuple[_Score, Fit]] = []
        for definition in definitions:
            tried: list[dict[str, str]] = []
            self.tried[name, definition.name] = tried
            ways = list(self._ways(name, function, definition, tried, ()))
            if self._held and not any(fit.held == fit.asked for _, fit in ways):
                # What does all that laws say needs no other words, which would take longer to try.
                ways += self._ways(name, function, definition, tried, self._held)
            if ways:
                top = max(score for score, _ in ways)
                best, *others = [fit for score, fit in ways if score == top]
                said, is_cut = told(tried, definition), self.is_over
                found.append((top, replace(best, alike=tuple(map(_told, others)), tried=said, is_cut=is_cut)))
            if found and found[-1][1].operation == name:
                break
        return max(found, key=lambda pair: pair[0])[1] if found else None

    @property
    def is_over(self) -> bool:
        """Whether no more ways are tried."""
        return time.monotonic() > self._until

    def _ways(
        self, name: str, function: Callable[..., object], definition: Definition, tried: list[dict[str, str]],
        held: Sequence[str],
    ) -> Iterator[tuple[_Score, Fit]]:  # fmt: skip
        """The ways to call a function that give values of the operation's type, each with how well it does.

        Of those that do as well as another, one that says less is better. Those that are tried are noted.
        """
        laws = self._laws(definition)
        for forms, is_batched in taken(function, definition, held):
            if self.is_over:
                return
            tried.append(forms)
            fit = Fit(name, snake_case(definition.name), forms, is_batched)
            native = self._native(function, definition, fit, laws[0])
            for read in () if native is None else given(native[0], definition, self._held):
                if self.is_over:
                    return
                fit = replace(fit, forms={**forms, **read})
                tried.append(dict(fit.forms))
                did = self._score(function, definition, fit, laws)
                if did.formed:
                    score = did.held - did.wrong, did.formed, -len(fit.forms) - is_batched
                    yield score, replace(fit, held=did.formed + did.held, asked=did.asked)

    def _operation(self, function: Callable[..., object], definition: Definition, fit: Fit) -> Operation | None:
        batched = frozenset({fit.operation} if fit.is_batched else ())
        try:
            return Operation(definition, function, self._carrier, forms=Forms(fit.forms, (), batched))
        except UsageError:
            return None

    def _native(
        self, function: Callable[..., object], definition: Definition, fit: Fit, law: Law
    ) -> tuple[object] | None:
        """What the function gives on one of the inputs; None where it raises on all of them."""
        operation = self._operation(function, definition, fit)
        for frame in [] if operation is None else reversed(self._frames(law)):
            assert operation is not None
            try:
                return (operation.call(operation.embed(frame)),)
            except CallFailed:
                continue
        return None

    def _laws(self, definition: Definition) -> list[Law]:
        """That a result is of its type, and then what laws say of the operation."""
        about = [law for law in laws_of(self._spec) if definition.name in law.operations and law.draws == 1]
        has_body = {name for name, d in self._spec.definitions.items() if d.body is not None}
        said = [law for law in about if law.obligation is None and law.operations - {definition.name} <= has_body]
        return [*(law for law in about if law.obligation == WELL_FORMED), *said[:LAWS]]

    def _frames(self, law: Law) -> list[Frame]:
        """A few small inputs of a law, of many sizes."""
        if law.id not in self._inputs:
            domain = Domain([law], self._claims)
            _, chunks = self._streams.enumerated(domain, LOOK.exhaustive) or ("", ())
            every = [f for chunk in chunks for f in chunk.frames if domain.admits(f) and domain.premises_met(f)]
            self._inputs[law.id] = every[:: max(1, len(every) // FRAMES)]
        return self._inputs[law.id]

    def _score(self, function: Callable[..., object], definition: Definition, fit: Fit, laws: Sequence[Law]) -> _Did:
        """What a function did on the inputs of laws; nothing more is asked where a result is never one of its type."""
        operation, formed, held, wrong, asked = self._operation(function, definition, fit), 0, 0, 0, 0
        for law in [] if operation is None else laws:
            assert operation is not None
            if not law.obligation and not formed:
                break
            check = (
                operation.outcome if law.obligation else claim_check(law, {definition.name: operation}, self._reference)
            )
            for frame in self._frames(law):
                asked += 1
                try:
                    came = check(frame)
                except Violated:
                    wrong += 1
                    continue
                except CallFailed:
                    continue
                if law.obligation:
                    formed += not isinstance(came, CallFailed)
                else:
                    held += came is not False
        return _Did(formed, held, wrong, asked)


def _told(fit: Fit) -> str:
    """A way to call a function in a few words."""
    said = [f"{key}={word}" for key, word in fit.forms.items()] + (["batched"] if fit.is_batched else [])
    return ", ".join(said) or "the usual forms"
