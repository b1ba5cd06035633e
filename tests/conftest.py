"""Settings of all tests: what a machine is busy with decides no verdict."""

from __future__ import annotations

import contextlib
import os

from hypothesis import settings

# Tests run in a process a core, and so do the commands that some start: threads of libraries would wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# pytest that runs in this process forgets the modules that it was the first to import, and NumPy is loaded once alone.
with contextlib.suppress(ImportError):
    import numpy as np

    assert np

settings.register_profile("tests", deadline=None)
settings.load_profile("tests")
