"""The documentation site: each page is in its menu, and the pages that are made have all that the code has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from conformance.cli import cli
from conformance.lean.notation import BIGS, INFIXES, PREFIXES
from tests.docs.making import DOCS, making
from tests.lean.reading import evaluate

ROOT = DOCS.parent
SITE: dict[str, Any] = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
MADE: dict[str, Any] = making("pages").pages()
functions = making("functions")
TOLD: dict[str, str] = {name: row["holds"] for rows in functions.told().values() for name, row in rows.items()}


def named(menu: Any) -> Iterator[str]:
    """The pages of a menu."""
    if isinstance(menu, str):
        yield menu
    for part in menu.values() if isinstance(menu, dict) else menu if isinstance(menu, list) else ():
        yield from named(part)


def test_the_menu_has_each_page_once() -> None:
    there = [p.relative_to(DOCS).as_posix() for p in DOCS.rglob("*.md")]
    assert sorted(named(SITE["nav"])) == sorted([*there, *MADE])


def test_the_readme_names_files_that_are_there_and_links_to_none_but_its_picture() -> None:
    """It is shown by the package index too, where a link to a file of the checkout leads nowhere."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"\]\((?!https?:)([^)]+)\)", readme) == ["docs/assets/report.png"]
    named = ["docs/assets/report.png", *re.findall(r"`(docs/[\w/.-]*|[A-Z]+\.md)`", readme)]
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_nothing_is_loaded_from_elsewhere() -> None:
    assert SITE["theme"]["font"] is False
    assert "offline" in SITE["plugins"]
    script = (DOCS / "assets" / "iframe-worker.js").read_text(encoding="utf-8")
    assert "http" not in script


def test_each_function_of_the_language_has_an_example() -> None:
    assert sorted(TOLD) == sorted(functions.functions())


@pytest.mark.parametrize("name", TOLD)
def test_the_example_of_a_function_holds(name: str) -> None:
    assert evaluate(TOLD[name]) is True
    symbols = functions.symbols(name)
    written = {name, name.rpartition(".")[2], *symbols, *WRITTEN.get(name, ())}
    assert any(one in TOLD[name] for one in written)


WRITTEN = {
    "ite": ["if"], "xs[i]": ["]["], "xs[i]!": ["]!"], "xs[i]?": ["]?"], "Array.append": ["++"],
}  # fmt: skip


def test_the_page_of_functions_has_types_and_each_notation() -> None:
    page = functions.page()
    assert "| <code>List.map</code> | <code>(α → β) → List α → List β</code> |" in page
    assert "| <code>List.finRange</code> | <code>(n : Nat) → List (Fin n)</code> |" in page
    table = page.split("## Notations")[1]
    for symbol in (*INFIXES, *PREFIXES, *BIGS):
        assert functions.code(symbol) in table


def commands(command: click.Command, path: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, part in getattr(command, "commands", {}).items():
        yield f"{path}{name}", part
        yield from commands(part, f"{path}{name} ")


def test_the_page_of_the_command_line_has_each_command_with_its_options() -> None:
    page = making("command_line").page()
    for path, command in commands(cli):
        (chapter,) = [c for c in page.split("\n## ")[1:] for c in c.split("\n### ") if c.startswith(f"`{path}`")]
        options = {o for p in command.params if not getattr(p, "hidden", False) for o in p.opts if o.startswith("--")}
        assert {o for o in options if o.replace("_", "&#95;") not in chapter} == set(), path


def test_help_texts_are_text_and_what_stands_between_backticks_is_code() -> None:
    escaped = making("command_line")._escaped
    assert escaped("`[a]` or *b*") == "<code>&#91;a&#93;</code> or &#42;b&#42;"
    assert escaped("a ` alone") == "a &#96; alone"


@pytest.mark.parametrize(
    ("page", "schema"),
    [
        ("reference/spec-files.md", "spec/schema.json"),
        ("reference/results.md", "conformance/records/results.schema.json"),
        ("reference/expectations.md", "conformance/runs/expectations.schema.json"),
    ],
)
def test_the_page_of_a_file_has_each_of_its_keys(page: str, schema: str) -> None:
    described = json.loads((ROOT / schema).read_text(encoding="utf-8"))
    text = MADE[page].text()
    for name, one in {"The file": described, **described.get("$defs", {})}.items():
        (chapter,) = [c for c in text.split("\n## ") if c.startswith(f"{name}\n")]
        assert [key for key in one.get("properties", {}) if f"| `{key}` |" not in chapter] == []


def test_a_link_to_a_file_of_the_checkout_leads_to_a_page_that_shows_it() -> None:
    links = making("links")
    text = "[it](../examples/node/masking.mjs), [a page](forms.md#x), [elsewhere](https://example.org)"
    (outside,) = [p for p in links.targets(text, "docs/protocol.md") if links.is_outside(p)]
    assert outside == "examples/node/masking.mjs"
    places = {outside: links.place_of(outside)}
    shown = links.relinked(text, "docs/protocol.md", "protocol.md", places)
    assert shown == text.replace("../examples/node/masking.mjs", "sources/examples/node/masking.mjs.md")
    assert "````javascript\n" in links.source_page(outside)


def test_a_link_between_pages_of_another_folder_is_set_anew() -> None:
    links = making("links")
    moved = links.relinked("[x](docs/forms.md#words)", "CHANGELOG.md", "changes/all.md", {"docs/forms.md": "forms.md"})
    assert moved == "[x](../forms.md#words)"


def test_what_a_comment_says_of_a_block_is_its_title() -> None:
    titled = making("blocks").titled
    assert titled("<!-- file: a.py -->\n```python\nx = 1\n```\n") == '```python title="a.py"\nx = 1\n```\n'
    assert titled("<!-- exit: 1 -->\n```sh\nfalse\n```\n") == '```sh title="exit status 1"\nfalse\n```\n'


def test_a_bar_in_the_code_of_a_table_is_shown_as_one() -> None:
    shown = making("blocks").unescaped(r"<p>a \| b</p><td><code>true \|\| false</code></td>")
    assert shown == r"<p>a \| b</p><td><code>true || false</code></td>"


@pytest.mark.slow
def test_a_run_of_the_gallery_ends_as_it_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("numpy")
    monkeypatch.chdir(tmp_path)
    gallery = making("gallery")
    known = gallery.ran("known")
    assert known.terminal.startswith("selected.py: conforms but for 2 known failures")
    assert "A set takes each position once." in known.page
    assert not list(tmp_path.iterdir())
