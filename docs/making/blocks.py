"""What a comment before a block of code says of it is shown as the title of the block."""

from __future__ import annotations

import re

SAID = re.compile(
    r"^<!-- (?P<key>file|written|exit|exit status): (?P<value>\S+) -->\n```(?P<language>\w+)\n", re.MULTILINE
)


def titled(text: str) -> str:
    """The text of a page in which readers see which file a block is, and with which status a command ends."""
    return SAID.sub(_title, text)


def _title(found: re.Match[str]) -> str:
    said = found["value"] if found["key"] in ("file", "written") else f"exit status {found['value']}"
    return f'```{found["language"]} title="{said}"\n'
