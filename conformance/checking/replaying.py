"""An input that was kept, asked of a law again: whether the law still admits it, and the one question that it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.cases.domain import Domain
from conformance.checking.evaluation import Check
from conformance.checking.obligations.beyond import BeyondDomain
from conformance.laws.laws import Law
from conformance.lean.closures import Frame
from conformance.lean.syntax import Binder
from conformance.values.membership import frame_of, has_types

MAX_KEPT = 2**20
"""Positions of an input that was kept, and steps that one of its naturals stands for; runs make no larger inputs."""


class NotAdmitted(Exception):
    """A kept input that is none of the law's inputs any more; the message says why."""


@dataclass(frozen=True, slots=True)
class Question:
    """A kept input as the frame that it comes from, and how a check is asked of it alone."""

    frame: Frame
    ask: Callable[[Check], bool]


def question(law: Law, check: Check, domain: Domain, inputs: Mapping[str, Any]) -> Question:
    """A law's kept input, by variable as JSON has it.

    Raises:
        NotAdmitted: the law's variables, types or premises, or the backend's limits, do not admit it.
    """
    if not isinstance(check, BeyondDomain):
        frame = _values(law.binders, inputs)
        _admitted(law, domain, frame)
        return Question(frame, lambda compiled: compiled(frame))
    assert law.subject is not None
    arguments = tuple(_values(law.subject.binders, inputs))
    try:
        origin = check.origin(arguments)
    except (TypeError, IndexError):
        raise NotAdmitted("a value is not of its variable's type") from None
    _admitted(law, domain, origin)
    told = dict(check.derived(origin)).get(arguments)
    if told is None:
        raise NotAdmitted("it is not one of the calls beyond the domain that the law makes")
    return Question(origin, lambda compiled: _beyond(compiled).ask(arguments, told))


def could_come(domain: Domain, frame: Frame) -> bool:
    """Whether an input that was kept, perhaps by somebody else, is of a size that a run could make."""
    counting = domain.sizes | domain.counted
    kept = zip(domain.names, frame, strict=True)
    return all(value <= MAX_KEPT for name, value in kept if type(value) is int and name in counting)


def _beyond(check: Check) -> BeyondDomain:
    while not isinstance(check, BeyondDomain) and (inner := getattr(check, "check", None)) is not None:
        check = inner
    assert isinstance(check, BeyondDomain)
    return check


def _values(binders: tuple[Binder, ...], inputs: Mapping[str, Any]) -> Frame:
    names = [b.name for b in binders]
    if sorted(names) != sorted(inputs):
        told = ", ".join(f"`{n}`" for n in names) or "none"
        raise NotAdmitted(f"the law's variables are {told}")
    return frame_of(binders, inputs)


def _admitted(law: Law, domain: Domain, frame: Frame) -> None:
    if not has_types(law.binders, frame):
        raise NotAdmitted("a value is not of its variable's type")
    if not could_come(domain, frame):
        raise NotAdmitted("it is larger than inputs are tried")
    if not domain.premises_met(frame):
        raise NotAdmitted("the premises do not hold for it")
    if not domain.admits(frame):
        limits = ", ".join(f"{k}={v}" for k, v in domain.bounds.limits.shown().items())
        raise NotAdmitted(f"it lies outside the limits {limits}" if limits else "the carrier cannot hold its numbers")
