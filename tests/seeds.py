"""Seeds at which a fault must be seen: the first with all tests, the others with the slow ones."""

from __future__ import annotations

import pytest

SEEDS = (0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 5)))
