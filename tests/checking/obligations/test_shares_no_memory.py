"""A result has memory of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conformance import check
from tests.checking.obligations import remembering
from tests.checking.obligations.support import (
    assert_reproduced,
    assert_seen,
    correct_numpy,
    failures,
    np,
    numpy_backend,
)
from tests.seeds import SEEDS


def kept_view(mask: Any, i: int) -> Any:
    if not 0 <= i < mask.size:
        raise IndexError(i)
    return mask[i : i + 1].reshape(())


def scratch() -> Callable[[Any], Any]:
    buffer = np.zeros(2**18, dtype=bool)

    def complement(mask: Any) -> Any:
        np.logical_not(mask, out=buffer[: mask.size])
        return buffer[: mask.size]

    return complement


def cached() -> Callable[[int], Any]:
    masks: dict[int, Any] = {}
    return lambda n: masks.setdefault(n, np.ones(n, dtype=bool))


def kept_from_the_second_on() -> Callable[[Any], Any]:
    """Keeps the result of an equal mask once that has come twice, and hands it out from the third time on."""
    latest: dict[str, Any] = {}

    def complement(mask: Any) -> Any:
        key = mask.tobytes()
        if latest.get("key") != key:
            latest.clear()
            latest["key"] = key
            return ~mask
        return latest.setdefault("result", ~mask)

    return complement


CASES = [
    ({"complement": kept_from_the_second_on()}, "complement.shares_no_memory", ()),
    ({"selected": kept_view}, "selected.shares_no_memory", ()),
    ({"complement": scratch()}, "complement.shares_no_memory", ("complement.deterministic",)),
    ({"all_mask": cached()}, "allMask.shares_no_memory", ()),
]
IDS = [f"{law} {k}" for k, (_, law, _) in enumerate(CASES)]


@pytest.mark.parametrize(("changed", "law", "also"), CASES, ids=IDS)
def test_memory_that_is_shared_is_seen(changed: dict[str, Any], law: str, also: tuple[str, ...]) -> None:
    assert_seen(changed, law, "aliased", *also)


@pytest.mark.parametrize(("changed", "law", "also"), CASES, ids=IDS)
def test_its_snippet_fails_on_the_fault_and_not_on_a_correct_backend(
    changed: dict[str, Any], law: str, also: tuple[str, ...]
) -> None:
    assert_reproduced(changed, law)


def handed_out() -> Callable[[int], Any]:
    """Hands out the very array that it keeps, and copies from then on."""
    masks: dict[int, Any] = {}
    return lambda n: masks[n].copy() if n in masks else masks.setdefault(n, np.ones(n, dtype=bool))


def remembered() -> Callable[[Any], Any]:
    """Gives a caller's own array back when it is asked for the complement of its complement."""
    masks: dict[bytes, Any] = {}

    def complement(mask: Any) -> Any:
        flipped = ~mask
        masks[flipped.tobytes()] = mask
        return masks.get(mask.tobytes(), flipped)

    return complement


MADE_OF = [
    ("all_mask", handed_out, "later results are made of the result: "),
    ("complement", remembered, "the result shares memory with an argument of an earlier call"),
]


@pytest.mark.parametrize(("operation", "made", "message"), MADE_OF)
def test_memory_that_earlier_calls_took_or_gave_is_looked_for(
    operation: str, made: Callable[[], Any], message: str
) -> None:
    ((name, failure),) = failures(check(numpy_backend(**{operation: made()}), laws=["*.shares_no_memory"])).items()
    assert name.partition(".")[0] == {"all_mask": "allMask"}.get(operation, operation)
    assert failure.reason == "aliased"
    assert failure.message.startswith(message)
    with pytest.raises(AssertionError):
        exec(failure.reproduce, {"backend": numpy_backend(**{operation: made()})})
    exec(failure.reproduce, {"backend": correct_numpy})


def cut_out() -> Callable[[int], Any]:
    """Hands out parts of one array that all results share."""
    mask = np.ones(1 << 21, dtype=bool)
    return lambda n: mask[:n]


@pytest.mark.parametrize("made", [handed_out, cut_out])
def test_what_is_written_into_a_result_is_taken_back(made: Callable[[], Any]) -> None:
    """Only whoever writes into it suffers: at level core the same backend conforms."""
    report = check(numpy_backend(all_mask=made()), require="core")
    assert set(failures(report)) == {"allMask.shares_no_memory"}
    assert report.exit_status() == 0


REMEMBERING = {
    "kept": remembering.keeps_what_it_gave(),
    "large ones kept": remembering.keeps_what_it_gave(2_000),
    "large ones of a size kept": remembering.keeps_what_it_gave_of_a_size,
    "seven buffers": remembering.in_turn(7),
    "four buffers for large ones": remembering.in_turn(4, least=512),
    "sixty buffers": remembering.in_turn(60),
    "written into an argument": remembering.gives_what_it_took(31),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("made", REMEMBERING.values(), ids=list(REMEMBERING))
def test_what_is_remembered_of_a_call_is_seen_in_a_later_one(made: remembering.Made, seed: int) -> None:
    (operation,) = made()
    law = f"{ {'all_mask': 'allMask'}.get(operation, operation) }.shares_no_memory"
    failure = failures(check(numpy_backend(**made()), laws=[law], seed=seed))[law]
    assert failure.reason == "aliased"
    with pytest.raises(AssertionError):
        exec(failure.reproduce, {"backend": numpy_backend(**made())})
    exec(failure.reproduce, {"backend": correct_numpy})


CORRECT = {
    "copies kept": remembering.keeps_what_it_gave(copies=True),
    "new buffers": remembering.in_turn(7, fresh=True),
}


@pytest.mark.parametrize("made", CORRECT.values(), ids=list(CORRECT))
def test_what_is_remembered_as_a_copy_is_no_fault(made: remembering.Made) -> None:
    assert failures(check(numpy_backend(**made()), laws=["complement*"])) == {}


def test_a_result_that_nobody_can_write_to_may_be_given_again() -> None:
    known: dict[int, Any] = {}

    def all_mask(n: int) -> Any:
        if n not in known:
            known[n] = np.ones(n, dtype=bool)
            known[n].flags.writeable = False
        return known[n]

    assert failures(check(numpy_backend(all_mask=all_mask), laws=["allMask*"])) == {}


def test_a_buffer_may_be_used_again_once_nobody_has_it() -> None:
    """A pool gives a buffer again when the one who had it has let it go."""
    import sys

    pool: list[Any] = []

    def complement(mask: Any) -> Any:
        # The list, the loop variable and the argument of the function have it, and nobody else.
        free = next((b for b in pool if b.size == mask.size and sys.getrefcount(b) <= 3), None)
        if free is None:
            free = np.empty(mask.size, dtype=bool)
            pool.append(free)
            del pool[:-2_000]
        return np.logical_not(mask, out=free)

    assert failures(check(numpy_backend(complement=complement), laws=["complement.*"])) == {}


def ring(count: int, least: int) -> Callable[[Any], Any]:
    """Hands out so many buffers in turn, which grow where a longer mask is asked for."""
    buffers = [np.empty(0, dtype=bool)] * count
    turn = [0]

    def complement(mask: Any) -> Any:
        if mask.size < least:
            return ~mask
        turn[0] = (turn[0] + 1) % count
        if buffers[turn[0]].size < mask.size:
            buffers[turn[0]] = np.empty(mask.size, dtype=bool)
        return np.logical_not(mask, out=buffers[turn[0]][: mask.size])

    return complement


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("count", [12, 100])
def test_buffers_that_come_round_after_many_calls_are_seen(count: int, seed: int) -> None:
    law = "complement.shares_no_memory"
    failure = failures(check(numpy_backend(complement=ring(count, least=64)), laws=[law], seed=seed))[law]
    assert failure.reason == "aliased"
    with pytest.raises(AssertionError):
        exec(failure.reproduce, {"backend": numpy_backend(complement=ring(count, least=64))})
    exec(failure.reproduce, {"backend": correct_numpy})


ONES = np.ones(2**18, dtype=bool)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    "is_known",
    [lambda m: not m.any(), lambda m: m.size % 2 == 0 and bool((m[1:] != m[:-1]).all())],
    ids=["none", "every other one"],
)
def test_masks_that_code_knows_a_short_way_for_are_asked_at_the_sizes_that_people_run(
    is_known: Callable[[Any], bool], seed: int
) -> None:
    def complement(mask: Any) -> Any:
        if mask.size < 500 or not is_known(mask):
            return ~mask
        return ONES[: mask.size] if not mask.any() else mask[::-1]

    law = "complement.shares_no_memory"
    caught = failures(check(numpy_backend(complement=complement), laws=["complement*"], seed=seed))
    assert {name: failure.reason for name, failure in caught.items()} == {law: "aliased"}
