"""The calls of a law without the harness: arguments are embedded, the backend's functions called, nothing is compared.

For a definition or theorem the loop is written out: an argument that the law uses twice is embedded once, and what one
call gives goes into the next as it is. For an obligation the calls that its check makes are recorded and made again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from conformance.carriers.base import Form, Kind
from conformance.checking.checker import Checker
from conformance.laws.laws import Law
from conformance.lean.closures import Frame
from conformance.subjects.backend import Backend
from conformance.subjects.operation import Operation

Call = tuple[Operation, tuple[Any, ...]]
"""An operation and the spec values, implicit ones included, that it was called with."""

Loop = Callable[[], None]


class Native:
    """A backend's functions and its carrier's embeddings."""

    def __init__(self, backend: Backend) -> None:
        functions = dict(backend.functions)
        self.selected, self.complement = functions["selected"], functions["complement"]
        self.all_mask, self.empty_mask = functions["allMask"], functions["emptyMask"]
        self.masked_loss = functions["maskedLoss"]
        embedder = backend.carrier.embedder
        self.mask, self.index, self.size = (
            embedder(Form(Kind.BOOL, 1)), embedder(Form(Kind.INDEX, 0)), embedder(Form(Kind.NAT, 0))
        )  # fmt: skip
        self.list, self.table = embedder(Form(Kind.INDEX, 1)), embedder(Form(Kind.NAT, 1))


def _selected(b: Native, frames: Sequence[Frame]) -> None:
    selected, mask, index = b.selected, b.mask, b.index
    for _, m, i in frames:
        selected(mask(m), index(i))


def _all_mask(b: Native, frames: Sequence[Frame]) -> None:
    all_mask, size = b.all_mask, b.size
    for (n,) in frames:
        all_mask(size(n))


def _empty_mask(b: Native, frames: Sequence[Frame]) -> None:
    empty_mask, size = b.empty_mask, b.size
    for (n,) in frames:
        empty_mask(size(n))


def _complement(b: Native, frames: Sequence[Frame]) -> None:
    complement, mask = b.complement, b.mask
    for _, m in frames:
        complement(mask(m))


def _masked_loss(b: Native, frames: Sequence[Frame]) -> None:
    masked_loss, indices, table = b.masked_loss, b.list, b.table
    for _, idxs, losses in frames:
        masked_loss(indices(idxs), table(losses))


def _all_mask_selected(b: Native, frames: Sequence[Frame]) -> None:
    selected, all_mask, size, index = b.selected, b.all_mask, b.size, b.index
    for n, i in frames:
        selected(all_mask(size(n)), index(i))


def _empty_mask_not_selected(b: Native, frames: Sequence[Frame]) -> None:
    selected, empty_mask, size, index = b.selected, b.empty_mask, b.size, b.index
    for n, i in frames:
        selected(empty_mask(size(n)), index(i))


def _complement_selected_iff(b: Native, frames: Sequence[Frame]) -> None:
    selected, complement, mask, index = b.selected, b.complement, b.mask, b.index
    for _, m, i in frames:
        native, at = mask(m), index(i)
        selected(complement(native), at)
        selected(native, at)


def _masked_loss_nil(b: Native, frames: Sequence[Frame]) -> None:
    masked_loss, indices, table = b.masked_loss, b.list, b.table
    for _, losses in frames:
        masked_loss(indices(()), table(losses))


def _masked_loss_cons(b: Native, frames: Sequence[Frame]) -> None:
    masked_loss, indices, table = b.masked_loss, b.list, b.table
    for _, i, idxs, losses in frames:
        native = table(losses)
        masked_loss(indices((i, *idxs)), native)
        masked_loss(indices(idxs), native)


def _masked_loss_append(b: Native, frames: Sequence[Frame]) -> None:
    masked_loss, indices, table = b.masked_loss, b.list, b.table
    for _, xs, ys, losses in frames:
        native = table(losses)
        masked_loss(indices(xs + ys), native)
        masked_loss(indices(xs), native)
        masked_loss(indices(ys), native)


def _masked_loss_reverse(b: Native, frames: Sequence[Frame]) -> None:
    masked_loss, indices, table = b.masked_loss, b.list, b.table
    for _, idxs, losses in frames:
        native = table(losses)
        masked_loss(indices(idxs[::-1]), native)
        masked_loss(indices(idxs), native)


LOOPS: dict[str, Callable[[Native, Sequence[Frame]], None]] = {
    "selected": _selected,
    "allMask": _all_mask,
    "emptyMask": _empty_mask,
    "complement": _complement,
    "maskedLoss": _masked_loss,
    "allMask_selected": _all_mask_selected,
    "emptyMask_not_selected": _empty_mask_not_selected,
    "complement_selected_iff": _complement_selected_iff,
    "maskedLoss_nil": _masked_loss_nil,
    "maskedLoss_cons": _masked_loss_cons,
    "maskedLoss_append": _masked_loss_append,
    "maskedLoss_reverse": _masked_loss_reverse,
    "maskedLoss_eq_zero_of_all_zero": _masked_loss,
}
"""The loops of the definitions and theorems of the shipped spec."""


def loop_of(checker: Checker, law: Law, frames: Sequence[Frame]) -> Loop:
    """A loop that makes the law's calls on the inputs, and nothing else."""
    if law.id in LOOPS:
        run, native = LOOPS[law.id], Native(checker.backend)
        return lambda: run(native, frames)
    carrier = checker.backend.carrier
    prepared = []
    for operation, arguments in calls_of(checker, law, frames):
        explicit = [v for b, v in zip(operation.definition.binders, arguments, strict=True) if not b.implicit]
        embedders = [carrier.embedder(form) for form in operation.forms]
        prepared.append((operation.function, list(zip(embedders, explicit, strict=True))))

    def replay() -> None:
        for function, pairs in prepared:
            natives = [embed(value) for embed, value in pairs]
            try:
                function(*natives)
            except Exception:
                continue

    return replay


def calls_of(checker: Checker, law: Law, frames: Sequence[Frame]) -> list[Call]:
    """The calls that the check of a law makes on the inputs where nothing is remembered, in order."""
    made: list[Call] = []
    with contextlib.ExitStack() as stack:
        for operation in checker.operations.values():
            stack.enter_context(_recorded(operation, made))
        check = checker.compile(law, checker.operations)
        for frame in frames:
            check(frame)
        check.finish()
    return made


@contextlib.contextmanager
def _recorded(operation: Operation, made: list[Call]) -> Iterator[None]:
    """Notes the spec values behind each call of the operation."""
    embed, call = operation.embed, operation.call
    # The lists are kept, so that no later one has the identity of an earlier.
    embedded: dict[int, tuple[Sequence[object], tuple[Any, ...]]] = {}

    def noting_embed(arguments: Sequence[Any]) -> list[object]:
        natives: list[object] = embed(arguments)
        embedded[id(natives)] = natives, tuple(arguments)
        return natives

    def noting_call(natives: Sequence[object]) -> object:
        made.append((operation, embedded[id(natives)][1]))
        return call(natives)

    def in_steps(arguments: Sequence[Any]) -> Any:
        return operation.decode(noting_call(noting_embed(arguments)), arguments)

    patched: Any = operation
    patched.embed, patched.call, patched.apply = noting_embed, noting_call, in_steps
    try:
        yield
    finally:
        del patched.embed, patched.call, patched.apply
