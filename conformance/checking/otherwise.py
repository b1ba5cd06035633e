"""What would explain a failure: told as a hint, and never the verdict.

A mask of the opposite polarity, indices from 1 on, rows and columns exchanged, a leading token, another dtype: each is
a form, by another word. An operation is bound with that word for one of its values, or with its result as a sum in the
place of a mean (`checking.scaled`), and the law asked of the failing input, of small ones and of those that are drawn.
Where it holds on all of them, that explains the failure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from conformance.cases.domain import Domain
from conformance.checking.asking import Failing
from conformance.checking.batching import offers_many
from conformance.checking.bound import BoundLaws
from conformance.checking.evaluation import TOO_MUCH, Violated
from conformance.checking.near import nearly
from conformance.checking.scaled import keeps_digits, scaled
from conformance.errors import UsageError
from conformance.laws.laws import Law
from conformance.lean.closures import Frame, Value
from conformance.lean.nodes import Type
from conformance.subjects.calls import CallFailed, NoAnswer, OutsideLimits
from conformance.subjects.forms import RETURNS, Forms, is_form, words_for
from conformance.subjects.operation import Operation
from conformance.subjects.said import ARRAY, CALLABLE, Said
from conformance.system.pacing import GRACE, OutOfTime
from conformance.values.naming import snake_case

_AMONG, _EACH = 400, 17
"""Among how many of a law's smallest inputs it is asked again, and which of them: one in so many."""

_FEWEST = 4
"""On how many inputs a law must hold for the form to explain why it fails on one."""

_HELD = ("list", "tuple", "int32", "one_based", "shape(1,n)", "shape(n,1)")
"""Words that may follow others of what came back."""

_MOST = 160
"""How many forms are tried at most."""


@dataclass(frozen=True, slots=True)
class _Other:
    """A value of an operation in another form: `told` is what it would mean."""

    operation: str
    name: str
    said: Said
    told: str

    @property
    def key(self) -> str:
        return f"{snake_case(self.operation)}.{self.name}"


class Otherwise:
    """Looks for forms in which the laws of a backend hold that fail."""

    def __init__(self, laws: BoundLaws) -> None:
        self._laws = laws

    def hint(self, law: Law, failing: Failing) -> str:
        """What would explain a failure; empty where no other form does."""
        if law.obligation is not None or isinstance(failing.error, NoAnswer) or failing.layout:
            return ""
        self._laws.pace.until(1 + GRACE)
        domain = self._laws.domain(law)
        if untouched := self._given_back(law, domain, failing):
            return untouched
        for other in islice(self._others(law, failing), _MOST):
            if self._explains(law, domain, failing, other.operation, self._read_otherwise(other)):
                return f'{other.told} (`forms = {{"{other.key}": "{other.said.text}"}}` says so)'
        for name in law.operations & self._laws.operations.keys():
            original = self._laws.operations[name]
            for told, function in () if offers_many(original) else scaled(original.definition, original.function):
                if self._explains(law, domain, failing, name, self._bound_anew(original, function), keeps_digits):
                    return told
        return "" if isinstance(failing.error, CallFailed) else nearly(failing.error.expected, failing.error.actual)

    def _given_back(self, law: Law, domain: Domain, failing: Failing) -> str:
        """Which argument comes back as it was given, on the failing input and on all others; empty where none does."""
        definition = law.subject
        if law.kind != "definition" or definition is None or definition.name not in self._laws.operations:
            return ""
        operation = self._laws.operations[definition.name]
        told = definition.binders
        same = [k for k, binder in enumerate(told) if not binder.implicit and binder.type == definition.result]
        asked = 0
        for frame in chain([failing.frame], self._inputs(law, domain)) if same else ():
            if self._laws.pace.is_over():
                return ""
            try:
                value = operation(*frame)
            except OutsideLimits:
                continue
            except (CallFailed, OutOfTime, *TOO_MUCH):
                return ""
            same = [k for k in same if frame[k] == value]
            if not same:
                return ""
            asked += 1
        return f"what came back is `{snake_case(told[same[0]].name)}` as it was given" if asked >= _FEWEST else ""

    def _others(self, law: Law, failing: Failing) -> Iterator[_Other]:
        is_malformed = isinstance(failing.error, CallFailed) and failing.error.reason == "malformed"
        known = [name for name in sorted(law.operations) if name in self._laws.operations]
        if is_malformed and isinstance(failing.error, CallFailed):
            known = [name for name in known if name == failing.error.operation]
        for name in known:
            operation, forms = self._laws.operations[name], self._laws.backend.forms
            if offers_many(operation):
                # A process is given arrays alone.
                continue
            definition, called = operation.definition, snake_case(name)
            said = forms.said(definition.result, RETURNS, called)
            of_result = _read_otherwise(definition.result, said) if is_malformed else ()
            for new, told in (*_turned(definition.result, said, _GIVEN_BACK), *of_result):
                yield _Other(name, RETURNS, new, told)
            for binder in definition.explicit:
                argument = snake_case(binder.name)
                said = forms.said(binder.type, argument, called)
                # Of another shape is what comes back of an argument whose axes are exchanged, and of no other.
                turned = _exchanged if is_malformed else _turned
                for new, told in turned(binder.type, said, _TAKEN):
                    yield _Other(name, argument, new, told.format(argument))

    def _read_otherwise(self, other: _Other) -> Operation | None:
        """The operation with a value in another form; None where it has no such form."""
        forms = self._laws.backend.forms
        original = self._laws.operations[other.operation]
        return self._bound_anew(
            original, original.function, replace(forms, over=({other.key: other.said.text}, *forms.over))
        )

    def _bound_anew(
        self, original: Operation, function: Callable[..., object], forms: Forms | None = None
    ) -> Operation | None:
        try:
            operation = Operation(
                original.definition, function, self._laws.backend.carrier, forms=forms or self._laws.backend.forms
            )
        except UsageError:
            return None
        operation.journal, operation.unanswered = original.journal, original.unanswered
        return operation

    def _explains(
        self, law: Law, domain: Domain, failing: Failing, name: str, operation: Operation | None,
        is_asked: Callable[[Frame], bool] = lambda frame: True,
    ) -> bool:  # fmt: skip
        """Whether the law holds, with that operation, on the failing input, on small ones and on those drawn."""
        if operation is None:
            return False
        operations: Mapping[str, Callable[..., Value]] = {**self._laws.operations, name: operation}
        check = self._laws.unguarded(law, operations)
        asked = 0
        for frame in chain([failing.frame], filter(is_asked, self._inputs(law, domain))):
            if self._laws.pace.is_over():
                return False
            try:
                asked += check(frame)
            except OutsideLimits:
                continue
            except (Violated, CallFailed, OutOfTime, *TOO_MUCH):
                return False
        return asked >= _FEWEST

    def _inputs(self, law: Law, domain: Domain) -> Iterator[Frame]:
        streams, guard = self._laws.streams, self._laws.guard(law)

        def is_asked(frame: Frame) -> bool:
            return domain.admits(frame) and domain.premises_met(frame) and (guard is None or guard(frame))

        _, chunks = streams.enumerated(domain, _AMONG) or ("", ())
        small = (frame for chunk in chunks for frame in chunk.frames)
        yield from islice(filter(is_asked, small), 0, _AMONG, _EACH)
        # On few positions, and with few seeds, much holds by chance.
        yield from filter(is_asked, [frame for frame in streams.sampled(domain) if frame is not None])


@dataclass(frozen=True, slots=True)
class _Words:
    """What other forms mean of a value that goes one way."""

    opposite: str
    from_one: str
    leading: str
    exchanged: str


_GIVEN_BACK = _Words(
    "the mask that came back is its own complement: is 1 = masked here?",
    "the indices that came back count from 1, or from a leading (CLS) token",
    "the mask that came back has one value more before the first, as for a leading (CLS) token",
    "what came back has rows and columns exchanged",
)

_TAKEN = _Words(
    "it would hold if `{}` came as its complement: is True = visible here?",
    "it would hold if `{}` counted from 1, or from a leading (CLS) token",
    "it would hold if `{}` had one value more before the first, as for a leading (CLS) token",
    "it would hold if rows and columns of `{}` were exchanged: is the last axis taken for the first?",
)

_OPPOSITES = [
    ("additive(0,-inf)", "additive(-inf,0)"), ("additive(0,min)", "additive(min,0)"), ("kept", "indices"),
]  # fmt: skip


def _turned(type_: Type, said: Said, words: _Words) -> Iterator[tuple[Said, str]]:
    """The other forms that a value may have been meant in, beside the one that is said of it."""
    if said.is_callable or said.is_seed:
        return
    parts = [] if said.words == ARRAY else said.words.split("/")
    opposite = _opposite(parts)
    place = next((k + 1 for k, part in enumerate(parts) if part in ("indices", "kept")), 0)
    from_one = (
        [*parts[:place], "one_based", *parts[place:]] if "one_based" not in parts else _without(parts, "one_based")
    )
    for changed, told in (
        (opposite, words.opposite),
        (from_one, words.from_one),
        (["cls", *parts] if "cls" not in parts else _without(parts, "cls"), words.leading),
    ):
        new = replace(said, words="/".join(changed) or ARRAY)
        if is_form(type_, new):
            yield new, told
    yield from _exchanged(type_, said, words)


def _exchanged(type_: Type, said: Said, words: _Words) -> Iterator[tuple[Said, str]]:
    """The form in which rows and columns are exchanged."""
    if said.is_callable or said.is_seed:
        return
    parts = [] if said.words == ARRAY else said.words.split("/")
    changed = ["transposed", *parts] if "transposed" not in parts else _without(parts, "transposed")
    new = replace(said, words="/".join(changed) or ARRAY)
    if is_form(type_, new):
        yield new, words.exchanged


def _opposite(parts: Sequence[str]) -> list[str]:
    if "complement" in parts:
        return _without(parts, "complement")
    for one, other in _OPPOSITES:
        for was, becomes in ((one, other), (other, one)):
            if was in parts:
                return [becomes if part == was else part for part in parts]
    return ["complement", *parts]


def _without(parts: Sequence[str], word: str) -> list[str]:
    return [part for part in parts if part != word]


def _read_otherwise(type_: Type, said: Said) -> Iterator[tuple[Said, str]]:
    """The forms of other words for what came back, single ones first."""
    single = words_for(type_)
    held = [word for word in single if word not in (ARRAY, CALLABLE)]
    for words in (
        *single,
        *_HELD,
        *(f"complement/{word}" for word in held),
        *(f"{a}/{b}" for a in held for b in _HELD),
    ):
        new = replace(said, words=words)
        if words != said.words and is_form(type_, new):
            yield new, f"what came back reads as `{words}`"
