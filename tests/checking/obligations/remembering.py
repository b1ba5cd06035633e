"""NumPy backends that remember: what they gave, what they took, or what they were asked, one mistake in each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.checking.obligations.support import correct_numpy, np

Made = Callable[[], dict[str, Any]]
"""Makes the operations that are exchanged, with nothing remembered yet."""


def keeps_what_it_gave(least: int = 0, copies: bool = False) -> Made:
    """Of masks of so many positions and more the very result is kept, and copied from the next time on."""

    def made() -> dict[str, Any]:
        known: dict[bytes, Any] = {}

        def complement(mask: Any) -> Any:
            key = mask.tobytes()
            if mask.size < least or key not in known:
                flipped = ~mask
                known[key] = flipped.copy() if copies else flipped
                return flipped
            return known[key].copy()

        return {"complement": complement}

    return made


def keeps_what_it_gave_of_a_size() -> dict[str, Any]:
    known: dict[int, Any] = {}

    def all_mask(n: int) -> Any:
        if n < 1_024:
            return np.ones(n, dtype=bool)
        return known[n].copy() if n in known else known.setdefault(n, np.ones(n, dtype=bool))

    return {"all_mask": all_mask}


def in_turn(buffers: int, least: int = 0, fresh: bool = False) -> Made:
    """Writes results into so many buffers, one after another; new ones where they are `fresh`."""

    def made() -> dict[str, Any]:
        known: dict[int, Any] = {}
        calls = [0]

        def complement(mask: Any) -> Any:
            if mask.size < least:
                return ~mask
            calls[0] += 1
            turn = calls[0] % buffers
            if fresh or turn not in known or known[turn].size < mask.size:
                known[turn] = np.empty(mask.size, dtype=bool)
            return np.logical_not(mask, out=known[turn][: mask.size])

        return {"complement": complement}

    return made


def changes_what_it_took(calls: int) -> Made:
    """Changes the argument of so many calls ago."""

    def made() -> dict[str, Any]:
        taken: list[Any] = []

        def complement(mask: Any) -> Any:
            taken.append(mask)
            if len(taken) > calls:
                old = taken.pop(0)
                if old.size and old.flags.writeable:
                    old[-1] = ~old[-1]
            return ~mask

        return {"complement": complement}

    return made


def changes_what_it_gave(calls: int) -> Made:
    """Changes the result of so many calls ago."""

    def made() -> dict[str, Any]:
        given: list[Any] = []

        def complement(mask: Any) -> Any:
            flipped = ~mask
            given.append(flipped)
            if len(given) > calls:
                old = given.pop(0)
                old[: old.size // 2] = False
            return flipped

        return {"complement": complement}

    return made


def gives_what_it_took(calls: int) -> Made:
    """Writes a result into the argument of so many calls ago, where that has room for it."""

    def made() -> dict[str, Any]:
        taken: list[Any] = []

        def complement(mask: Any) -> Any:
            taken.append(mask)
            old = taken.pop(0) if len(taken) > calls else mask
            if old is mask or old.size < mask.size or not old.flags.writeable:
                return ~mask
            return np.logical_not(mask, out=old[: mask.size])

        return {"complement": complement}

    return made


def knows_by(print_of: Callable[[Any], Any], least: int = 64) -> Made:
    """Knows the complement of an array that it was given before by its identity and a print of its items."""

    def made() -> dict[str, Any]:
        known: dict[Any, Any] = {}

        def complement(mask: Any) -> Any:
            if mask.size < least:
                return ~mask
            key = id(mask), mask.size, print_of(mask)
            if key not in known:
                # The mask is kept, so that no other has its identity.
                known[key] = mask, ~mask
            return known[key][1].copy()

        return {"complement": complement}

    return made


def knows_total_by(print_of_list: Callable[[Any], Any], print_of_table: Callable[[Any], Any]) -> Made:
    """The same for the total of two arrays."""

    def made() -> dict[str, Any]:
        known: dict[Any, Any] = {}

        def masked_loss(idxs: Any, losses: Any) -> Any:
            total = correct_numpy.masked_loss(idxs, losses)
            if losses.size < 64:
                return total
            key = id(idxs), id(losses), print_of_list(idxs), print_of_table(losses)
            return known.setdefault(key, (idxs, losses, total))[2]

        return {"masked_loss": masked_loss}

    return made


def knows_bit_by(print_of: Callable[[Any], Any]) -> Made:
    """The same for a bit."""

    def made() -> dict[str, Any]:
        known: dict[Any, Any] = {}

        def selected(mask: Any, i: int) -> Any:
            bit = correct_numpy.selected(mask, i)
            return bit if mask.size < 64 else known.setdefault((id(mask), i, print_of(mask)), (mask, bit))[1]

        return {"selected": selected}

    return made


def nothing(array: Any) -> Any:
    return None


def all_items(array: Any) -> Any:
    return array.tobytes()


def ends_length_and_sum(array: Any) -> Any:
    return array[:1].tobytes(), array[-1:].tobytes(), array.size, int(array.sum())
