"""What the report tells of a backend's operations."""

from __future__ import annotations

import pytest

from conformance import check


def test_what_came_back_is_recorded() -> None:
    pytest.importorskip("numpy")
    report = check("numpy", module=["masking"], profile="quick")
    (backend,) = report.backends
    loss = backend.operations["masked_loss"]
    assert loss.calls > 1_000
    assert loss.source is not None
    assert "numpy.py:" in loss.source
    assert (loss.native_type, loss.dtype) == ("numpy.int64", "int64")
