"""A fresh interpreter tells which piece of source raises, each time from the same beginning."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from conformance.system.fresh import Fresh, NotLoaded, Silent, fails


@pytest.fixture
def fresh() -> Iterator[Callable[..., Fresh]]:
    started = []

    def start(source: str, seconds: float = 20) -> Fresh:
        started.append(Fresh(source, seconds))
        return started[-1]

    yield start
    for one in started:
        one.close()


THREAD = "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()\n"


@pytest.mark.parametrize("also", ["", THREAD], ids=["copied", "alone"])
def test_each_trial_begins_anew(fresh: Callable[..., Fresh], also: str) -> None:
    interpreter = fresh(f"{also}calls = []")
    for _ in range(2):
        assert interpreter.failing(["calls.append(1)", "assert calls == [1]"]) is None
        assert interpreter.failing(["calls.append(1)", "calls.append(2)", "assert len(calls) < 2, calls"]) == 2
        assert interpreter.told == "[1, 2]"


def test_a_trial_is_counted_over_all_its_rounds(fresh: Callable[..., Fresh]) -> None:
    assert fresh("calls = [0]").failing(["calls[0] += 1", "assert calls[0] < 70"], 1_000) == 139


def test_what_gives_no_answer_is_told_and_the_next_trial_is_answered(fresh: Callable[..., Fresh]) -> None:
    interpreter = fresh("import os")
    for source, seconds in (("while True: pass", 0.2), ("os._exit(0)", None)):
        with pytest.raises(Silent):
            interpreter.failing([source], seconds=seconds)
        assert interpreter.failing(["raise SystemExit"]) == 0


def test_what_is_printed_is_no_answer(fresh: Callable[..., Fresh]) -> None:
    assert fresh("print('{}')").failing(["print('{}', flush=True)", "1 / 0"]) == 1


@pytest.mark.parametrize(
    ("source", "told"),
    [("import no_such_module", "ModuleNotFoundError"), ("1 +", "SyntaxError"), ("exit(3)", "SystemExit")],
)
def test_source_that_cannot_be_run_is_told(source: str, told: str) -> None:
    with pytest.raises(NotLoaded, match=told):
        Fresh(source, 20)


def test_whether_a_whole_script_fails() -> None:
    assert fails("assert [] == [1]", 20) is True
    assert fails(f"value = {list(range(50_000))}", 20) is False
    assert fails("import os; os._exit(7)", 20) is None


def test_a_fresh_interpreter_starts_no_other(fresh: Callable[..., Fresh]) -> None:
    """A module may well check its own backend where it is imported."""
    interpreter = fresh("from conformance.system.fresh import Fresh")
    assert interpreter.failing(["Fresh('', 20)"]) == 0
    assert "this is a fresh interpreter itself" in interpreter.told
