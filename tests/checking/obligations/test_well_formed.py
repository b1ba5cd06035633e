"""What comes back has the form of its type, whatever else it is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check
from tests.checking.obligations.support import Panic, failures, np


def panics_when_read() -> Any:
    class Handle:
        """A value of a foreign library that can neither be read nor shown."""

        def __getattribute__(self, name: str) -> Any:
            raise Panic(name)

        def __repr__(self) -> str:
            raise Panic("repr")

    return Handle()


@pytest.mark.parametrize("library", ["python", "numpy", "torch", "jax", "array_api:array_api_strict"])
def test_a_result_that_panics_when_it_is_read_is_malformed(library: str) -> None:
    if library != "python":
        pytest.importorskip(library.rpartition(":")[2])
    backend = SimpleNamespace(all_mask=lambda n: panics_when_read(), carrier=library, name="b")
    report = check(backend, laws=["allMask*"], profile="quick")
    assert {failure.reason for failure in failures(report).values()} == {"malformed"}
    assert not any(r.status == "harness_error" for r in report.results)


def test_a_backend_that_claims_torch_and_returns_numpy_fails() -> None:
    pytest.importorskip("torch")
    backend = SimpleNamespace(all_mask=lambda n: np.ones(n, dtype=bool), carrier="torch", name="b")
    report = check(backend, profile="quick", laws=["allMask"])
    failure = report.results[0].failure
    assert failure is not None
    assert failure.reason == "malformed"
    assert "expected a 1-d bool tensor" in failure.message
    assert report.backends[0].operations["all_mask"].native_type == "numpy.ndarray"
