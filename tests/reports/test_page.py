"""The page as people use it, in Chromium: filtering, links, copying, printing, light, dark and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conformance.records.law import LawRecord
from conformance.records.selftest import SelftestReport, SpecimenRecord
from conformance.reports.html import render, render_selftest
from tests.reports.browser import chromium, violations
from tests.reports.records import LAWS, everything

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page, ViewportSize

# Enough laws for one of each kind of part; all of them are for the slow tests.
SOME = tuple(
    law
    for law in LAWS
    if law.id
    in (
        "allMask",
        "emptyMask",
        "complement",
        "maskedLoss",
        "maskedLoss_append",
        "maskedLoss_reverse",
        "maskedLoss_eq_zero_of_all_zero",
        "selected.deterministic",
        "maskedLoss.shares_no_memory",
    )
)
WIDE: ViewportSize = {"width": 1300, "height": 900}
NARROW: ViewportSize = {"width": 360, "height": 800}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where the page of a report with one of everything lies."""
    return written(tmp_path_factory.mktemp("page") / "report.html", SOME)


def written(path: Path, laws: tuple[LawRecord, ...]) -> str:
    path.write_text(render(everything(laws=laws)), encoding="utf-8")
    return path.as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Page:
    """A page to open addresses in."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    return context.new_page()


@pytest.fixture
def page(tab: Page, address: str) -> Iterator[Page]:
    """The page, opened; what it tried to load, complained of or broke on fails the test."""
    wrong: list[str] = []
    listeners = {
        "pageerror": lambda error: wrong.append(str(error)),
        "console": lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None,
        "request": lambda r: wrong.append(r.url) if not r.url.startswith(("file:", "about:")) else None,
    }
    tab.set_viewport_size(WIDE)
    tab.emulate_media(media="screen", color_scheme="light")
    tab.goto("about:blank")
    for event, listener in listeners.items():
        tab.on(event, listener)  # type: ignore[call-overload]
    tab.goto(address)
    yield tab
    for event, listener in listeners.items():
        tab.remove_listener(event, listener)
    assert wrong == []


def place(page: Page, id_: str) -> Locator:
    return page.locator(f'[id="{id_}"]')


def test_the_verdict_is_the_first_thing_on_the_page(page: Page) -> None:
    heading = page.locator("h1")
    assert "faulty does not conform" in heading.inner_text()
    box = heading.bounding_box()
    assert box is not None
    assert box["y"] < 100


def test_filtering_leaves_the_laws_that_fit(page: Page) -> None:
    rows, laws = page.locator(".matrix tr[data-law]"), page.locator("section.law")
    page.get_by_label("Law", exact=True).fill("maskedloss_A")
    assert rows.locator("visible=true").count() == laws.locator("visible=true").count() == 1
    assert page.locator("output").inner_text() == f"1 of {len(SOME)} laws shown"
    page.get_by_label("Law", exact=True).fill("")
    page.get_by_label("Status").select_option("attention")
    shown = set(rows.locator("visible=true").locator("th a").all_inner_texts())
    assert "maskedLoss" in shown
    assert "maskedLoss_eq_zero_of_all_zero" in shown
    assert "allMask" not in shown
    page.get_by_label("Level").select_option("hardened")
    assert rows.locator("visible=true").count() == 1
    assert "maskedLoss.shares_no_memory" in rows.locator("visible=true").inner_text()


def test_a_link_to_a_law_that_is_filtered_out_shows_it(page: Page) -> None:
    page.get_by_label("Law", exact=True).fill("complement")
    page.evaluate("location.hash = 'law-maskedLoss'")
    page.wait_for_function("document.getElementById('law-maskedLoss').getBoundingClientRect().top < 900")
    assert place(page, "law-maskedLoss").is_visible()


def test_a_deep_link_opens_what_is_folded_and_scrolls_to_it(page: Page, address: str) -> None:
    page.goto("about:blank")
    page.goto(f"{address}#failure-faulty:maskedLoss_append")
    target = place(page, "failure-faulty:maskedLoss_append")
    assert target.get_attribute("open") is not None
    box = target.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 400


def test_the_contents_work_by_keyboard(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the verdict"
    link = page.locator("nav.contents a", has_text="Agreement")
    link.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#agreement"
    assert place(page, "agreement").evaluate("e => e.getBoundingClientRect().top") < 200
    page.locator("nav.contents summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.hash") == f"#law-{SOME[0].id}"


def test_a_cell_of_the_matrix_leads_to_its_failure(page: Page) -> None:
    page.locator(".matrix tr[data-law=complement] td.failed a").click()
    assert page.evaluate("decodeURIComponent(location.hash)") == "#failure-faulty:complement"


def test_copying_a_snippet_puts_it_on_the_clipboard(page: Page) -> None:
    failure = place(page, "failure-faulty:complement")
    button = failure.get_by_role("button", name="Copy")
    button.click()
    failure.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == failure.locator(".snippet pre").inner_text()
    assert copied.startswith("from masks import backend\n")


def test_drawn_lists_point_at_positions(page: Page) -> None:
    section = place(page, "failure-faulty:maskedLoss")
    assert section.locator("> .told > .picture .arrows path").count() == 3
    assert section.locator("> .told > .picture rect.item").count() == 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_narrow_or_wide_nothing_runs_off_the_side(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(21, 23, 26)"}[scheme]
    for viewport in (NARROW, WIDE):
        page.set_viewport_size(viewport)
        page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_axe_finds_no_violation(page: Page, tmp_path: Path) -> None:
    page.goto(written(tmp_path / "report.html", SOME[::4]))
    assert_accessible(page, "dark", NARROW)


def test_axe_would_find_one(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<html lang=en><title>t</title><main><h1>h</h1><p style='color: #ccc'>pale</p></main></html>")
    (violation,) = violations(page)
    assert violation.startswith("color-contrast:")
    page.close()


@pytest.mark.slow
@pytest.mark.parametrize(("scheme", "viewport"), [("light", WIDE), ("dark", NARROW)], ids=["light", "dark"])
def test_axe_finds_no_violation_in_a_whole_page(
    page: Page, tmp_path: Path, scheme: str, viewport: ViewportSize
) -> None:
    page.goto(written(tmp_path / "report.html", LAWS))
    assert_accessible(page, scheme, viewport)


@pytest.mark.slow
def test_axe_finds_no_violation_in_the_page_of_a_selftest(page: Page, tmp_path: Path) -> None:
    none: dict[str, str] = {}
    caught = SpecimenRecord(
        "python-caught", "python", "it slips", True, {SOME[0].id: "violation"}, {SOME[0].id: "violation"}, none,
        SOME[0].id, 3, 0.1, 0.2,
    )  # fmt: skip
    missed = replace(caught, name="python-missed", found=none, first=None)
    odd = replace(caught, name="python-odd", is_faulty=False, named=none, found=none)
    report = SelftestReport(1, SOME, (caught, missed, odd), ("torch",), 0, "quick", {"python": "3.11"})
    path = tmp_path / "selftest.html"
    path.write_text(render_selftest(report), encoding="utf-8")
    page.goto(path.as_uri())
    assert page.locator("td.mark").count() == 1
    for viewport in (WIDE, NARROW):
        assert_accessible(page, "dark", viewport)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def assert_accessible(page: Page, scheme: str, viewport: ViewportSize) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size(viewport)
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    assert violations(page) == []


def test_a_failure_prints_on_at_most_a_page(page: Page) -> None:
    """Of A4, with the margins that browsers leave."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    heights = page.locator(".told, .failure details").evaluate_all("all => all.map(one => one.offsetHeight)")
    assert len(heights) > 2
    assert max(heights) < 1000
    breaks = page.locator(".told").evaluate_all("all => all.map(one => getComputedStyle(one).breakInside)")
    assert set(breaks) == {"avoid"}


def test_it_prints_with_what_is_folded_and_without_controls(page: Page) -> None:
    assert page.pdf(format="A4").startswith(b"%PDF-")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert place(page, "failure-faulty:maskedLoss_append").locator("svg").first.is_visible()
    assert not page.locator("nav.contents").is_visible()
    assert not page.locator("button.copy").first.is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("main details[open]").count() == 0


def test_without_javascript_everything_is_there_but_the_controls(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert not page.get_by_label("Status").is_visible()
    assert not page.locator("button.copy").first.is_visible()
    assert place(page, "law-maskedLoss").is_visible()
    summary = place(page, "failure-faulty:maskedLoss_append").locator("summary")
    summary.click()
    assert place(page, "failure-faulty:maskedLoss_append").locator("svg").first.is_visible()
    context.close()
