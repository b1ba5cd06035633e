"""Operations of tests of numbers: a spec of their own, and backends of a few functions."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check
from conformance.records.result import Failure, Result

SPEC = """\
module: Numbers
imports: [masking]
definitions:
  picked:
    lean: |
      def picked {n : Nat} (x : Fin n → ℝ) (mask : Mask n) : ℝ := ∑ i : Fin n, if mask i then x i else 0
  share:
    lean: |
      def share {n : Nat} (x : Fin n → ℝ) (mask : Mask n) : ℝ := (∑ i : Fin n, if mask i then x i else 0) / n
  total:
    lean: "def total (xs : List ℝ) : ℝ := xs.sum"
  squares:
    lean: "def squares {n : Nat} (x y : Fin n → ℝ) : ℝ := ∑ i : Fin n, (x i - y i) ^ 2"
  towards:
    lean: "def towards {n : Nat} (x y : Fin n → ℝ) : ℝ := ∑ i : Fin n, (x i - stopgrad (y i)) ^ 2"
  clipped:
    lean: "def clipped {n : Nat} (x : Fin n → ℝ) : Fin n → ℝ := fun i => max 0 (x i)"
  floors:
    lean: "def floors {n : Nat} (x : Fin n → Rat) : Fin n → Int := fun i => (x i).floor"
  counted:
    lean: "def counted {n : Nat} (x : Fin n → Nat) (mask : Mask n) : Nat := ∑ i : Fin n, if mask i then x i else 0"
"""
"""Definitions that no shipped module has."""

INVERSES = """\
module: Own
definitions:
  inverses:
    lean: |
      def inverses {n : Nat} (x : Fin n → ℝ) (h : ∀ i, 0 < x i) : ℝ := ∑ i : Fin n, 1 / x i
"""
"""An operation that does not take 0."""


def results(folder: Path, carrier: str, laws: str, profile: str = "quick", **functions: Any) -> dict[str, Result]:
    """What comes of each law of `SPEC` that the functions have, by its id."""
    path = folder / "numbers.yaml"
    path.write_text(SPEC, encoding="utf-8")
    backend = SimpleNamespace(name="b", carrier=carrier, **functions)
    report = check(backend, spec=path, laws=[laws], profile=profile)
    return {r.law: r for r in report.results if r.note != "" or r.status != "not_provided"}


def failure_of(folder: Path, carrier: str, law: str, profile: str = "quick", **functions: Any) -> Failure:
    """How a law fails."""
    result = results(folder, carrier, law, profile, **functions)[law]
    assert result.status == "failed", result
    assert result.failure is not None
    return result.failure


def assert_told_apart(failure: Failure, wrong: Any, right: Any) -> None:
    """The snippet fails on what is wrong alone."""
    with pytest.raises((AssertionError, RuntimeError)):
        exec(failure.reproduce, {"backend": wrong})
    exec(failure.reproduce, {"backend": right})
