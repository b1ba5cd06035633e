"""How the values of a batched operation come: which of them have a leading axis."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.carriers.base import Malformed
from conformance.carriers.batches import batch_form, first_of, gathered, rows_in
from conformance.carriers.forms import AnyForm, Called, kinds_of
from conformance.carriers.words import Encoded
from conformance.errors import UsageError
from conformance.lean.closures import Frame, Value
from conformance.lean.syntax import Binder, Definition
from conformance.lean.variables import free_variables, sizes_of
from conformance.subjects.shapes import lengths_of, measure
from conformance.values.known import formed, has_parts, holds_items
from conformance.values.naming import snake_case

BATCH_SIZE = "batch_size"
"""The keyword by which a function is told how many rows there are, where no argument tells it."""

ROW, SHARED = "per_row", "shared"
"""What `forms` says of an argument that has a leading axis, or that is the same for all rows."""

REDUCTIONS: Mapping[str, str] = {"reduce(sum)": "the sum", "reduce(mean)": "the mean"}
"""What `forms` says of a result that is one value for all rows, and what of the rows' it is."""


@dataclass(frozen=True, slots=True)
class Batch:
    """How a batched operation is called.

    `rows` and `result` are the forms of a row's explicit arguments and result, and `batched` says which arguments have
    a leading axis. `size` is the keyword for the number of rows where none has; `reduction` is the word for what is
    made of the results of the rows, empty where each comes by itself.
    """

    operation: str
    rows: tuple[AnyForm, ...]
    batched: tuple[bool, ...]
    result: AnyForm
    size: str = ""
    reduction: str = ""

    @property
    def forms(self) -> tuple[AnyForm, ...]:
        """The forms in which arguments come."""
        return tuple([batch_form(f) if b else f for f, b in zip(self.rows, self.batched, strict=True)])

    @property
    def result_form(self) -> AnyForm:
        """The form in which the result comes."""
        return self.result if self.reduction else batch_form(self.result)

    @property
    def fills(self) -> tuple[float | None, ...]:
        """What each explicit argument is filled up with beside longer rows; None where rows have one length."""
        both = zip(self.rows, self.batched, strict=True)
        return tuple([form.fill if batched and isinstance(form, Encoded) else None for form, batched in both])

    def given(self, k: int, value: Value) -> Value:
        """What stands for an explicit argument of a row alone."""
        return gathered(self.rows[k], (value,)) if self.batched[k] else value

    def came(self, value: Value) -> Value:
        """What stands for the result of a row alone."""
        return value if self.reduction else gathered(self.result, (value,))

    def reading(self, decode: Callable[[object], Any]) -> Callable[[object], Any]:
        """What reads the result of a row alone."""
        return decode if self.reduction else lambda native: first_of(self.result, decode(native))

    def size_check(self, definition: Definition) -> Callable[[object, Frame], bool] | None:
        """Checks that a result has a leading axis, as long as there are rows: one."""
        if self.reduction:
            return None
        lengths = lengths_of(definition.result, tuple(b.name for b in definition.binders), self.result)
        rank = self.result_form.rank

        def check(native: object, frame: Frame) -> bool:
            shape = getattr(native, "shape", None)
            wanted: list[int | None] = [1, *lengths(frame)]
            if rank and isinstance(shape, tuple) and (len(shape) != rank or shape[0] != 1):
                told = ", ".join("…" if n is None else str(n) for n in wanted)
                raise Malformed(
                    f"expected a leading axis for the rows of the batch, so shape ({told}{',' * (len(wanted) == 1)}), "
                    f"got shape {tuple(shape)}"
                )
            measure(native, wanted)
            return False

        return check

    def hint(self, native: object) -> str:
        """What a message says beside, of what came back without as many rows as there are."""
        if self.reduction:
            return ""
        try:
            count = rows_in(self.result, native)
        except Malformed:
            return ""
        shape = getattr(native, "shape", None)
        is_flat = isinstance(shape, tuple) and len(shape) < self.result_form.rank
        if count == 1 and not is_flat:
            return ""
        told = "; it was called with a batch of one row, so that what it gives has a leading axis of length 1"
        kinds = kinds_of((self.result,))
        if any(kind.is_bool or kind.is_index for kind in kinds):
            return f"{told}: does it take batches, as `batched` says?"
        key = f"{self.operation}.returns"
        return f'{told}: is the reduction over the batch declared? (`forms = {{"{key}": "reduce(sum)"}}` says one)'


def batch_of(
    definition: Definition, rows: tuple[AnyForm, ...], result: AnyForm, axes: Sequence[str], size: str
) -> Batch:
    """How an operation is called that takes and gives batches, whose rows have these forms.

    Args:
        axes: what `forms` says of the leading axis of each explicit argument and of the result; empty for nothing.
        size: the keyword for the number of rows.

    Raises:
        UsageError: its result has no form with a leading axis.
    """
    name = snake_case(definition.name)
    if _has_callable(result):
        raise UsageError(f"operation `{name}` gives a callable, which has no leading axis: it cannot be `batched`")
    kept = _kept_whole(definition)
    batched = tuple(
        axis != SHARED and (axis == ROW or binder.name not in kept) and not isinstance(form, Called)
        for binder, form, axis in zip(definition.explicit, rows, axes[:-1], strict=True)
    )
    return Batch(name, rows, batched, result, "" if any(batched) else size or BATCH_SIZE, axes[-1])


def has_fill(form: AnyForm) -> bool:
    """Whether words say what the rows of a batch are filled up with."""
    return isinstance(form, Encoded) and form.fill is not None


def _has_callable(form: AnyForm) -> bool:
    if isinstance(form, Called):
        return True
    inner = [*getattr(form, "fields", ()), *([form.item] if hasattr(form, "item") else [])]
    return any(map(_has_callable, inner))


def _kept_whole(definition: Definition) -> set[str]:
    """The arguments that are the same for all rows, by their types: sizes, seeds, counts, and what a draw goes by.

    A count is a natural number of which a precondition speaks. Beside a seed all scalars are what the draw goes by.
    """
    counted = frozenset().union(*(free_variables(premise.statement) for _, premise in definition.preconditions))
    draws = any(formed(b.type)[0].is_seed for b in definition.explicit)

    def is_whole(binder: Binder) -> bool:
        former, _ = formed(binder.type)
        if former.is_seed or binder.name in sizes:
            return True
        is_scalar = not holds_items(binder.type) and not has_parts(binder.type)
        return is_scalar and (draws or (former.is_natural and binder.name in counted))

    sizes = sizes_of(definition)
    return {binder.name for binder in definition.explicit if is_whole(binder)}
