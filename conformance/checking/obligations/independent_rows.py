"""Each row of a batch comes to what it comes to alone, whatever stands beside it, in any order and number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import combinations, cycle, islice, permutations
from typing import NoReturn

from conformance.checking.obligations.base import CheckedObligation, Subject
from conformance.checking.obligations.many_rows import ManyRows
from conformance.checking.obligations.outcomes import in_words, raised
from conformance.checking.obligations.ragged import Ragged
from conformance.lean.closures import Frame, Value
from conformance.subjects.batches import has_fill
from conformance.subjects.calls import OperationFailed
from conformance.subjects.operation import Operation
from conformance.system.pacing import OutOfTime
from conformance.values.items import all_items_of, extents
from conformance.values.known import Sizes, formed, former_of, holds_items
from conformance.values.naming import snake_case
from conformance.values.refills import refilled

BESIDE = 2
"""How many other rows stand beside one."""

ENOUGH, MANY = 8, 8
"""On how many inputs all rows of a draw must be alike for that to be told, and how many items they have by which it is
counted: of fewer there are few to choose among."""

SHOWN = 8
"""How many of those inputs are in a snippet."""

DRAWN = 4
"""How many rows are drawn at once."""

TELLING = 36
"""On how many inputs, of other seeds each, on which not all rows of a draw are alike, the same two must be alike for
that to be told. Of rows that are drawn each by itself two are so at most as often as not, and of six pairs all so often
with a chance below 10^-9."""


def lacks_batches(operation: Operation) -> str:
    """Why nothing can be said of rows; empty where they can be asked for."""
    name = snake_case(operation.definition.name)
    return "" if operation.batch is not None else f"`{name}` is not among what the backend says is `batched`"


class IndependentRows(ManyRows):
    """Asks for an input alone, beside others, in other orders, beside what is no number, and for no rows."""

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject)
        definition = subject.definition
        self.draws = any(former_of(b.type).is_seed for b in definition.explicit)
        self.inside = subject.claims.may_be_made(definition.name)
        has_arrays = subject.operation.carrier.has_arrays
        self.ragged = Ragged(definition, self.batch, has_arrays=has_arrays)
        self.sizes = Sizes([b.name for b in definition.binders])
        self.asked: dict[tuple[Value, ...], tuple[Value, ...]] = {}
        self.emptied: set[tuple[Value, ...]] = set()
        self.alike: list[tuple[Value, ...]] = []
        self.telling: dict[object, tuple[Value, ...]] = {}
        self.seeds = [k for k, b in enumerate(definition.binders) if former_of(b.type).is_seed]
        self.never_apart = set(combinations(range(DRAWN), 2))

    def __call__(self, frame: Frame) -> bool:
        row = tuple(frame)
        alone = self.subject.operation.outcome(row)
        self.answered = self.answered or not raised(alone)
        if isinstance(alone, OperationFailed):
            # As `well_formed` tells.
            return True
        if self.draws:
            self.ask_draws(row)
            return True
        self.keep(row, alone)
        rows, results = [row], [alone]
        ragged: list[tuple[tuple[Value, ...], Value]] = []
        for other in self.beside(row):
            outcome = self.subject.operation.outcome(other)
            if isinstance(outcome, OperationFailed):
                continue
            if extents(outcome) == extents(alone):
                rows.append(other)
                results.append(outcome)
            else:
                ragged.append((other, outcome))
        self.ask(rows * (1 + (len(rows) == 1)), results * (1 + (len(results) == 1)))
        self.ask(rows[::-1], results[::-1])
        if ragged:
            self.ask([*rows, *[other for other, _ in ragged]], [*results, *[outcome for _, outcome in ragged]])
        self.ask_shorter(row, alone)
        self.asked.setdefault(tuple(value for k, value in enumerate(row) if k not in self.own), row)
        if not self.batch.reduction:
            for number in self.together.extremes(self.subject.claims.bounds.max_nat):
                self.ask_spoilt(row, alone, number)
        return True

    def beside(self, row: tuple[Value, ...]) -> Iterator[tuple[Value, ...]]:
        """Other inputs of the same shape, with what all rows share."""
        seen, definition = {row}, self.subject.definition
        limits = self.subject.backend.limits
        for turn in range(4):
            if len(seen) > BESIDE:
                return
            largest = self.subject.claims.bounds.max_nat
            changed = refilled(definition.binders, row, (2, 0, 3, 7)[turn], limits.distinct_indices, largest)
            found = list(row)
            for k in self.own:
                if changed is not None and changed[k] != row[k]:
                    found[k] = changed[k]
                elif not holds_items(definition.binders[k].type):
                    former, type_ = formed(definition.binders[k].type)
                    for _ in range(turn + 1):
                        other = former.another(type_, found[k], self.sizes.of(row))
                        found[k] = found[k] if other is None else other
            other_row = tuple(found)
            if other_row not in seen and (self.inside is None or self.inside(other_row)):
                seen.add(other_row)
                yield other_row

    def ask_shorter(self, row: tuple[Value, ...], alone: Value) -> None:
        """Asks for the input beside rows that are shorter, where a batch may hold such.

        Raises:
            Violated: one comes to something else than alone.
        """
        rows, results = [row], [alone]
        for other in dict.fromkeys(self.ragged.shorter(row)):
            if other == row or (self.inside is not None and not self.inside(other)):
                continue
            outcome = self.subject.operation.outcome(other)
            if not isinstance(outcome, OperationFailed):
                rows.append(other)
                results.append(outcome)
        if len(rows) > 1:
            self.ask(rows, results)
            self.ask(rows[::-1], results[::-1])

    def ask(self, rows: Sequence[tuple[Value, ...]], alone: Sequence[Value]) -> None:
        """Holds what rows come to together against what each comes to alone.

        Raises:
            Violated: one comes to something else; the fewest rows are told.
        """
        if self.wrong(rows, alone) is None:
            return
        for count in range(1, len(rows) + 1):
            for chosen in permutations(range(len(rows)), count):
                fewest, results = [rows[k] for k in chosen], [alone[k] for k in chosen]
                wrong = self.wrong(fewest, results)
                if wrong is not None:
                    self.tell(fewest, results, *wrong)

    def wrong(
        self, rows: Sequence[tuple[Value, ...]], alone: Sequence[Value]
    ) -> tuple[int, Value | OperationFailed] | None:
        """The first row that is not what it is alone, and what it is; None where there is none."""
        if self.subject.pace.is_over():
            raise OutOfTime
        if not self.together.are_alike(rows):
            return None
        try:
            native = self.together.call(self.together.embed(rows), rows, len(rows))
            if self.batch.reduction:
                return self.wrong_total(native, rows, alone)
            count = self.together.count(native)
            if count != len(rows):
                return 0, self.of_another_length(native, len(rows))
        except OperationFailed as failed:
            return None if failed.reason == "exception" and self.may_be_refused(rows, alone) else (0, failed)
        for k, row in enumerate(rows):
            got = self.result(native, k, row)
            if isinstance(got, OperationFailed) or not self.same(got, alone[k]):
                return k, got
        return None

    def may_be_refused(self, rows: Sequence[tuple[Value, ...]], alone: Sequence[Value]) -> bool:
        """Whether no array holds what is given or comes back, and nothing is said of rows of unlike lengths."""
        given = [[extents(row[k]) for k in self.own] for row in rows]
        is_said = any(fill is not None for fill in self.batch.fills) or has_fill(self.batch.result)
        are_alike = given.count(given[0]) == len(given)
        has_no_array = self.subject.operation.carrier.has_arrays and len(set(map(extents, alone))) > 1
        return has_no_array if are_alike else not is_said

    # One value for all rows

    def wrong_total(
        self, native: object, rows: Sequence[tuple[Value, ...]], alone: Sequence[Value]
    ) -> tuple[int, Value | OperationFailed] | None:
        largest = self.subject.claims.bounds.max_nat
        if largest is not None and sum(alone) > largest and not self.is_real:
            # It is beyond what the carrier holds.
            return None
        got = self.together.total(native)
        wanted = self.reduced(alone)
        if isinstance(got, OperationFailed) or abs(got - wanted) > self.close * abs(wanted):
            return 0, got
        return None

    # No rows

    def ask_none(self, row: tuple[Value, ...]) -> None:
        """Asks for a batch without rows.

        Raises:
            Violated: it gives something else than no rows.
        """
        natives = self.together.none_of(self.together.embed([row]))
        try:
            native = self.together.call(natives, [row], 0)
            if self.batch.reduction:
                total = self.together.total(native)
                failed = total if isinstance(total, OperationFailed) else None
                is_right = failed is None and total == 0
            else:
                failed, is_right = None, self.together.count(native) == 0
        except OperationFailed as error:
            native, failed, is_right = None, error, False
        if is_right:
            return
        bound, names = self.bound([row])
        none = [f"{name} = {self.together.none_source(k, name)}" for k, name in enumerate(names)]
        wanted = "0" if self.batch.reduction else "no rows"
        check = "float(rows) == 0" if self.batch.reduction else f"len({self.first_part('rows')}) == 0"
        lines = [*bound, *none, f"rows = {self.together.source(names, 0)}", f"assert {check}, rows"]
        got = in_words(failed) if failed is not None else self.subject.operation.carrier.plain(native)
        reason = "exception" if failed is not None and failed.reason == "exception" else "malformed"
        self.fail(row, reason, f"a batch of no rows gave {got}", f"{wanted} of a batch of no rows", got, lines)

    # Rows that are drawn

    def ask_draws(self, row: tuple[Value, ...]) -> None:
        """Draws several rows, each of which must be of its type, and notes whether they are all alike.

        Raises:
            Violated: there are not as many rows, or one is malformed.
        """
        rows = [row] * DRAWN
        try:
            drawn = self.drawn(row)
        except OperationFailed as failed:
            bound, names = self.bound(rows)
            lines = [*bound, f"rows = {self.together.source(names, DRAWN)}",
                     f"assert len({self.first_part('rows')}) == {DRAWN}, rows"]  # fmt: skip
            message = f"a batch of {DRAWN} rows: {in_words(failed)}"
            self.fail(row, self.reason(failed), message, f"{DRAWN} rows", in_words(failed), lines)
        if not drawn:
            return
        self.compare(row, drawn)
        if not isinstance(drawn[0], tuple) or all_items_of((drawn[0],)) >= MANY:
            self.alike.append(row)

    def drawn(self, row: tuple[Value, ...]) -> list[Value]:
        """What a batch of that row several times over gives; nothing where it gives one value for all rows.

        Raises:
            OperationFailed: there are not as many rows, or one is malformed.
        """
        rows = [row] * DRAWN
        native = self.together.call(self.together.embed(rows), rows, DRAWN)
        if self.batch.reduction:
            return []
        if self.together.count(native) != DRAWN:
            raise self.of_another_length(native, DRAWN)
        return [self.together.row(native, k, row) for k in range(DRAWN)]

    def compare(self, row: tuple[Value, ...], drawn: Sequence[Value]) -> None:
        """Notes which rows of a draw differ."""
        if any(one != drawn[0] for one in drawn):
            self.telling.setdefault(tuple([row[k] for k in self.seeds]), row)
            self.never_apart -= {(i, j) for i, j in self.never_apart if drawn[i] != drawn[j]}

    def with_other_seeds(self, row: tuple[Value, ...]) -> Iterator[tuple[Value, ...]]:
        for k in cycle(self.seeds):
            former, type_ = formed(self.subject.definition.binders[k].type)
            row = (*row[:k], former.another(type_, row[k], self.sizes.of(row)), *row[k + 1 :])
            yield row

    def finish(self) -> None:
        """Asks for batches without rows, and whether rows of a draw were alike where they must not be.

        Raises:
            Violated: there are rows where there must be none, on no input two rows of a draw were different, or the
                same two were so on none of many.
        """
        # What is wrong with rows that there are goes before.
        self.ask_many()
        for shared, row in () if self.batch.reduction.endswith("(mean)") else self.asked.items():
            if shared not in self.emptied:
                self.emptied.add(shared)
                self.ask_none(row)
        if self.telling and self.never_apart:
            # Few of the inputs have other seeds.
            last = max(self.telling.values(), key=all_items_of)
            for row in islice(self.with_other_seeds(last), 2 * TELLING):
                if not self.never_apart or len(self.telling) >= TELLING or self.subject.pace.is_over():
                    break
                with suppress(OperationFailed):
                    self.compare(row, self.drawn(row))
            if self.never_apart and len(self.telling) >= TELLING:
                self.tell_pair(*min(self.never_apart))
        if self.telling or len(self.alike) < ENOUGH:
            return
        row = self.alike[len(self.alike) // 2]
        bound, names = self.bound([row] * DRAWN)
        part = self.first_part("rows")
        lines = [*bound, f"rows = {self.together.source(names, DRAWN)}"]
        lines += [f"seen = {{repr(list(row)) for row in {part}}}", "assert len(seen) > 1, seen"]
        message = f"all {DRAWN} rows of a batch were alike on each of {len(self.alike)} inputs"
        self.fail(row, "violation", message, "rows that are drawn each by itself", "the same for each row", lines)

    def tell_pair(self, i: int, j: int) -> NoReturn:
        rows = list(self.telling.values())
        lines = ["seen = []"]
        for row in rows[:SHOWN]:
            bound, names = self.bound([row] * DRAWN)
            lines += [*bound, f"rows = {self.together.source(names, DRAWN)}"]
            one, other = (f"repr({self.together.row_source('rows', k)})" for k in (i, j))
            lines.append(f"seen.append({one} == {other})")
        lines.append("assert not all(seen), seen")
        message = f"rows {i} and {j} of a batch were alike on each of {len(rows)} inputs on which others were not"
        self.fail(
            rows[0], "violation", message, "rows that are drawn each by itself", f"the same for {i} and {j}", lines
        )


OBLIGATION = CheckedObligation(
    name="independent_rows",
    level="training",
    meaning="each row of a batch comes to what it comes to alone, whatever stands beside it",
    training="A sample's mask or loss hangs on the other samples of its batch, and on their order and number.",
    check=IndependentRows,
    calls=8,
    lacks=lacks_batches,
)
