"""The words for forms: each is a way to hold the values of a plain form as those of another, in Python or a library.

A word is a step from the values of a form to those of another, and steps may follow each other. The first takes spec
values, and what the last gives is what a library holds, so that a step knows no library.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from conformance.carriers.base import Carrier, Form, Kind
from conformance.carriers.steps import (
    Sizes,
    Step,
    after_one,
    as_kind,
    complement,
    complement_back,
    cut_of,
    fits,
    from_one,
    from_zero,
    is_array_of_integers,
    is_mask,
    is_of_indices,
    is_vector_of_bools,
    mask_of,
    same,
    same_back,
    transposed,
    transposed_back,
    true_positions,
    two_numbers,
    unit_axes,
    without_first,
)


def _numbers(name: str, meaning: str, kind: Kind, true: float | None, false: float | None) -> Step:
    return Step(name, meaning, is_mask, as_kind(kind), *two_numbers(true, false))


_FLOAT = Kind("float", is_real=True, dtype=Kind.FLOAT, infinite=True)
_INTEGER = Kind("integer", is_index=True, dtype=Kind.INTEGER)


def _of_dtype(name: str) -> Step:
    meaning = f"indices of dtype {name}"

    def of_dtype(form: Form) -> Form:
        return Form(replace(form.kind, dtype=name), form.rank)

    return Step(name, meaning, is_array_of_integers, of_dtype, same, same_back)


def _held_in(container: type, meaning: str) -> Step:
    def takes(form: Form) -> bool:
        return form.rank == 1 or (form.rank > 0 and container is list)

    return Step(container.__name__, meaning, takes, lambda form: form, same, same_back, container=container)


_INDICES = Step(
    "indices", "the positions where it is true, ascending; they may come back in any order, each once",
    is_vector_of_bools, lambda form: Form(Kind.INDEX, 1), true_positions, mask_of,
    is_table=True, counts=False, is_ordered=False, lists=True,
)  # fmt: skip

_COMPLEMENT = Step(
    "complement", "with the opposite polarity, true for false", is_mask, lambda form: form, complement, complement_back,
)  # fmt: skip

_ONE_BASED = Step("one_based", "indices counted from 1 on", is_of_indices, lambda form: form, from_one, from_zero)

_STEPS = (
    Step("bool", "truth values, as `array` has them", is_mask, lambda form: form, same, same_back),
    _COMPLEMENT,
    _numbers("int01", "integers, 1 for true and 0 for false", _INTEGER, 1, 0),
    _numbers("uint8", "integers of dtype uint8, 1 for true and 0 for false", replace(_INTEGER, dtype="uint8"), 1, 0),
    _numbers("float01", "floats, 1 for true and 0 for false", replace(_FLOAT, infinite=False), 1, 0),
    _numbers("additive(0,-inf)", "floats to add to scores: 0 where true, so visible, -inf where false", _FLOAT,
             0, -math.inf),
    _numbers("additive(-inf,0)", "the opposite: -inf where true, so masked out, 0 where false", _FLOAT, -math.inf, 0),
    _numbers("additive(0,min)", "as `additive(0,-inf)`, with the lowest finite number of the dtype", _FLOAT, 0, None),
    _numbers("additive(min,0)", "as `additive(-inf,0)`, with the lowest finite number of the dtype", _FLOAT, None, 0),
    _INDICES,
    _of_dtype("int32"),
    _of_dtype("int64"),
    _ONE_BASED,
    _held_in(list, "a Python list of numbers, whatever the carrier; lists in lists for a table"),
    _held_in(tuple, "a Python tuple of numbers"),
    Step("cls", "with one value more before the first, for a token that is never masked: False", is_vector_of_bools,
         lambda form: form, after_one, without_first, is_table=True, counts=False, sizes=lambda sizes: (sizes[0] + 1,)),
    Step("transposed", "with rows and columns exchanged", lambda form: form.rank == 2, lambda form: form, transposed,
         transposed_back, is_table=True, counts=False, sizes=lambda sizes: sizes[::-1]),
)  # fmt: skip

_SET = Step(
    "set", "a Python set of the positions where it is true", lambda form: is_of_indices(form) and form.rank == 1,
    lambda form: form, same, same_back, after="indices", container=set,
)  # fmt: skip

WORDS: dict[str, tuple[tuple[Step, ...], ...]] = {
    **{step.name: ((step,),) for step in _STEPS},
    "kept": ((_COMPLEMENT, _INDICES),),
    "set": ((_INDICES, _SET), (_SET,)),
}
"""Each word with the steps that it stands for: the first of these whose first step takes what is there."""

MEANINGS = {
    **{step.name: step.meaning for step in (*_STEPS, _SET)},
    "kept": "the positions where it is false, ascending: `complement/indices`",
}


def encoded(word: str, plain: Form, *, is_table: bool) -> Encoded | str:
    """The form of a text of words with `/` between them, or the first of the words that takes no such value.

    Args:
        plain: the form of the values of the type.
        is_table: whether these are functions.
    """
    held, steps = plain, list[Step]()
    for part in word.split("/"):
        for more in _steps_of(part):
            first = more[0]
            if first.takes(held) and (is_table or not first.is_table) and _may_follow(first, steps):
                break
        else:
            return part
        for step in more:
            held = step.form(held)
        steps += more
    return Encoded(word, plain, held, tuple(steps))


_SHAPE = re.compile(r"shape\((1|[^\W\d]\w*)(?:,(1|[^\W\d]\w*))*\)\Z")
SHAPE = "shape(1,n,1)"
SHAPE_MEANING = "with further axes of length 1 where 1 stands; names stand for the axes that there are, in order"

_PADDED = re.compile(r"padded\((-?(?:inf|\d{1,18}(?:\.\d{1,9})?)|nan)\)\Z", re.ASCII)
PADDED = "padded(-1)"
PADDED_MEANING = "in a batch, rows of unlike lengths, each filled up at its end with that number"


def is_word(text: str) -> bool:
    """Whether a text is a word."""
    return text in WORDS or any(pattern.match(text) for pattern in (_SHAPE, _PADDED))


def _steps_of(word: str) -> tuple[tuple[Step, ...], ...]:
    if word in WORDS:
        return WORDS[word]
    if (padded := _PADDED.match(word)) is not None:
        fill = float(padded[1])
        return ((_padded(word, int(fill) if fill.is_integer() else fill),),)
    axes = [axis == "1" for axis in word[len("shape(") : -1].split(",")]
    given, read, sizes = unit_axes(axes)
    rank = axes.count(False)

    def takes(form: Form) -> bool:
        return form.rank == rank > 0

    def of_rank(form: Form) -> Form:
        return Form(form.kind, len(axes))

    return ((Step(word, SHAPE_MEANING, takes, of_rank, given, read, is_table=True, counts=False, sizes=sizes),),)


def _padded(word: str, fill: float) -> Step:
    def takes(form: Form) -> bool:
        return form.rank > 0 and fits(fill, form)

    def with_fill(form: Form) -> Form:
        kind, is_finite = form.kind, math.isfinite(fill)
        least = min(kind.least, math.floor(fill)) if is_finite and not kind.is_real else kind.least
        return Form(replace(kind, least=least, infinite=kind.infinite or not is_finite), form.rank)

    return Step(word, PADDED_MEANING, takes, with_fill, same, cut_of(fill), fill=fill)


def _may_follow(step: Step, steps: Sequence[Step]) -> bool:
    is_after = not step.after or step.after in [before.name for before in steps]
    if any(before.fill is not None for before in steps):
        # It speaks of what is held, beside which other rows are held.
        return False
    return is_after and not any(before.container is not None for before in steps)


@dataclass(frozen=True, slots=True)
class Encoded:
    """Values held in another form than the plain one of their type, by steps one after the other.

    `word` is what `forms` says, `plain` the form of spec values and `held` that of what the last step gives.
    """

    word: str
    plain: Form
    held: Form
    steps: tuple[Step, ...]

    @property
    def container(self) -> type | None:
        """The class of Python's in which values are, None for what the carrier has."""
        return next((step.container for step in reversed(self.steps) if step.container is not None), None)

    @property
    def fill(self) -> float | None:
        """What the rows of a batch are filled up with; None where they have one length."""
        return next((step.fill for step in self.steps if step.fill is not None), None)

    def ends(self, *, is_list: bool) -> bool:
        """Whether it is seen where a row of a result ends, if it is filled up: of a list a value may be the same."""
        if self.fill is None:
            return True
        is_list = is_list or any(step.lists for step in self.steps)
        return math.isfinite(self.fill) and not (is_list and (self.held.kind.is_real or self.fill >= 0))

    @property
    def rank(self) -> int:
        """How many dimensions an array has."""
        return 0 if self.container is not None else self.held.rank

    @property
    def counts(self) -> bool:
        """Whether there are as many values as the type has, at each depth."""
        return all(step.counts for step in self.steps)

    @property
    def largest(self) -> int | None:
        """The largest index that can be held; None for any that the carrier's own dtype holds."""
        counted = [step.name for step in self.steps].count(_ONE_BASED.name)
        if self.held.kind.dtype == "int32" or counted:
            return (2**31 if self.held.kind.dtype == "int32" else 2**63) - 1 - counted
        return None

    @property
    def is_ordered(self) -> bool:
        """Whether it matters in which order values stand."""
        return all(step.is_ordered for step in self.steps)

    def given(self, value: Any, carrier: Carrier) -> Any:
        """What stands for a spec value."""
        form = self.plain
        for step in self.steps:
            value, form = step.given(value, carrier, form.rank), step.form(form)
        return value

    def most(self, sizes: Sizes) -> Sizes:
        """How many values there are at each depth at most."""
        return self._sizes(sizes)[-1]

    def _sizes(self, sizes: Sizes) -> list[Sizes]:
        found = [sizes]
        for step in self.steps:
            found.append(step.sizes(found[-1]))
        return found

    def read(self, value: Any, sizes: Sizes, carrier: Carrier) -> Any:
        """The spec value that something stands for.

        Raises:
            Malformed: it stands for none.
        """
        known = self._sizes(sizes)
        for k in reversed(range(len(self.steps))):
            step, is_list = self.steps[k], any(before.lists for before in self.steps[:k])
            value = step.read(value, () if is_list and step.fill is not None else known[k], carrier)
        return value
