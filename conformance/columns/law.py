"""A law on a block of inputs at once: premises, both sides of the claim, and how many inputs fall where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from conformance.carriers.base import Carrier
from conformance.cases.domain import Domain
from conformance.cases.triviality import says_nothing
from conformance.columns.blocks import Grid
from conformance.columns.calls import Called
from conformance.columns.column import Array, Column, Items, conjoined, equal
from conformance.columns.reading import Defined, Operation, Reading, read_term
from conformance.laws.laws import Law
from conformance.lean.nodes import Term
from conformance.lean.parts import sides_of
from conformance.lean.syntax import Definition
from conformance.subjects import operation as subject


@dataclass(frozen=True, slots=True)
class Counted:
    """Of some inputs those that meet the premises: how many there are, of how many these say something, and how many
    fall into each set of partitions. `holds` says whether the law holds on all of them."""

    met: int
    nontrivial: int
    by_bits: Mapping[int, int]
    holds: bool

    @classmethod
    def of(cls, several: Sequence[Counted]) -> Counted:
        """What several come to together."""
        by_bits: Counter[int] = Counter()
        for one in several:
            by_bits.update(one.by_bits)
        met, nontrivial = sum(one.met for one in several), sum(one.nontrivial for one in several)
        return cls(met, nontrivial, by_bits, all(one.holds for one in several))


class Operations(Mapping[str, Operation]):
    """A backend's operations as functions of columns, and those that it lacks as their definitions give them."""

    def __init__(
        self, provided: Mapping[str, subject.Operation], carrier: Carrier, definitions: Mapping[str, Definition]
    ) -> None:
        self._provided, self._carrier, self._definitions = provided, carrier, definitions
        self.defined = Defined(definitions)
        self._called: dict[str, Called] = {}

    def __getitem__(self, name: str) -> Operation:
        """
        Raises:
            NotByColumns: it cannot be asked for many rows at once.
        """
        if name not in self._provided:
            return self.defined[name]
        if name not in self._called:
            self._called[name] = Called(self._provided[name], self._carrier, self._definitions)
        return self._called[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._definitions)

    def __len__(self) -> int:
        return len(self._definitions)


class ByColumns:
    """A definition, a theorem, or that what is called is well formed, on the inputs of a block.

    Raises:
        NotByColumns: it cannot be told of many inputs at once.
    """

    def __init__(self, law: Law, domain: Domain, operations: Operations, definitions: Mapping[str, Definition]) -> None:
        names = tuple(b.name for b in law.binders)

        def read(term: Term, given: Mapping[str, Operation]) -> Reading:
            return read_term(term, names, given, definitions)

        assumed = [p.statement for p in domain.unasked]
        self._premises = [read(p, operations.defined) for p in assumed]
        trivial = [says_nothing(p.statement) for p in domain.told_of]
        self._trivial = [read(t, operations.defined) for t in trivial if t is not None]
        demanded = operations.defined if law.kind == "definition" else operations
        sides = sides_of(law.claim) or (law.claim,)
        self._sides = [read(side, given) for side, given in zip(sides, (operations, demanded), strict=False)]
        # Of a call that is to be well formed nothing is claimed but that it comes to something.
        self._claims = law.obligation is None

    def count(self, grid: Grid, start: int, stop: int) -> Counted:
        """The inputs of a block from one number up to another, that one not included.

        Raises:
            CallFailed: a call raised.
            Differs: what came back of one has not the form that rows have.
            NotByColumns, TooLarge: they cannot be evaluated together.
        """
        left, right = grid.places(start, stop)
        columns = grid.columns(left, right)
        if self._premises:
            met = _each(conjoined([_truths(p(columns, 1)) for p in self._premises]), len(left))
            left, right = left[met], right[met]
            if not len(left):
                return Counted(0, 0, {}, holds=True)
            columns = grid.columns(left, right)
        says = np.ones(len(left), dtype=np.bool_)
        for trivial in self._trivial:
            says &= ~_each(_truths(trivial(columns, 1)), len(left))
        holds = self._holds(columns)
        return Counted(len(left), int(np.count_nonzero(says)), grid.by_bits(left, right), holds)

    def _holds(self, columns: tuple[Column, ...]) -> bool:
        values = [side(columns, 1) for side in self._sides]
        if len(values) == 2:
            return bool(equal(*values).data.all())
        return not self._claims or bool(_truths(values[0]).data.all())


def _truths(column: Column) -> Items:
    assert isinstance(column, Items)
    return column


def _each(truths: Items, count: int) -> Array:
    return np.broadcast_to(truths.data, (count,))
