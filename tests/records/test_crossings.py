"""What is told of how inputs were crossed: met of those that there are, and the missing ones by reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.records.crossings import (
    MISSING_WORDS,
    combinations,
    crossed_text,
    missing_text,
    summed,
    summed_text,
)
from conformance.records.result import Crossing, Missing, Result
from conformance.records.vocabulary import MISSING_REASONS
from tests.records.small import NOTHING, A, B, result

WHOLE = Crossing(2, 1_204, 1_204)
LIMITED = Crossing(2, 90, 100, (Missing("limit", 7, "n = 224², idxs: longer than n"), Missing("budget", 3, "n = 14²")))
TRIPLES = Crossing(3, 5, 6, (Missing("size", 1, ""),))


def crossed(law: str, crossing: Crossing | None) -> Result:
    of = replace(A, id=law)
    return replace(result(of), evidence=replace(NOTHING, crossed=crossing))


@pytest.mark.parametrize(
    ("crossing", "text"),
    [
        (Crossing(1, 40, 40), "40 of 40 levels"),
        (WHOLE, "1,204 of 1,204 pairs"),
        (TRIPLES, "5 of 6 triples"),
        (Crossing(4, 0, 0), "0 of 0 combinations of 4"),
    ],
)
def test_what_was_met_is_told_by_its_strength(crossing: Crossing, text: str) -> None:
    assert crossed_text(crossing) == text
    assert text.endswith(combinations(crossing.strength))


def test_every_reason_has_its_words_and_a_missing_pair_is_named() -> None:
    assert tuple(MISSING_WORDS) == MISSING_REASONS
    assert [missing_text(one) for one in (*LIMITED.missing, *TRIPLES.missing)] == [
        "7 outside the limits or the dtype, as n = 224², idxs: longer than n",
        "3 beyond the profile or its time, as n = 14²",
        "1 at sizes too small or too large for them",
    ]


def test_laws_are_added_up_by_strength_and_reason_and_the_example_says_of_which_law_it_is() -> None:
    told = [
        crossed("a", None),
        crossed("b", WHOLE),
        crossed("c", TRIPLES),
        crossed("d", LIMITED),
        crossed("e", LIMITED),
    ]
    pairs, triples = summed(told)
    missing = Missing("limit", 14, "d: n = 224², idxs: longer than n"), Missing("budget", 6, "d: n = 14²")
    assert pairs == Crossing(2, 1_384, 1_404, missing)
    assert (triples.strength, triples.met, triples.there) == (3, 5, 6)
    assert summed_text(told) == (
        "1,384 of 1,404 pairs met (missing: 14 outside the limits or the dtype, 6 beyond the profile or its time); "
        "5 of 6 triples met (missing: 1 at sizes too small or too large for them)"
    )


def test_where_nothing_is_missing_or_nothing_was_crossed_no_more_is_said() -> None:
    assert summed_text([crossed("a", WHOLE)]) == "1,204 of 1,204 pairs met"
    assert summed_text([result(A), result(B)]) == ""
