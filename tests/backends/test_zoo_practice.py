"""The odd but correct specimens of training practice are right, and so is what the faulty ones start from."""

from __future__ import annotations

import importlib.util
from fractions import Fraction
from typing import Any

import pytest

from conformance.backends.zoo import LIBRARIES, Specimen, specimens
from conformance.laws.specfile import shipped
from conformance.subjects.loading import load_backend
from conformance.subjects.operation import bind

INSTALLED = [name for name in LIBRARIES if name == "python" or importlib.util.find_spec(name)]
CORRECT = [
    specimen
    for library in INSTALLED
    for specimen in specimens(library)
    if not specimen.is_faulty and "practice" in specimen.modules
]
DEFINITIONS = shipped("practice").definitions
each = pytest.mark.parametrize("specimen", CORRECT, ids=lambda s: s.name)

ODD = (False, True, False, True)
X = (1, -2, 7, 4)
ROWS = ((1, -2, 7, 4), (0, 8, 8, 0))
MASKS = (ODD, (True, False, False, False))
HALF, LABELS = Fraction(1, 2), (3, -100, 5, 3)
# Of each operation, its arguments with the sizes in front, and what it comes to.
EXAMPLES: list[tuple[str, tuple[Any, ...], Any]] = [
    ("maskCount", (8, HALF), 4),
    ("countSelected", (4, ODD), 2),
    ("maskToIndices", (4, ODD), (1, 3)),
    ("visibleIndices", (4, ODD), (0, 2)),
    ("indicesToMask", (4, (3, 1, 1)), ODD),
    ("dropCls", (3, ODD), (True, False, True)),
    ("combineMasks", (2, 4, MASKS, (ODD, ODD)), (ODD, (False,) * 4)),
    ("maskedSum", (4, X, ODD), 2),
    ("maskedMean", (4, X, ODD), 1),
    ("maskedMean", (4, X, (False,) * 4), 0),
    ("meanOfSelected", (4, X, ODD), 1),
    ("perSampleMean", (2, 4, ROWS, MASKS), HALF),
    ("globalMean", (2, 4, ROWS, ((True, True, True, False), MASKS[1])), Fraction(3, 2)),
    ("maskedFill", (4, X, ODD, 9), (1, 9, 7, 9)),
    ("maskedMax", (4, X, (False, True, False, False)), -2),
    ("maskedArgmax", (4, X, ODD), 3),
    ("ignoreIndexLoss", (4, X, LABELS, -100), 4),
    ("ignoreIndexAccuracy", (4, (3, -100, 5, 0), (3, -100, 5, -100), -100), 1),
    ("countActive", (4, LABELS, 3), 2),
    ("gatherRows", (2, 4, 2, ROWS, ((3, 0), (1, 1))), ((4, 1), (8, 8))),
    ("restoreTokens", (3, (7, 5), 0, (2, 1, 0)), (0, 5, 7)),
    ("unshuffleTokens", (3, 1, ((7,), (5,)), (0,), (2, 1, 0)), ((0,), (5,), (7,))),
    ("mseOfSelected", (2, 1, ((3,), (9,)), ((1,), (0,)), (True, False)), 4),
    ("causalMask", (2,), ((True, False), (True, True))),
    ("slidingWindowMask", (3, 2), ((True, False, False), (True, True, False), (False, True, True))),
    ("keyPaddingMask", (1, 2, ((True, False),)), (((True, False), (True, False)),)),
    ("tileHeads", (2, 4, MASKS, 2), (ODD, ODD, MASKS[1], MASKS[1])),
    ("tileHeadsOuter", (2, 4, MASKS, 2), (ODD, MASKS[1], ODD, MASKS[1])),
    ("softmaxOfSelected", (4, (5, 5, 5, 5), ODD), (0, HALF, 0, HALF)),
    ("lengthsToMask", (2, 3, (2, 0)), ((True, True, False), (False, False, False))),
    ("padRight", ((7,), 3, 2), (7, 2, 2)),
    ("padRight", ((7, 5), 1, 2), (7, 5)),
    ("meanPool", (4, X, 3), 2),
    ("maskedMse", (2, 2, ((0, 1), (2, 3)), ((0, 0), (0, 0)), (False, True)), Fraction(13, 2)),
    ("maskedSelect", (4, X, ODD), (-2, 4)),
    ("indexSelect", (4, X, (2, 2, 0)), (7, 7, 1)),
    ("scatterTokens", (4, X, (2, 0), (9, 8)), (8, -2, 9, 4)),
    ("padLeft", ((7,), 3, 2), (2, 2, 7)),
]


@each
def test_what_hangs_on_no_seed_is_right(specimen: Specimen) -> None:
    operations = bind(load_backend(specimen.implementation, DEFINITIONS), DEFINITIONS)
    for name, arguments, result in EXAMPLES:
        if name in operations:
            assert operations[name](*arguments) == result, name


@each
def test_what_is_drawn_has_the_counts_that_were_asked_for(specimen: Specimen) -> None:
    operations = bind(load_backend(specimen.implementation, DEFINITIONS), DEFINITIONS)
    for seed in (0, 1, 2**31):
        if "randomMask" in operations:
            assert sum(operations["randomMask"](9, 4, seed)) == 4
        if "randomMasking" in operations:
            mask, keep, restore = operations["randomMasking"](9, 4, seed)
            assert sorted(keep) == [i for i in range(9) if not mask[i]]
            assert [keep[restore[i]] for i in sorted(keep)] == sorted(keep)
            assert sorted(restore) == [*range(9)]
        if "bernoulliMaskAllowed" in operations:
            assert operations["bernoulliMaskAllowed"](4, ODD, 1, seed) == ODD
            assert not any(operations["bernoulliMaskAllowed"](4, ODD, 0, seed))
        if "blockwiseMask" in operations:
            for k in range(13):
                assert sum(map(sum, operations["blockwiseMask"](3, 4, k, seed))) == k
        if "contextAndTargets" in operations:
            context, targets = operations["contextAndTargets"](3, 4, 2, 2, 2, seed)
            assert [sum(target) for target in targets] == [4, 4]
            assert [*context] == [not any(column) for column in zip(*targets, strict=True)]


def test_every_odd_specimen_has_an_example() -> None:
    drawn = {"randomMask", "randomMasking", "contextAndTargets", "randomMaskRatio", "spanMask", "tubeMask"}
    drawn |= {"bernoulliMaskAllowed", "blockwiseMask"}
    named = {name for name, *_ in EXAMPLES} | drawn
    for specimen in CORRECT:
        assert named & bind(load_backend(specimen.implementation, DEFINITIONS), DEFINITIONS).keys(), specimen.name
