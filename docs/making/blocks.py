"""How blocks of code and tables of a page are shown beyond what Markdown says."""

from __future__ import annotations

import re

SAID = re.compile(
    r"^<!-- (?P<key>file|written|exit|exit status): (?P<value>\S+) -->\n```(?P<language>\w+)\n", re.MULTILINE
)
CELL = re.compile(r"<td[^>]*>.*?</td>", re.DOTALL)


def titled(text: str) -> str:
    """The text of a page in which readers see which file a block is, and with which status a command ends."""
    return SAID.sub(_title, text)


def _title(found: re.Match[str]) -> str:
    said = found["value"] if found["key"] in ("file", "written") else f"exit status {found['value']}"
    return f'```{found["language"]} title="{said}"\n'


def unescaped(html: str) -> str:
    """A page in whose tables a bar within code, which is escaped there, is shown as a bar."""
    return CELL.sub(lambda found: found[0].replace(r"\|", "|"), html)
