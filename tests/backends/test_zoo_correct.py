"""The odd but correct specimens on masks are correct, and so is what the faulty ones start from."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from conformance.backends.zoo import LIBRARIES, Specimen, specimens
from conformance.laws.specfile import shipped
from conformance.subjects.calls import OperationFailed
from conformance.subjects.loading import load_backend
from conformance.subjects.operation import bind
from tests.backends.natives import native, plain

INSTALLED = [name for name in LIBRARIES if name == "python" or importlib.util.find_spec(name)]
MASKING = [
    specimen
    for library in INSTALLED
    for specimen in specimens(library)
    if not specimen.is_faulty and "masking" in specimen.modules
]

MASKS: list[list[bool]] = [[], [True], [False], [True, False, False], [True] * 5, [False] * 5, [True, False] * 6]
MASKS += [[k % 4 > 0 for k in range(n)] for n in (196, 1568, 2304)]
# Within 2^8, which every carrier holds exactly.
LOSSES: list[tuple[list[int], list[int]]] = [
    ([], []),
    ([], [7, 1]),
    ([0], [3]),
    ([2, 0], [1, 10, 100]),
    ([1, 2, 0], [0, 5, 0]),
    ([1, 1, 0, 1], [4, 9]),
    ([0] * 200 + [1] * 50, [1, 1]),
    (list(range(195, -1, -1)), [k % 2 for k in range(196)]),
    ([7, *range(0, 1568, 2)], [k % 10 // 9 + k % 16 // 14 for k in range(1568)]),
]


def within(limits: dict[str, Any], n: int, idxs: list[int] | None = None) -> bool:
    """Whether an input is inside a specimen's limits."""
    if limits.get("nonempty") and (n == 0 or idxs == []):
        return False
    if limits.get("distinct_indices") and idxs is not None and len(set(idxs)) < len(idxs):
        return False
    return n <= limits.get("max_n", n)


def assert_right(implementation: type) -> None:
    """What a class does is right on the examples that are inside its limits."""
    backend: Any = implementation()
    limits = getattr(backend, "limits", {})
    for bits in MASKS:
        n = len(bits)
        if not within(limits, n):
            continue
        if hasattr(backend, "all_mask"):
            assert plain(backend.all_mask(n)) == [True] * n
            assert plain(backend.empty_mask(n)) == [False] * n
        if hasattr(backend, "complement"):
            mask = native(backend, bits, "bool")
            assert plain(backend.complement(mask)) == [not bit for bit in bits]
            assert plain(mask) == bits
        if hasattr(backend, "selected"):
            mask = native(backend, bits, "bool")
            assert [plain(backend.selected(mask, i)) for i in range(n)] == bits
            for i in (-1, n):
                with pytest.raises(IndexError):
                    backend.selected(mask, i)
    for indices, losses in LOSSES if hasattr(backend, "masked_loss") else ():
        if not within(limits, len(losses), indices):
            continue
        idxs, per_patch_loss = native(backend, indices, "index"), native(backend, losses, "loss")
        assert plain(backend.masked_loss(idxs, per_patch_loss)) == sum(losses[i] for i in indices)
        assert plain(idxs) == indices
        assert plain(per_patch_loss) == losses
        for i in (-1, len(losses)):
            with pytest.raises((IndexError, KeyError)):
                backend.masked_loss(native(backend, [i], "index"), per_patch_loss)


@pytest.mark.parametrize("library", INSTALLED)
def test_the_base_is_correct(library: str) -> None:
    assert_right(importlib.import_module(f"conformance.backends.zoo.{library}").Correct)


@pytest.mark.parametrize("specimen", MASKING, ids=lambda s: s.name)
def test_an_unusual_specimen_is_correct(specimen: Specimen) -> None:
    if hasattr(specimen.implementation, "forms"):
        assert_right_in_its_forms(specimen.implementation)
    else:
        assert_right(specimen.implementation)


def assert_right_in_its_forms(implementation: type) -> None:
    """What a class does is right on the examples, told in the values that its forms stand for."""
    definitions = shipped("masking").definitions
    operations = bind(load_backend(implementation, definitions), definitions)
    for bits in map(tuple, MASKS):
        n = len(bits)
        assert operations["allMask"](n) == (True,) * n
        assert operations["emptyMask"](n) == (False,) * n
        if "selected" in operations:
            assert operations["complement"](n, bits) == tuple(not bit for bit in bits)
            assert tuple(operations["selected"](n, bits, i) for i in range(n)) == bits
            with pytest.raises(OperationFailed, match="IndexError"):
                operations["selected"](n, bits, n)
    for indices, losses in LOSSES:
        n, total = len(losses), sum(losses[i] for i in indices)
        assert operations["maskedLoss"](n, tuple(indices), tuple(losses)) == total
        with pytest.raises(OperationFailed, match="IndexError"):
            operations["maskedLoss"](n, (n,), tuple(losses))
