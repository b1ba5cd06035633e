"""Line breaks that Lean reads: they end the value of a `let`, and part the fields after `where` and in `{ … }`.

`marked` puts `;` or `,` in the place of such a line break, and blanks comments, so that every other character keeps its
place and the grammar need not know of lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_COMMENT = re.compile(r"--[^\n]*|/-")
_EDGE = re.compile(r"/-|-/")
_TOKEN = re.compile(r"(?P<word>[^\W\d]\w*)|(?P<open>[(\[{⟨])|(?P<close>[)\]}⟩])|(?P<mark>:=|[;,])|\S")


@dataclass(slots=True)
class _Block:
    """What line breaks part: `column` is that of its first token, at `depth` brackets."""

    kind: str
    depth: int
    column: int
    parted: str


def without_comments(text: str) -> str:
    """The text with blanks in the place of comments, line breaks kept; as in Lean, a comment may stand in another."""
    parts: list[str] = []
    at = 0
    while (found := _COMMENT.search(text, at)) is not None:
        end = found.end() if found[0] != "/-" else _end_of_comment(text, found.end())
        parts += [text[at : found.start()], re.sub(r"[^\n]", " ", text[found.start() : end])]
        at = end
    return "".join([*parts, text[at:]])


def _end_of_comment(text: str, at: int) -> int:
    """Where a comment ends whose beginning ends at a place."""
    depth = 1
    for edge in _EDGE.finditer(text, at):
        depth += 1 if edge[0] == "/-" else -1
        if not depth:
            return edge.end()
    return len(text)


def marked(text: str) -> str:
    """The text with a mark where a line break parts what stands before and after it, and without comments."""
    text = without_comments(text)
    if "\n" not in text or not re.search(r"\b(?:let|where)\b|\{", text):
        return text
    characters = list(text)
    blocks: list[_Block] = []
    opened: list[str] = []
    awaiting: str | None = None
    last_line, previous = 0, ""
    for found in _TOKEN.finditer(text):
        line_start = text.rfind("\n", 0, found.start()) + 1
        column, token, kind = found.start() - line_start, found.group(), found.lastgroup
        starts_line = line_start != last_line and bool(previous)
        if awaiting is not None:
            blocks.append(_Block(awaiting, len(opened), column, ";" if awaiting == "where" else ","))
            awaiting = None
        elif starts_line and previous not in (";", ","):
            for block in reversed(blocks):
                # A `let` is no argument, so that it begins what comes after another wherever it stands.
                is_let = block.kind == "let"
                within = column <= block.column or token == "let" if is_let else column == block.column
                if block.depth == len(opened) and within and kind != "close":
                    characters[line_start - 1] = block.parted
                    if block.kind == "let":
                        blocks.remove(block)
                    break
        last_line = line_start
        if kind == "open":
            opened.append(token)
            awaiting = "fields" if token == "{" else None
        elif kind == "close" and opened:
            opened.pop()
            blocks = [b for b in blocks if b.depth <= len(opened)]
        elif token == "where":
            awaiting = "where"
        elif token == "let":
            blocks.append(_Block("let", len(opened), column, ";"))
        elif token == ";":
            blocks = [b for b in blocks if not (b.kind == "let" and b.depth == len(opened))]
        previous = token
    return "".join(characters)
