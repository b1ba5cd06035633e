"""Backends of two runs are the same however their names were typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from conformance.records.backend import BackendRecord
from conformance.records.comparison import compare
from conformance.records.histories import history_of
from conformance.records.pairing import pairs, renamed
from conformance.records.report import Report
from tests.records.small import A, report, result

START = datetime(2030, 1, 1, tzinfo=UTC)


def of(name: str, identity: str | None, day: int = 0, status: str = "passed") -> Report:
    """A run of one backend."""
    made = report(result(A, status, backend=name))
    (backend,) = made.backends
    told = replace(backend, carrier="python", identity=identity, digest="d", sources={"mae": "d"})
    return replace(made, backends=(told,), started=(START + timedelta(days=day)).isoformat())


@pytest.mark.parametrize(("old", "new"), [("./mae.py", "mae.py"), ("mae", "/home/somebody/mae.py")])
def test_another_spelling_is_no_change(old: str, new: str) -> None:
    found = compare(of(old, "mae.py"), of(new, "mae.py"))
    assert found.changes == ()
    assert found.circumstances == ("the spec is the same", f"{new}: the code is the same (mae)")


def test_what_broke_is_told_by_the_new_name() -> None:
    (change,) = compare(of("mae", "mae.py"), of("./mae.py", "mae.py", status="failed")).changes
    assert (change.kind, change.backend) == ("broke", "./mae.py")


def test_a_history_has_one_line_for_each_backend() -> None:
    runs = [("a", of("mae", "mae.py", 0)), ("b", of("./mae.py", "mae.py", 1)), ("c", of("mae.py", None, 2)),
            ("d", of("mine", "other.py", 3))]  # fmt: skip
    told = {line.backend: len(line.runs) for line in history_of(runs).timelines}
    assert told == {"mae.py": 3, "mine": 1}


def test_an_older_file_is_known_by_its_name_without_detours() -> None:
    old, new = (
        BackendRecord(n, "numpy", {}, {}, {}, identity=i) for n, i in (("./x/../mae.py", None), ("m", "mae.py"))
    )
    assert pairs([old], [new]) == {"./x/../mae.py": "m"}


def test_a_name_that_another_backend_has_now_is_told_apart() -> None:
    old, new = of("mae", "one.py"), of("mae", "two.py")
    other = replace(new.backends[0], name="one", identity="one.py")
    both = replace(new, backends=(*new.backends, other))
    assert [b.name for b in renamed(old, both).backends] == ["one"]


def test_a_backend_that_was_not_loaded_changed_in_nothing() -> None:
    whole = of("mae", "mae.py")
    unloaded = BackendRecord("./mae.py", "", {}, {}, {}, identity="mae.py")
    cut = replace(whole, backends=(unloaded,), results=[], incomplete=True)
    told = compare(whole, cut).circumstances
    assert told == ("the spec is the same", "./mae.py: it was not loaded in the new run", "the new run was interrupted")
