"""Combinations of the levels that inputs differ in: counted, and as sets of bits that can be united."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, count
from math import prod

from conformance.records.parts import CrossedPart, Levels
from conformance.records.result import Crossing, Missing
from conformance.records.vocabulary import MISSING_REASONS

BUDGET = "budget"
"""Why a combination is missing that was not asked for, or that time kept from being met."""


@dataclass(frozen=True, slots=True)
class Combined:
    """The combinations of levels of some factors, by their places: how many there are, and which were `met`, each by
    its number; `missed` has those that were asked for and could not be had, each with the reason."""

    chosen: tuple[int, ...]
    several: int
    met: frozenset[int] | set[int]
    missed: Mapping[int, str]


def counted(factors: Sequence[Levels], strength: int, combined: Iterable[Combined]) -> Crossing:
    """How many combinations were met, and for which reasons the others were not, each reason with the first of them."""
    found = there = 0
    missing = dict.fromkeys(MISSING_REASONS, 0)
    first: dict[str, tuple[tuple[int, ...], int]] = {}
    for one in combined:
        found, there = found + len(one.met), there + one.several
        for code, why in sorted(one.missed.items()):
            missing[why] += 1
            first.setdefault(why, (one.chosen, code))
        unasked = one.several - len(one.met) - len(one.missed)
        missing[BUDGET] += unasked
        if unasked and BUDGET not in first:
            first[BUDGET] = one.chosen, next(k for k in count() if k not in one.met and k not in one.missed)
    words = tuple(
        Missing(reason, lacking, _in_words(factors, *first[reason])) for reason, lacking in missing.items() if lacking
    )
    return Crossing(strength, found, there, words)


def part_of(factors: Sequence[Levels], strength: int, combined: Iterable[Combined]) -> CrossedPart:
    """The same as sets of bits."""
    met, missed, offset = 0, dict.fromkeys(MISSING_REASONS, 0), 0
    for one in combined:
        met |= _bits(one.met) << offset
        for reason in dict.fromkeys(one.missed.values()):
            missed[reason] |= _bits([code for code, why in one.missed.items() if why == reason]) << offset
        offset += one.several
    return CrossedPart(strength, tuple(factors), f"{met:x}", {why: f"{bits:x}" for why, bits in missed.items() if bits})


def united(parts: Sequence[CrossedPart]) -> Crossing:
    """What the shards of one run crossed together.

    Raises:
        ValueError: they do not differ in the same, or hold no sets of bits.
    """
    first = parts[0]
    if any((one.strength, one.factors) != (first.strength, first.factors) for one in parts):
        raise ValueError("the inputs of the shards differ in other things")
    met, missed = 0, dict.fromkeys(MISSING_REASONS, 0)
    for one in parts:
        met |= int(one.met, 16)
        for why, bits in one.missed.items():
            missed[why] |= int(bits, 16)
    return counted(first.factors, first.strength, _taken_apart(first, met, missed))


def _taken_apart(like: CrossedPart, met: int, missed: Mapping[str, int]) -> Iterator[Combined]:
    for chosen in combinations(range(len(like.factors)), like.strength):
        several = prod(len(like.factors[k].levels) for k in chosen)
        mask = (1 << several) - 1
        seen = _numbers(met & mask)
        why = {code: reason for reason, bits in missed.items() for code in _numbers(bits & mask) if code not in seen}
        yield Combined(chosen, several, seen, why)
        met >>= several
        missed = {reason: bits >> several for reason, bits in missed.items()}


def _bits(numbers: Iterable[int]) -> int:
    found = 0
    for number in numbers:
        found |= 1 << number
    return found


def _numbers(bits: int) -> set[int]:
    return {k for k, bit in enumerate(reversed(f"{bits:b}")) if bit == "1"}


def _in_words(factors: Sequence[Levels], chosen: tuple[int, ...], code: int) -> str:
    words = []
    for k in reversed(chosen):
        code, level = divmod(code, len(factors[k].levels))
        words.append(f"{factors[k].name}: {factors[k].levels[level]}")
    return ", ".join(reversed(words))
