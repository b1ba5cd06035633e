"""Where backends part, told once an operation: groups of those that give the same, and an input that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from conformance.records.agreement import AgreementRecord
from conformance.records.crossings import worst_text
from conformance.records.values import short


@dataclass(frozen=True, slots=True)
class Parting:
    """An operation on which backends part.

    `groups` are the backends that were compared with one of the others, those together that give the same; `records`
    has for each two groups that part the first record that shows it. `alike` are two backends of different groups that
    give the same on the inputs that both hold exactly, though others of their groups part.
    """

    operation: str
    law: str
    groups: tuple[tuple[str, ...], ...]
    records: tuple[AgreementRecord, ...]
    alike: tuple[tuple[str, str], ...] = ()

    @property
    def who(self) -> str:
        """The groups as `numpy, torch | mine`."""
        return groups_text(self.groups)


def groups_text(groups: Iterable[Iterable[str]]) -> str:
    """Groups of backends as `numpy, torch | mine`."""
    return " | ".join(", ".join(group) for group in groups)


def partings(agreement: Iterable[AgreementRecord]) -> list[Parting]:
    """The operations on which backends part, in the order of the records; on real numbers each by itself."""
    by_operation: dict[tuple[str, str], list[AgreementRecord]] = {}
    for record in agreement:
        by_operation.setdefault((record.operation, record.law), []).append(record)
    return [
        _parting(operation, law, records)
        for (operation, law), records in by_operation.items()
        if not all(r.agrees for r in records)
    ]


def _parting(operation: str, law: str, records: Sequence[AgreementRecord]) -> Parting:
    told = [r for r in records if r.cases or not r.agrees]
    same = {frozenset((r.left, r.right)) for r in told if r.agrees}
    apart = {frozenset((r.left, r.right)) for r in told if not r.agrees}
    groups: list[list[str]] = []
    for name in dict.fromkeys(name for r in told for name in (r.left, r.right)):
        pairs = ([frozenset((name, other)) for other in group] for group in groups)
        of_same = (k for k, some in enumerate(pairs) if not apart.intersection(some) and same.intersection(some))
        place = next(of_same, None)
        if place is None:
            groups.append([name])
        else:
            groups[place].append(name)
    place_of = {name: k for k, group in enumerate(groups) for name in group}
    shown: dict[frozenset[int], AgreementRecord] = {}
    alike = []
    for record in told:
        places = frozenset((place_of[record.left], place_of[record.right]))
        if not record.agrees:
            shown.setdefault(places, record)
        elif len(places) > 1:
            alike.append((record.left, record.right))
    return Parting(operation, law, tuple(map(tuple, groups)), tuple(shown.values()), tuple(alike))


def shown_text(record: AgreementRecord) -> str:
    """The input on which two backends part, and what each gives."""
    if record.inputs is None:
        return record.note or "nothing was compared"
    inputs = ", ".join(f"{name} = {short(value)}" for name, value in record.inputs.items())
    left, right = short(record.left_value), short(record.right_value)
    how_far = "" if record.apart is None else f", {worst_text(record.apart)} both"
    return f"{f'on {inputs}: ' if inputs else ''}{record.left} gives {left}, {record.right} gives {right}{how_far}"


def alike_text(parting: Parting) -> str:
    """Which backends of different groups give the same on what both hold; empty where none do."""
    pairs = ", ".join(f"{left} and {right}" for left, right in parting.alike)
    return f"{pairs} give the same on what both hold" if pairs else ""


def disagreement(groups: Sequence[Sequence[str]], operations: Iterable[str]) -> str:
    """Who disagrees on what, in a sentence without an end."""
    is_pair = len(groups) == 2 and all(len(group) == 1 for group in groups)
    who = f"{groups[0][0]} and {groups[1][0]}" if is_pair else groups_text(groups)
    return f"{who} disagree on {', '.join(operations)}"


def disagreements(told: Iterable[Parting]) -> list[str]:
    """A sentence for each way in which backends come apart, with the operations on which they do."""
    by_groups: dict[tuple[tuple[str, ...], ...], dict[str, None]] = {}
    for one in told:
        by_groups.setdefault(one.groups, {})[one.operation] = None
    return [disagreement(groups, operations) for groups, operations in by_groups.items()]
