"""Pages that doc-gen4 makes: each declaration is a block with a header, and some have fields and equations."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from conformance.lean.errors import LeanError, Span
from conformance.sources.source import Found, Source
from conformance.sources.told import Told, is_header

_VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"])
"""Elements that have no end."""


def is_page(text: str) -> bool:
    """Whether a text is a page, and not what is on it."""
    return text.lstrip()[:1] == "<"


def source_of_page(path: str, text: str) -> Source:
    """The declarations of a page, of which a definition may come without its body."""
    parser = _Parser()
    parser.feed(text)
    parser.close()
    return Source(path, "page", text, tuple(_read(block) for block in parser.blocks))


def _read(block: _Block) -> Found:
    header = " ".join(block.header.split())
    if is_header(header):
        return Told(
            header, block.line, tuple(map(_one_line, block.fields)), tuple(map(_one_line, block.equations))
        ).found()
    message = f"expected a header such as `theorem {block.name or 'name'} … : …`"
    error = LeanError(message, header or block.name, Span(0, 1))
    return Found(block.name, header, block.line, header or block.name, error=error)


def _one_line(text: str) -> str:
    return " ".join(text.split())


@dataclass(slots=True)
class _Block:
    name: str
    line: int
    header: str = ""
    fields: list[str] = field(default_factory=list)
    equations: list[str] = field(default_factory=list)


class _Parser(HTMLParser):
    """Collects the blocks of a page. Open elements are kept with the part of a block that their text belongs to."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[_Block] = []
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        part = self._open[-1][1] if self._open else ""
        if "decl" in classes:
            self.blocks.append(_Block(given.get("id") or "", self.getpos()[0]))
            part = "block"
        elif part == "block" and "decl_header" in classes:
            part = "header"
        elif part == "block" and "structure_field" in classes:
            self.blocks[-1].fields.append("")
            part = "field"
        elif part == "block" and "equation" in classes:
            self.blocks[-1].equations.append("")
            part = "equation"
        elif "structure_field_doc" in classes:
            part = "aside"
        self._open.append((tag, part))
        # What is an element of its own line is parted from what stands before it.
        if tag in ("div", "li"):
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if any(name == tag for name, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        part = self._open[-1][1] if self._open else ""
        if part == "header":
            self.blocks[-1].header += data
        elif part == "field":
            self.blocks[-1].fields[-1] += data
        elif part == "equation":
            self.blocks[-1].equations[-1] += data
