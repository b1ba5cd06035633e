"""Links from pages to files of the checkout that are no pages: each becomes a page that shows the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from posixpath import normpath, relpath

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#|/)(?P<path>[^)\s#]+)(?P<anchor>#[^)\s]*)?(?=\))")
UNSEARCHED = "---\nsearch:\n  exclude: true\n---\n\n"
LANGUAGES = {".py": "python", ".mjs": "javascript", ".yaml": "yaml", ".yml": "yaml", ".json": "json", ".toml": "toml"}


def targets(text: str, origin: str) -> Iterator[str]:
    """The paths, from the top of the checkout, to which a page links that stands at `origin`."""
    for found in LINK.finditer(text):
        yield normpath(PurePosixPath(origin).parent / found["path"])


def is_outside(path: str) -> bool:
    """Whether a path is a file or folder of the checkout that is no part of docs/."""
    return not path.startswith(("docs/", "..")) and path != "docs" and (ROOT / path).exists()


def place_of(path: str) -> str:
    """Where in the site the page of a file or folder is."""
    return f"sources/{path}" if path.endswith(".md") else f"sources/{path}.md"


def source_page(path: str) -> str:
    """A page that shows a file, or the files of a folder."""
    place = ROOT / path
    if place.is_dir():
        inside = sorted(p.name for p in place.iterdir() if p.is_file() and not p.name.startswith(("_", ".")))
        rows = "".join(f"- [{name}]({place.name}/{name})\n" for name in inside)
        return f"{UNSEARCHED}# {path}\n\n{rows}"
    text = place.read_text(encoding="utf-8")
    if path.endswith(".md"):
        return text
    return f"{UNSEARCHED}# {path}\n\n````{LANGUAGES.get(place.suffix, 'text')}\n{text}````\n"


def relinked(text: str, origin: str, place: str, places: Mapping[str, str]) -> str:
    """The text of a page at `place` of the site, whose links go from `origin`, with those that lead elsewhere set anew.

    Args:
        places: where in the site a path of the checkout is.
    """

    def anew(found: re.Match[str]) -> str:
        path = normpath(PurePosixPath(origin).parent / found["path"])
        if path not in places:
            return found[0]
        return relpath(places[path], str(PurePosixPath(place).parent)) + (found["anchor"] or "")

    return LINK.sub(anew, text)
