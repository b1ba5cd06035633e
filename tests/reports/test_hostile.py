"""Names, messages, statements and values of any text neither break the page nor become part of its markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.records.report import Report
from conformance.records.vocabulary import KINDS, LEVELS, MISSING_REASONS, ORIGINS, REASONS, ROLES, STATUSES
from conformance.reports import mathml
from conformance.reports.html import render
from tests.reports.browser import chromium
from tests.reports.records import LAWS, everything

if TYPE_CHECKING:
    from playwright.sync_api import Browser

VOID = {"meta", "br", "wbr", "input"}
FIXED = {*KINDS, *LEVELS, *MISSING_REASONS, *ORIGINS, *REASONS, *ROLES, *STATUSES}
ATTACKS = (
    "<evil onevil=1>", "</pre><evil>", "\"'><evil onevil='1' ", "' onevil=1 a='", "<script>window.evil = 1</script>",
    "</script><script>window.evil = 1</script>", "</style><evil>", "<!-- ", "]]>", "{{ 7 * 7 }}{% include 'x' %}",
    "<math><evil/></math>", "<math><mtext onevil='1' href='javascript:evil()'>x</mtext></math>", 
    "javascript:window.evil=1",
    "&lt;evil&gt;&#60;evil&#62;", "\u202e\u2066evil\x00\x1b[31m\r\n\t", "`<evil>`",
    "a b#c:d/../?e=%3Cevil%3E", "\ud800",
    "<svg><evil/></svg>", "https://evil.example/\" onevil=\"1",
)  # fmt: skip
FEW = tuple(law for law in LAWS if law.id in ("complement", "maskedLoss", "maskedLoss_cons", "selected.deterministic"))


class Parsed(HTMLParser):
    """The elements of a page, and whether each was closed in its turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: set[tuple[str, frozenset[str]]] = set()
        self.links: set[str] = set()
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add((tag, frozenset(name for name, _ in attrs)))
        self.links |= {value or "" for name, value in attrs if name in ("href", "src", "action")}
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def with_texts(value: Any, texts: Iterator[str]) -> Any:
    """The record with every text in it, but for words from fixed lists, replaced: the same one by the same."""
    known: dict[str, str] = {}

    def changed(value: Any) -> Any:
        if isinstance(value, str):
            return value if value in FIXED or not value else known.setdefault(value, next(texts))
        if is_dataclass(value) and not isinstance(value, type):
            kept = ("schema_version",)
            return replace(
                value, **{f.name: changed(getattr(value, f.name)) for f in fields(value) if f.name not in kept}
            )
        if isinstance(value, dict):
            return {changed(k): changed(v) for k, v in value.items()}
        if isinstance(value, (list, tuple)):
            return type(value)(changed(v) for v in value)
        return value

    return changed(value)


def attacked(seeds: list[str]) -> Report:
    """The report of everything in which each text is another attack; numbers keep ids apart."""
    return with_texts(everything(laws=FEW), (f"{seeds[k % len(seeds)]}{k}" for k in range(10**6)))  # type: ignore[no-any-return]


def grammar(page: str) -> set[tuple[str, frozenset[str]]]:
    parsed = Parsed(page)
    assert parsed.open == []
    assert all(re.match(r"#|https?://", link) for link in parsed.links)
    return parsed.seen


# What pages hold whose texts are plain: with and without JavaScript's, announced, long and empty parts.
PLAIN = grammar(render(everything())) | grammar(render(attacked(["plain"])))
NAMES = {tag for tag, _ in PLAIN}
ATTRIBUTES = {(tag, name) for tag, names in PLAIN for name in names}


@settings(max_examples=10, deadline=None)
@given(st.lists(st.sampled_from(ATTACKS) | st.text(max_size=40), min_size=1, max_size=12))
def test_text_never_becomes_markup(seeds: list[str]) -> None:
    for tag, names in grammar(render(attacked(seeds))):
        assert tag in NAMES
        assert {(tag, name) for name in names} <= ATTRIBUTES


@given(st.sampled_from(ATTACKS) | st.text())
def test_only_presentation_markup_is_taken_for_mathematics(text: str) -> None:
    for attack in (text, f"<math>{text}</math>", f"<math><mi onevil='1' style='x'>{text}</mi></math>"):
        seen = Parsed(str(mathml.safe(attack))).seen
        assert {tag for tag, _ in seen} <= {"math", "mtext", "mi"}
        assert not [names for _, names in seen if names]


@pytest.mark.parametrize(
    "text", ["<math>" * 5000, "<!DOCTYPE m [<!ENTITY a 'b'>]><math>&a;</math>", "<mi>x</mi>", "<math"]
)
def test_mathematics_that_is_not_is_left_out(text: str) -> None:
    assert mathml.safe(text) == ""


def test_a_megabyte_of_text_is_cut() -> None:
    page = render(attacked(["<evil>" * 170_000]))
    assert len(page) < 1_000_000
    assert "characters)" in page
    assert ("evil", frozenset()) not in grammar(page)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def test_in_a_browser_no_text_runs_or_loads(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(render(attacked(list(ATTACKS))), encoding="utf-8", errors="backslashreplace")
    page = browser.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    page.on("request", lambda request: wrong.append(request.url) if request.url != path.as_uri() else None)
    page.goto(path.as_uri())
    assert page.evaluate("window.evil") is None
    assert page.locator("evil, [onevil]").count() == 0
    assert page.locator("script").count() == 1
    assert page.locator("section.law").count() == len(FEW)
    assert wrong == []
    # The policy holds by itself, whatever the text would have become.
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.evil = 1'}))")
    assert page.evaluate("window.evil") is None
    page.close()
