"""The pages of the site that are made where it is built, by their place in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import command_line
import functions
import gallery
import schemas

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Made:
    """A page that is made, and the file of the checkout from whose folder its links go."""

    text: Callable[[], str]
    origin: str


SPEC = """What a file of laws may hold. It is read as a plain part of YAML, as
[the language](../language.md#the-file-around-them) says, and refused with file, line and key where it has something
else. Each shipped module is an example, such as [masking](../../spec/masking.yaml)."""
RESULTS = """What `--json` writes, and `report.to_json()` gives: one object.
[A run of three backends](../examples/results.json) is one such file."""
KNOWN = """What is known to fail, in a file for `--expect`; [known failures](../known-failures.md) shows it in use."""


def pages() -> dict[str, Made]:
    """Pages by their path below docs/."""
    reference = {
        "functions": functions.page,
        "command-line": command_line.page,
        "spec-files": lambda: schemas.page("Files of laws", "spec/schema.json", SPEC),
        "results": lambda: schemas.page("Results in JSON", "conformance/records/results.schema.json", RESULTS),
        "expectations": lambda: schemas.page(
            "Files of known failures", "conformance/runs/expectations.schema.json", KNOWN
        ),
    }
    made = {f"reference/{name}.md": Made(text, f"docs/reference/{name}.md") for name, text in reference.items()}
    made["gallery.md"] = Made(gallery.page, "docs/gallery.md")
    for name in ("CHANGELOG", "CONTRIBUTING"):
        made[f"{name.lower()}.md"] = Made(partial(_aside, f"{name}.md"), f"{name}.md")
    return made


def _aside(name: str) -> str:
    """A file at the top of the checkout, which the search tells after other pages."""
    return "---\nsearch:\n  boost: 0.3\n---\n\n" + (ROOT / name).read_text(encoding="utf-8")
