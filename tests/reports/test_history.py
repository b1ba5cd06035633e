"""The page of runs over time: rows, columns, marks, charts, and that nothing in it runs or loads."""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser

from conformance.records.histories import history_of
from conformance.records.result import Crossing
from conformance.records.timelines import History
from conformance.records.vocabulary import STATUSES
from conformance.reports import history
from tests.records.test_histories import run_on
from tests.reports.runs import NASTY, nasty


class Page(HTMLParser):
    """Tags, attributes, and the text of each cell of the tables by row."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.rows: list[list[str]] = []
        self.in_cell = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self.in_cell = True

    def handle_endtag(self, tag: str) -> None:
        self.in_cell = self.in_cell and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self.in_cell:
            self.rows[-1][-1] += data


def three() -> History:
    runs = [
        run_on(1, ("a_law", "passed"), ("b_law", "failed", "hardened")),
        run_on(2, ("a_law", "failed"), ("b_law", "failed", "hardened"), digest="new"),
        run_on(3, ("a_law", "failed"), ("b_law", "passed", "hardened"), ("c_law", "not_provided"),
               digest="new", spec="s2"),
    ]  # fmt: skip
    return history_of([(f"{k}.json", run) for k, run in enumerate(runs)])


def squeezed(row: list[str]) -> list[str]:
    return [" ".join(cell.split()) for cell in row]


def test_a_row_a_law_and_a_column_a_run_with_since_when_it_fails() -> None:
    rows = [squeezed(row) for row in Page(history.render(three())).rows[:4]]
    assert rows[0] == ["law", "fails since", "first failed", "2026-03-01 10:00", "C code changed 2026-03-02 10:00",
                       "S spec changed 2026-03-03 10:00"]  # fmt: skip
    assert rows[1] == ["a_law", "2026-03-02 10:00", "2026-03-02 10:00", "●passed", "✕failed", "✕failed"]
    assert rows[2] == ["b_law hardened", "", "2026-03-01 10:00", "✕failed", "✕failed", "●passed"]
    assert rows[3] == ["c_law", "", "", "", "", "·not provided"]


def test_what_a_run_crossed_stands_beside_its_inputs() -> None:
    made = run_on(1, ("a", "passed"))
    evidence = dataclasses.replace(made.results[0].evidence, crossed=Crossing(2, 1_204, 1_204))
    run = dataclasses.replace(made, results=[dataclasses.replace(made.results[0], evidence=evidence)])
    page = history.render(history_of([("1.json", run)]))
    (heading, row) = [squeezed(row) for row in Page(page).rows[-2:]]
    assert dict(zip(heading, row, strict=True))["crossed"] == "1,204 of 1,204 pairs"
    assert 'title="passed, 5 inputs, 1,204 of 1,204 pairs"' in page


def test_what_broke_and_was_mended_stands_above_the_table() -> None:
    page = history.render(three())
    assert "Mended</span> since the run before: b_law." in page
    assert "Broke" not in page
    two = history_of([("a", run_on(1, ("a", "passed"))), ("b", run_on(2, ("a", "failed")))])
    assert "Broke</span> since the run before: a." in history.render(two)


def test_charts_have_a_bar_for_each_run_and_the_longest_is_as_high_as_the_chart() -> None:
    seconds, cases = history.charts_of(three().timelines[0])
    assert [bar.height for bar in seconds.bars] == [32.0, 32.0, history.HEIGHT]
    assert seconds.summary == "Seconds a run: last 4.50 s, most 4.50 s"
    assert cases.bars[0].text == "2026-03-01 10:00: 10 inputs"
    page = Page(history.render(three()))
    assert page.tags.count("rect") == 6
    assert ("aria-label", cases.summary) in page.attributes


def test_runs_that_took_no_time_have_a_chart() -> None:
    empty = history_of([("a", run_on(1, ("a", "passed")))])
    cell = empty.timelines[0].runs[0].cells["a"]
    assert cell.seconds > 0
    bars = history._chart("Seconds", empty.timelines[0].runs, [0.0], ["0.00 s"]).bars
    assert [bar.height for bar in bars] == [0.0]


def test_the_newest_runs_are_shown_and_since_when_is_told_from_all() -> None:
    runs = [(f"{k:03}.json", run_on(1 + k // 24, ("a", "failed"))) for k in range(history.MOST_RUNS + 20)]
    page = history.render(history_of(runs))
    assert f"The newest {history.MOST_RUNS} of {history.MOST_RUNS + 20} runs are shown" in page
    assert len(Page(page).rows[0]) == 3 + history.MOST_RUNS
    assert "2026-03-01 10:00 or longer" in page


def test_every_status_has_a_mark() -> None:
    assert set(history.MARKS) == set(STATUSES)


def test_the_page_loads_and_runs_nothing_and_text_stays_text() -> None:
    told = history_of([("<b>.json", nasty())])
    text = history.render(History(told.timelines, 1, ((NASTY, NASTY),)))
    page = Page(text)
    (policy,) = [v for n, v in page.attributes if n == "content" and str(v).startswith("default-src 'none'")]
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'", str(policy)
    )
    assert not {"script", "link", "img", "iframe", "b"} & set(page.tags)
    assert [value for name, value in page.attributes if name in ("src", "href")] == ["#main"]
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert "url(" not in text
    assert "&lt;script&gt;" in text
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", text)


def test_ids_are_one_of_a_kind_and_labels_name_them() -> None:
    page = Page(history.render(three()))
    ids = [value for name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert {value for name, value in page.attributes if name == "aria-labelledby"} <= set(ids)


def test_wide_parts_scroll_by_themselves_and_both_schemes_are_served() -> None:
    text = history.render(three())
    assert text.count("<table") == text.count('class="over" role="region"')
    assert "prefers-color-scheme: dark" in text
    assert 'name="viewport" content="width=device-width' in text
