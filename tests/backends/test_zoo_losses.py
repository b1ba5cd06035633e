"""The odd but correct specimens on patches and on guards are correct, and so is what the faulty ones start from."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from conformance.backends.zoo import LIBRARIES, Specimen, specimens
from tests.backends.natives import native, plain

INSTALLED = [name for name in LIBRARIES if name == "python" or importlib.util.find_spec(name)]
CORRECT = [specimen for library in INSTALLED for specimen in specimens(library) if not specimen.is_faulty]


def about(module: str) -> Any:
    """Each correct specimen that is about a module."""
    chosen = [specimen for specimen in CORRECT if module in specimen.modules]
    return pytest.mark.parametrize("specimen", chosen, ids=lambda s: s.name)


# Three patches, two predictions.
LOSS = [[0, 1], [10, 11], [20, 5]]
TARGET, PRED = [2, 0, 1, 2, 0] * 10, [1, 1, 0, 0, 0] * 10
# What the patches of the batch lose.
AT = [5, 1, 10, 20, 0] * 10
LISTS: list[list[int]] = [[], [0], [2, 0], [49, 3, 3, 1], [*range(19, -1, -1), 7, 7]]


@about("mae")
@pytest.mark.parametrize("listed", LISTS, ids=len)
def test_what_is_lost_at_the_masked_patches(specimen: Specimen, listed: list[int]) -> None:
    backend: Any = specimen.implementation()
    idxs, target, pred = (native(backend, values, "index") for values in (listed, TARGET, PRED))
    assert plain(backend.mae_loss(idxs, target, pred, native(backend, LOSS, "loss"))) == sum(AT[i] for i in listed)
    assert (plain(idxs), plain(target), plain(pred)) == (listed, TARGET, PRED)
    for i in (-1, 50):
        with pytest.raises(IndexError):
            backend.mae_loss(native(backend, [i], "index"), target, pred, native(backend, LOSS, "loss"))


@about("jepa")
@pytest.mark.parametrize("listed", LISTS, ids=len)
def test_what_is_lost_at_the_targets_hangs_on_the_context(specimen: Specimen, listed: list[int]) -> None:
    backend: Any = specimen.implementation()
    idxs, target = native(backend, listed, "index"), native(backend, TARGET, "index")
    predict, loss = native(backend, [[0] * 50, PRED], "index"), native(backend, LOSS, "loss")
    assert plain(backend.jepa_loss(idxs, 1, target, predict, loss)) == sum(AT[i] for i in listed)
    assert plain(backend.jepa_loss(idxs, 0, target, predict, loss)) == sum(TARGET[i] * 10 for i in listed)
    assert (plain(idxs), plain(target), plain(predict)) == (listed, TARGET, [[0] * 50, PRED])
    for i in (-1, 50):
        with pytest.raises(IndexError):
            backend.jepa_loss(native(backend, [i], "index"), 1, target, predict, loss)


@about("mae")
def test_patches_are_decoded_each_by_its_own(specimen: Specimen) -> None:
    backend: Any = specimen.implementation()
    decode, pred = native(backend, [[0, 2], [1, 0], [2, 1]], "index"), native(backend, [1, 0, 1], "index")
    decoded = backend.reconstruct(decode, pred)
    assert plain(decoded) == [2, 1, 1]
    for other, exact in (([2, 1, 1], True), ([1, 2, 1], False), ([2, 1, 0], False)):
        assert plain(backend.exact_reconstruction(decoded, native(backend, other, "index"))) is exact
    nothing = native(backend, [], "index")
    assert plain(backend.exact_reconstruction(nothing, nothing)) is True


@about("vicreg")
def test_what_guards_against_collapse(specimen: Specimen) -> None:
    backend: Any = specimen.implementation()
    for gamma, variance, penalty in ((0, 0, 0), (3, 0, 3), (3, 2, 1), (3, 3, 0), (3, 9, 0)):
        assert plain(backend.variance_floor_penalty(gamma, variance)) == penalty
    for variances, term in (([], 0), ([0], 3), ([9, 2], 1), ([1, 4, 3, 0, 0, 1], 10), ([1] * 70, 140)):
        given = native(backend, variances, "loss")
        assert plain(backend.variance_term(3, given)) == term
        assert plain(given) == variances
    assert plain(backend.vicreg_objective(2, 3, 5, 7, 11, 13)) == 112
    assert [plain(backend.diagonal_redundancy_penalty(c)) for c in range(4)] == [1, 0, 1, 2]
    assert [plain(backend.off_diagonal_redundancy_penalty(c)) for c in range(4)] == [0, 1, 2, 3]
    for diag, off_diag, total in (([], [], 0), ([0], [], 1), ([], [3, 4], 14), ([1, 0, 3, 1], [1, 0, 4], 13)):
        entries = native(backend, diag, "loss"), native(backend, off_diag, "loss")
        assert plain(backend.redundancy_reduction_objective(2, *entries)) == total
        assert tuple(map(plain, entries)) == (diag, off_diag)
