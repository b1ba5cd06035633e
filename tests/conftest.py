"""Settings of all tests: what a machine is busy with decides no verdict."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("tests", deadline=None)
settings.load_profile("tests")
