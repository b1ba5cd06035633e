"""Makes the example report beside this file: `python docs/examples/make.py`.

A quick run on the built-in Python backend and two faulty ones of the zoo. What differs from machine to machine or from
day to day is left out: times, the environment, and digests of source files.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from conformance import api
from conformance.backends.zoo import specimens
from conformance.cases.profiles import PROFILES
from conformance.laws.specfile import load
from conformance.records.report import Report
from conformance.reports.html import render
from conformance.runs.running import run

FAULTY = ("python-set-of-indices", "python-last-position-kept")
HERE = Path(__file__).parent


def make() -> dict[str, str]:
    """The files of the example: text by name."""
    spec = load(["masking"])
    faulty = [s for s in specimens("python") if s.name in FAULTY]
    named = ["python", *(f"{s.implementation.__module__}:{s.implementation.__name__}" for s in faulty)]
    names = ["python", *(s.name for s in faulty)]
    backends = [replace(b, name=n) for b, n in zip(api.load_all(named, spec), names, strict=True)]
    sessions = api.local_sessions(backends, spec, PROFILES["quick"], seed=0)
    report = run(sessions, spec, api.chosen_laws(spec, ()), PROFILES["quick"], seed=0)
    report = _anywhere(replace(report, environment={}, started=""))
    assert isinstance(report, Report)
    return {"results.json": report.to_json(), "report.html": render(report)}


def _anywhere(value: Any) -> Any:
    """The record without times, and without digests of sources."""
    if is_dataclass(value) and not isinstance(value, type):
        changed = {f.name: _anywhere(getattr(value, f.name)) for f in fields(value)}
        if "seconds" in changed:
            changed["seconds"] = 0.0
        if "sources" in changed:
            changed |= {"sources": {}, "digest": ""}
        return replace(value, **changed)
    if isinstance(value, dict):
        return {k: _anywhere(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_anywhere(v) for v in value)
    return value


if __name__ == "__main__":
    for name, text in make().items():
        (HERE / name).write_text(text, encoding="utf-8")
        print(f"Wrote {HERE / name}")
