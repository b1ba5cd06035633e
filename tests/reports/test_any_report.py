"""Whatever report JSON can hold, every format renders it, whole and valid, and none is better than the exit status."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given, settings

from conformance.records.histories import history_of
from conformance.records.report import Report
from conformance.reports import annotations, badge, history, html, junit, markdown, sarif
from conformance.reports.formats import RESULTS
from tests.records.drawn import reports
from tests.reports.records import everything

SARIF = json.loads(Path(__file__).with_name("sarif-2.1.0.json").read_text(encoding="utf-8"))
COMMAND = re.compile(r"::(error|warning) [^:\r\n]*::[^\r\n]*")


EXAMPLES = [12, pytest.param(120, marks=pytest.mark.slow)]
"""How many reports are drawn."""


@pytest.mark.parametrize("examples", EXAMPLES)
def test_every_format_renders_any_report(examples: int) -> None:
    settings(max_examples=examples)(given(reports())(assert_rendered))()


def assert_rendered(drawn: Report) -> None:
    good = drawn.exit_status() == 0
    root = ElementTree.fromstring(junit.render(drawn).encode())
    assert bool(root.findall(".//failure") + root.findall(".//error")) != good
    text = markdown.render(drawn)
    assert len(text.encode()) <= markdown.LARGEST
    assert text.startswith("### ✅") == good
    told = annotations.render(drawn)
    assert all(COMMAND.fullmatch(line) for line in told.split("\n")[:-1])
    assert ("::error " in told) != good
    log = json.loads(sarif.render(drawn).encode())
    jsonschema.Draft4Validator(SARIF).validate(log)
    assert ("green" in json.loads(badge.render_json(drawn).encode())["color"]) == good
    ElementTree.fromstring(badge.render_svg(drawn).encode())
    for one in RESULTS:
        assert all(one.render(drawn, name).encode() for name in one.names("r"))


@pytest.mark.parametrize("examples", EXAMPLES)
def test_the_page_over_time_renders_any_report(examples: int) -> None:
    @settings(max_examples=examples)
    @given(reports())
    def renders(drawn: Report) -> None:
        told = history_of([("a.json", drawn), ("b.json", drawn)])
        assert history.render(told).count('<table class="runs">') == len(drawn.backends)

    renders()


@pytest.mark.parametrize("render", [markdown.render, junit.render, sarif.render, html.render])
def test_every_format_tells_in_which_forms_values_came(render: Callable[[Report], str]) -> None:
    made = everything()
    assert "float01" not in render(made)
    held = replace(made.backends[0], forms={"complement.m": "float01"})
    told = render(replace(made, backends=(held, *made.backends[1:])))
    assert "complement.m" in told
    assert "float01" in told
