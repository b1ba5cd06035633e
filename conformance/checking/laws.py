"""All laws of a spec, the obligations of its operations among them, and the turn in which they are checked."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from conformance.cases.telescope import telescope
from conformance.checking.obligations.registry import OBLIGATIONS
from conformance.laws.laws import Law, derived_laws
from conformance.laws.specfile import Spec
from conformance.values.naming import snake_case


def laws_of(spec: Spec) -> tuple[Law, ...]:
    """All laws of a spec: definitions first, then theorems, then obligations, each in the order of the files."""
    if "laws" not in spec.memo:
        spec.memo["laws"] = derived_laws(spec, OBLIGATIONS.values())
    found: tuple[Law, ...] = spec.memo["laws"]
    return found


def makes_own_calls(law: Law) -> bool:
    """Whether the check of a law makes calls of its own, which no other law can share."""
    return law.obligation is not None and OBLIGATIONS[law.obligation].calls > 0


def in_turn(laws: Iterable[Law]) -> list[Law]:
    """The order in which laws are checked: first those of one operation alone, then theorems, which may call several.

    Laws over the same variables follow each other, so that their inputs, and what came of them, need be known but for a
    while. Of these come first those that make calls of their own, and of them those that write into results: a buffer
    that has grown in other calls, or a cache that they have filled, hides what is wrong with it.
    """
    every = list(laws)
    first: dict[object, int] = {}
    for turn, law in enumerate(every):
        first.setdefault(telescope(law), turn)
    return sorted(
        every,
        key=lambda law: (law.kind == "theorem", first[telescope(law)], not makes_own_calls(law), not _writes(law)),
    )


def hangs_on(law: Law, operations: Collection[str]) -> bool:
    """Whether what a law comes to may hang on operations, by the names that a backend has for them.

    It does where it calls one of them, or is about another and holds against it what they give in between.
    """
    judges_others = law.obligation is not None and OBLIGATIONS[law.obligation].judges_others
    return judges_others or calls_one_of(law, operations)


def owned_by(law: Law) -> str:
    """By what it hangs which shard asks a law that none has a part of; see `Shard.owner`.

    Where real numbers are put, backends are held against each other as well, after all else that their operation gives.
    """
    is_numeric = law.obligation is not None and OBLIGATIONS[law.obligation].numeric
    return law.subject.name if is_numeric and law.subject is not None else law.id


def calls_one_of(law: Law, operations: Collection[str]) -> bool:
    """Whether a law calls one of the operations, by the names that a backend has for them."""
    return any(snake_case(name) in operations for name in law.operations)


def _writes(law: Law) -> bool:
    return law.obligation is not None and OBLIGATIONS[law.obligation].writes
