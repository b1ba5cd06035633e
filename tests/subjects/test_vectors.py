"""A large vector is embedded once and copied from then on, and no call sees what another did to its copy."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from conformance.carriers.base import Form, Kind
from conformance.carriers.registry import carrier
from conformance.laws.specfile import shipped
from conformance.subjects.loading import load_backend
from conformance.subjects.operation import bind
from conformance.subjects.vectors import LEAST, Vectors

MASK = tuple([k % 3 == 0 for k in range(100)])
LOSSES = tuple(range(100))


class Counting:
    """A carrier whose embedded vectors are counted."""

    def __init__(self, name: str) -> None:
        self.carrier, self.made = carrier(name), 0

    def embedder(self, form: Form) -> Any:
        embed = self.carrier.embedder(form)

        def counting(value: Any) -> object:
            self.made += 1
            return embed(value)

        return counting

    def copier(self, form: Form) -> Any:
        return self.carrier.copier(form)


@pytest.mark.parametrize("name", ["numpy", "torch", "numpy:float32", "torch:int32"])
@pytest.mark.parametrize(("kind", "value"), [(Kind.BOOL, MASK), (Kind.INDEX, LOSSES), (Kind.NAT, LOSSES)])
def test_a_copy_is_what_is_embedded_anew_and_its_memory_is_its_own(name: str, kind: Kind, value: Any) -> None:
    pytest.importorskip(name.partition(":")[0])
    counting, vectors, form = Counting(name), Vectors(), Form(kind, 1)
    embed, carrier = vectors.embedder(counting, form), counting.carrier  # type: ignore[arg-type]
    vectors.expect([value])
    anew, first, second = carrier.embed(form, value), embed(value), embed(value)
    assert counting.made == 1
    for copy in (first, second):
        assert carrier.unchanged(copy, carrier.snapshot(anew))
        assert _lies(copy) == _lies(anew)
    assert not carrier.shares_memory(first, second)
    carrier.refill(first, carrier.embed(form, value[::-1]))
    assert carrier.unchanged(embed(value), carrier.snapshot(anew))


def _lies(native: Any) -> object:
    """How a vector lies in memory."""
    if hasattr(native, "flags"):
        return native.flags.writeable, native.flags.owndata, native.flags.c_contiguous, native.strides
    return native.is_contiguous(), native.stride(), native.storage_offset(), native.requires_grad


def test_what_is_not_expected_or_small_is_embedded_each_time() -> None:
    pytest.importorskip("numpy")
    counting, vectors = Counting("numpy"), Vectors()
    embed = vectors.embedder(counting, Form(Kind.BOOL, 1))  # type: ignore[arg-type]
    small = MASK[: LEAST - 1]
    vectors.expect([small, 3, MASK])
    for value in (small, tuple([*MASK]), small, tuple([*MASK])):
        embed(value)
    assert counting.made == 4


def test_what_is_within_a_structure_is_expected_with_it() -> None:
    pytest.importorskip("numpy")
    counting, vectors = Counting("numpy"), Vectors()
    table = tuple([LOSSES[k : k + 10] for k in range(0, 100, 10)])
    forms = (MASK, Form(Kind.BOOL, 1)), (table, Form(Kind.NAT, 2))
    embedders = [vectors.embedder(counting, form) for _, form in forms]  # type: ignore[arg-type]
    vectors.expect([(MASK, 3, (table, ()))])
    for (value, _), embed in zip(forms, embedders, strict=True):
        first, second = embed(value), embed(value)
        assert counting.carrier.holds_same(first, second)
        assert not counting.carrier.shares_memory(first, second)
    assert counting.made == 2


def test_the_latest_are_kept_as_far_as_there_is_room() -> None:
    pytest.importorskip("numpy")
    counting, vectors = Counting("numpy"), Vectors(most_items=250)
    embed = vectors.embedder(counting, Form(Kind.BOOL, 1))  # type: ignore[arg-type]
    values = [tuple([k == one for k in range(100)]) for one in range(3)]
    vectors.expect(values)
    for value in (*values, *values):
        embed(value)
    assert counting.made == 2 + 2
    vectors.expect([tuple([True] * 300)])
    embed(values[2])
    assert counting.made == 5


def test_an_operation_that_writes_into_its_argument_finds_it_whole_again() -> None:
    np = pytest.importorskip("numpy")

    def complement(mask: Any) -> Any:
        np.logical_not(mask, out=mask)
        return mask.copy()

    backend = load_backend(SimpleNamespace(complement=complement, carrier="numpy"), shipped().definitions)
    vectors = Vectors()
    operation = bind(backend, shipped().definitions, vectors)["complement"]
    operation.keep_vectors(True)
    vectors.expect([MASK])
    assert {operation(100, MASK) for _ in range(3)} == {tuple([not m for m in MASK])}
