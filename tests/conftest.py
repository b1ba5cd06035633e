"""Settings of all tests: what a machine is busy with decides no verdict."""

from __future__ import annotations

import os

from hypothesis import settings

# Tests run in a process a core, and so do the commands that some start: threads of libraries would wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")

settings.register_profile("tests", deadline=None)
settings.load_profile("tests")
