"""Rows of other lengths than one, as a batch may hold them beside it: filled up as `padded` says, or in lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.lean.closures import Value
from conformance.lean.syntax import Definition
from conformance.lean.variables import free_variables, sizes_of
from conformance.subjects.batches import Batch, has_fill
from conformance.values.known import formed, sizes_in
from conformance.values.membership import fitted


class Ragged:
    """How rows of an operation become shorter: their lists, and the sizes that only what is filled up tells."""

    def __init__(self, definition: Definition, batch: Batch, *, has_arrays: bool) -> None:
        self._binders = definition.binders
        explicit = [k for k, b in enumerate(definition.binders) if not b.implicit]
        own = {k: fill is not None for k, b, fill in zip(explicit, batch.batched, batch.fills, strict=True) if b}
        self._lists = [
            k for k, padded in own.items()
            if formed(definition.binders[k].type)[0].is_list and (padded or not has_arrays)
        ]  # fmt: skip
        told = {name for k, padded in own.items() if padded for name in self._named(k)}
        kept = {name for k in explicit if not own.get(k) for name in (definition.binders[k].name, *self._named(k))}
        result = {name for size in sizes_in(definition.result) for name in free_variables(size)}
        kept |= frozenset() if has_fill(batch.result) else result
        free = (told - kept) & sizes_of(definition)
        self._sizes = [k for k, b in enumerate(definition.binders) if b.name in free]
        self._kept = [k for k in explicit if k not in own]

    def _named(self, k: int) -> set[str]:
        return {name for size in sizes_in(self._binders[k].type) for name in free_variables(size)}

    def shorter(self, row: Sequence[Value]) -> Iterator[tuple[Value, ...]]:
        """Rows that are half as long, and as short as can be, in what may be shorter."""
        for divisor in (2, 0):
            found = list(row)
            for k in self._lists:
                found[k] = found[k][: len(found[k]) // divisor if divisor else 0]
            yield tuple(found)
            for k in self._sizes:
                found[k] = found[k] // divisor if divisor else min(found[k], 1)
            made = fitted(self._binders, found) if self._sizes else None
            if made is not None and all(made[k] == row[k] for k in self._kept):
                yield tuple(made)
