"""Backends on NumPy arrays with some operations exchanged, and what is caught of them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check
from conformance.records.report import Report
from conformance.records.result import Failure

np = pytest.importorskip("numpy")

from conformance.backends import numpy as correct_numpy  # noqa: E402

SHUFFLED = """\
module: Demo
imports: [masking]
structures:
  Shuffled:
    lean: |
      structure Shuffled (n : Nat) where
        mask : Mask n
        idsKeep : List (Fin n)
operations:
  shuffled:
    lean: "opaque shuffled (n k : Nat) (seed : Seed) (h : k ≤ n) : Shuffled n"
"""
"""A spec of a draw that gives a structure."""


def numpy_backend(**changed: Any) -> SimpleNamespace:
    names = ("selected", "all_mask", "empty_mask", "complement", "masked_loss")
    return SimpleNamespace(
        **{n: getattr(correct_numpy, n) for n in names} | {"name": "b", "carrier": "numpy"} | changed
    )


def failures(report: Report) -> dict[str, Failure]:
    return {r.law: r.failure for r in report.results if r.failure is not None}


def assert_seen(changed: dict[str, Any], law: str, reason: str, *also: str) -> None:
    """Of all obligations of the operation the law alone fails, and besides it those that see the same fault."""
    caught = failures(check(numpy_backend(**changed), laws=[f"{law.partition('.')[0]}.*"]))
    assert caught[law].reason == reason
    assert {r for r in caught if "." in r} <= {law, *also}


def assert_reproduced(changed: dict[str, Any], law: str) -> None:
    """The snippet fails on the fault, and not on a correct backend."""
    source = failures(check(numpy_backend(**changed), laws=[law]))[law].reproduce
    scope: dict[str, Any] = {"backend": numpy_backend(**changed)}
    with pytest.raises(AssertionError):
        exec(source, scope)
    exec(source, {"backend": correct_numpy})


class Panic(BaseException):
    """What libraries in Rust raise through pyo3: no `Exception`, so that nothing handles it by mistake."""
