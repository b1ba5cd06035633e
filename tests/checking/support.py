"""Laws of the shipped spec, bound to a backend that is made of functions."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from conformance.backends import python as correct
from conformance.cases.profiles import PROFILES
from conformance.cases.streams import Streams
from conformance.checking.bound import BoundLaws
from conformance.laws.specfile import shipped
from conformance.subjects.loading import load_backend
from conformance.system.pacing import Pace


def bound(pace: Pace | None = None, **functions: Callable[..., Any]) -> BoundLaws:
    """The shipped laws, in the profile quick, on the Python backend with some operations exchanged."""
    spec, profile = shipped("masking"), PROFILES["quick"]
    names = ("selected", "all_mask", "empty_mask", "complement", "masked_loss")
    backend = SimpleNamespace(**{n: getattr(correct, n) for n in names} | {"name": "b"} | functions)
    loaded = load_backend(backend, spec.definitions)
    return BoundLaws(loaded, spec, profile, Streams(profile, 0), pace or Pace())
