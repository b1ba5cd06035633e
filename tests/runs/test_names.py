"""Backends of one name are told apart, whichever is loaded first."""

from __future__ import annotations

import threading

import pytest

from conformance.runs.names import Names, unlike
from conformance.runs.sessions import Stopped


def test_a_name_that_was_there_gets_the_next_number() -> None:
    assert unlike(["a", "a", "b", "a", "a#2"]) == ["a", "a#2", "b", "a#3", "a#2#2"]


def test_names_do_not_hang_on_which_backend_is_loaded_first() -> None:
    names = Names(3)
    found: dict[int, str] = {}
    threads = [
        threading.Thread(target=lambda k=place: found.update({k: names.of(k)("same")})) for place in (2, 1, 0)
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert found == {0: "same", 1: "same#2", 2: "same#3"}


def test_nobody_waits_for_a_name_once_the_run_is_given_up() -> None:
    names = Names(2)
    names.give_up()
    with pytest.raises(Stopped):
        names.of(1)("second")
