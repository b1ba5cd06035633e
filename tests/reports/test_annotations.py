"""Annotations: where they point, how many there are, and that no text can forge a command."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from conformance.reports import annotations
from tests.reports.runs import FAILURE, all_runs, law, nasty, parted, report, result

COMMAND = re.compile(r"::(?P<name>\w+) (?P<properties>[^:\r\n]*)::(?P<message>[^\r\n]*)")


def decoded(text: str) -> str:
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text


def lines(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Level, properties and message of each command, as GitHub reads them."""
    found = []
    for line in text.splitlines():
        match = COMMAND.fullmatch(line)
        assert match is not None, line
        pairs = dict(p.split("=", 1) for p in match["properties"].split(","))
        found.append((match["name"], {k: decoded(v) for k, v in pairs.items()}, decoded(match["message"])))
    return found


def test_a_failure_stands_on_the_backend_s_line(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "b.py").write_text("", encoding="utf-8")
    inside = dataclasses.replace(FAILURE, source="src/b.py:3")
    ((level, properties, message),) = lines(
        annotations.render(report(result(law(), "failed", failure=inside)), tmp_path)
    )
    assert (level, properties) == ("error", {"file": "src/b.py", "line": "3", "title": "complement on numpy"})
    assert message == "not equal\nsmallest input found: m = [true]"


def test_a_file_outside_the_folder_is_named_in_the_message(tmp_path: Path) -> None:
    away = dataclasses.replace(FAILURE, source="/elsewhere/b.py:3")
    ((_, properties, message),) = lines(annotations.render(report(result(law(), "failed", failure=away)), tmp_path))
    assert properties == {"title": "complement on numpy"}
    assert "in /elsewhere/b.py:3" in message


def test_one_annotation_a_cause_which_names_what_follows() -> None:
    told = report(
        result(law("a"), "failed", failure=FAILURE),
        result(law("b"), "failed", failure=FAILURE, cause="a"),
        result(law("c"), "failed", failure=FAILURE, cause="a"),
    )
    ((_, properties, message),) = lines(annotations.render(told))
    assert properties["title"] == "a on numpy"
    assert "through this fault fail as well: b, c" in message


@pytest.mark.parametrize("cause", ["expected_failure", "failed"])
def test_what_follows_from_something_that_is_not_told_as_an_error_has_its_own(cause: str) -> None:
    told = report(
        result(law("a", "hardened"), cause, failure=FAILURE), result(law("b"), "failed", failure=FAILURE, cause="a")
    )
    assert ("error", "b on numpy") in [(level, p["title"]) for level, p, _ in lines(annotations.render(told))]


@pytest.mark.parametrize("source", ["", "b.py", "b.py:0", "b.py:x", "b\0.py:3", ":3", "b.py:" + "9" * 5000])
def test_a_source_that_is_no_place_is_no_file(source: str, tmp_path: Path) -> None:
    odd = dataclasses.replace(FAILURE, source=source)
    ((_, properties, _),) = lines(annotations.render(report(result(law(), "failed", failure=odd)), tmp_path))
    assert properties == {"title": "complement on numpy"}


def test_what_is_not_required_is_a_warning_and_what_is_excused_is_silent() -> None:
    told = report(
        result(law("a")),
        result(law("b"), "expected_failure", failure=FAILURE),
        result(law("c"), "not_provided"),
        result(law("d", "hardened"), "failed", failure=FAILURE),
    )
    assert [(level, p["title"]) for level, p, _ in lines(annotations.render(told))] == [("warning", "d on numpy")]


def test_disagreement_is_an_error() -> None:
    told = parted(report(result(law()), result(law(), backend="torch")))
    assert [(level, p["title"]) for level, p, _ in lines(annotations.render(told))] == [("error", "agreement")]


def test_hostile_text_forges_no_command(tmp_path: Path) -> None:
    (tmp_path / "x,y::z.py").write_text("", encoding="utf-8")
    text = annotations.render(nasty(), tmp_path)
    found = lines(text)
    assert {level for level, _, _ in found} == {"error"}
    assert all(set(properties) <= {"file", "line", "title"} for _, properties, _ in found)
    assert any("::error::forged" in message for _, _, message in found)
    assert ("x,y::z.py", "2") in [(p.get("file"), p.get("line")) for _, p, _ in found]


def test_an_error_exactly_where_the_exit_status_is_not_0() -> None:
    for checked in all_runs():
        assert ("::error " in annotations.render(checked)) == (checked.exit_status() != 0)
