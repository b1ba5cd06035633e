"""Backends are compared on the same inputs, whatever each was checked on before in a process of its own."""

from __future__ import annotations

import pytest

from conformance.cases.profiles import PROFILES
from conformance.checking.bound import bounds_of
from conformance.checking.checker import Checker
from conformance.checking.laws import laws_of
from conformance.laws.specfile import shipped
from conformance.lean.closures import Frame
from conformance.runs.transcripts import Transcripts
from conformance.subjects.loading import load_backend

OPERATIONS = ["lengthsToMask", "leftPaddingMask", "withGeometryGuard", "predictiveLoss", "maskedLoss"]


def inputs_of(backend: str, operation: str) -> list[Frame]:
    """What a backend is asked when it is compared with NumPy's, after it was checked."""
    spec = shipped()
    (law,) = (law for law in laws_of(spec) if law.id == operation)
    checker = Checker(load_backend(backend, spec.definitions), spec, PROFILES["default"], 0)
    checker.check(law)
    shared = bounds_of(load_backend("numpy", spec.definitions))
    return [list(frame) for _, frame in Transcripts(checker).inputs(law, shared)]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_inputs_inside_the_limits_of_both_are_the_same_for_both(operation: str) -> None:
    first, second = (inputs_of(backend, operation) for backend in ("python", "numpy"))
    assert len(first) > 500
    assert first == second
