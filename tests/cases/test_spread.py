"""Of many inputs those are kept that are largest in something, and a spread of the others."""

from __future__ import annotations

import random

from conformance.cases.plan import WideCase
from conformance.cases.spread import LARGEST, MANY, Spread, spread, telling
from conformance.lean.closures import Frame


def inputs(count: int) -> list[Frame | None]:
    """Inputs of a size, a mask and a list, none of which is in any order; every seventh came to nothing."""
    rng = random.Random(count)
    found: list[Frame | None] = []
    for k in range(count):
        n = rng.randrange(2_000)
        found.append(None if k % 7 == 6 else (n, (False,) * n, (0,) * rng.randrange(500)))
    return found


def itself(frame: Frame | None) -> Frame | None:
    return frame


def test_the_largest_size_and_the_longest_list_are_kept_wherever_they_are() -> None:
    frames = inputs(200)
    for size_at, list_at in ((0, 198), (198, 0), (100, 101)):
        frames[size_at], frames[list_at] = (70_000, (False,) * 70_000, (0,)), (3, (False,) * 3, (0,) * 6_000)
        kept = spread(frames, 16, itself)
        assert len(kept) == 16
        assert frames[size_at] in kept
        assert frames[list_at] in kept
        frames[size_at], frames[list_at] = inputs(200)[:2]


def test_of_the_largest_as_many_are_kept_as_are_asked_for() -> None:
    frames = inputs(200)
    for n, place in enumerate((150, 20, 90), 70_000):
        frames[place] = n, (False,) * n, (0,)
    for largest in (1, 2):
        kept = Spread(frames).kept(16, largest)
        assert [place in kept for place in (90, 20)] == [True, largest == 2]


def test_what_is_kept_stands_in_its_order_and_lies_all_over() -> None:
    frames = inputs(200)
    kept = spread(frames, 50, itself)
    places = [next(k for k, other in enumerate(frames) if other is frame) for frame in kept]
    assert places == sorted(set(places))
    sizes = sorted(frame[0] for frame in kept if frame is not None)
    assert len(sizes) == 50
    for part in range(10):
        assert any(200 * part <= n < 200 * (part + 1) for n in sizes), sizes


def alike(shape: int) -> list[Frame | None]:
    """Inputs of one extent, of which every fourth is of that shape."""
    return [(8, (k % 4 == shape,) * 8) for k in range(400)]


def test_inputs_of_one_extent_are_not_taken_at_even_steps() -> None:
    """Shapes of values come in turn: every fourth input would be of one shape."""
    shapes = [spread(alike(shape), 20, itself) for shape in range(4)]
    assert all({frame[1][0] for frame in kept if frame} == {False, True} for kept in shapes)


def test_where_there_is_room_all_are_kept() -> None:
    frames = inputs(20)
    assert spread(frames, 20, itself) == frames
    assert spread([], 16, itself) == []
    assert spread([None] * 30, 16, itself) == []


def row(*levels: int | None) -> WideCase:
    return WideCase((10,), tuple(level or 0 for level in levels), levels, ("",) * len(levels))


def favourite(number: int, size: int) -> WideCase:
    return WideCase((size,), favourite=(1, number))


def test_rows_that_tell_most_have_all_levels_and_those_with_more_of_them_come_first() -> None:
    cases = [*[row(k % 5, k % 2, 0) for k in range(40)], row(None, None, 1), WideCase(None, (7, 7, 7), (7, 7, 7))]
    rows = [cases[place].levels for place in telling(cases)]
    for factor, levels in enumerate((5, 2, 2)):
        assert {row_[factor] for row_ in rows} - {None} == set(range(levels)), factor
    assert len(rows) == 6
    assert None not in rows[0]


def test_of_favourites_those_of_a_size_that_people_run_come_before_all_rows_and_one_more_after_them() -> None:
    cases = [row(0), favourite(0, 20), favourite(0, 2 * MANY), favourite(0, MANY + 1), favourite(1, 30), row(1)]
    assert [cases[place].frame for place in telling(cases)] == [(MANY + 1,), (30,), (10,), (10,), (2 * MANY,)]


def test_what_comes_first_is_kept_beside_the_largest() -> None:
    frames: list[Frame | None] = [(n,) for n in range(200)]
    kept = Spread(frames, [7, 3, 199, 5]).kept(5)
    assert kept == [3, 5, 7, 198, 199]
    assert len(kept) - LARGEST == 3
