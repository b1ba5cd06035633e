"""The one place that writes to standard output and error; every text loses its force here.

Plain where the stream is not a terminal; colours, tables and bars come from Rich, which is loaded where they are.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TextIO

from conformance.text.escaping import for_log, inline, visible, without_commands

if TYPE_CHECKING:
    import rich.console

Styled = tuple[str, str]
"""A text and the style in which a terminal shows it, as Rich names it; empty for none."""

PLAIN_WIDTH = 100


class Console:
    """A stream that is written to line by line, and that never fails on a character.

    `line` is for what stays on one line whatever the texts in it hold, `lines` for a text of several. `width` are the
    columns that paragraphs and tables have where the stream is not a terminal.
    """

    def __init__(self, stream: TextIO | None, width: int | None = None) -> None:
        self._stream, self._columns = stream, width
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")

    @property
    def is_terminal(self) -> bool:
        return self._stream is not None and self._stream.isatty()

    @property
    def _width(self) -> int:
        return PLAIN_WIDTH if self._columns is None else self._columns

    def line(self, text: str = "", style: str = "") -> None:
        """Writes a text as one line."""
        self.lines(inline(text), style)

    def lines(self, text: str, style: str = "") -> None:
        """Writes a text, and ends its last line."""
        shown = for_log(text)
        if not style or not self.is_terminal:
            self._write(f"{shown}\n")
            return
        from rich.text import Text

        self._rich([Text(shown, style=style)])

    def paragraph(self, text: str, indent: int = 0) -> None:
        """Writes a text on as many lines as the width asks for; indented, those after the first by two more."""
        first, other = " " * indent, " " * (indent + 2 if indent else 0)
        self.lines(textwrap.fill(inline(text), self._shown_width, initial_indent=first, subsequent_indent=other))

    def folded(self, text: str, style: str = "") -> None:
        """Writes a text whose lines are broken between words where they are wider than a screen, and then go on
        four columns further in; what a program reads stays on its line."""
        if self.is_terminal or self._columns is not None:
            text = "\n".join(_fold(line, self._shown_width) for line in text.split("\n"))
        self.lines(text, style)

    @property
    def _shown_width(self) -> int:
        return shutil.get_terminal_size().columns if self.is_terminal else self._width

    def table(self, headings: Sequence[str], rows: Iterable[Sequence[Styled]], right: Sequence[int] = ()) -> None:
        """Writes a table as wide as the stream; the first column is cut where there is no room for it.

        Args:
            headings: of the columns; one may have several lines.
            rows: a text and its style for each column.
            right: numbers of columns that end, rather than begin, at one place.
        """
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for k, heading in enumerate(headings):
            justify: Any = "right" if k in right else "left"
            table.add_column(Text(visible(heading)), justify=justify, no_wrap=k == 0, overflow="ellipsis")
        for row in rows:
            table.add_row(*(Text(inline(text), style=style) for text, style in row))
        self._rich([table])

    def commands(self, lines: str) -> None:
        """Writes workflow commands, which `reports.annotations` made: lines that a CI log shall take for commands."""
        self._write(lines)

    def document(self, text: str) -> None:
        """Writes a whole text that another program reads, as it is."""
        self._write(text)

    def for_bars(self) -> rich.console.Console:
        """What Rich moves its bars on; their texts are to be `inline`."""
        return self._new_rich(self._stream)

    def _rich(self, parts: list[Any]) -> None:
        made = io.StringIO()
        console = self._new_rich(made)
        for part in parts:
            console.print(part, soft_wrap=not hasattr(part, "columns"))
        text = made.getvalue() if self.is_terminal else re.sub(r"[ ]+$", "", made.getvalue(), flags=re.MULTILINE)
        self._write(without_commands(text))

    def _new_rich(self, target: TextIO | None) -> rich.console.Console:
        from rich.console import Console as Rich

        colours = self.is_terminal and "NO_COLOR" not in os.environ
        width = None if self.is_terminal else self._width
        return Rich(
            file=target, force_terminal=self.is_terminal, force_jupyter=False, no_color=not colours, highlight=False,
            width=width, emoji=False, markup=False,
        )  # fmt: skip

    def _write(self, text: str) -> None:
        if self._stream is not None:
            self._stream.write(text)
            self._stream.flush()


def _fold(line: str, width: int) -> str:
    after = " " * (len(line) - len(line.lstrip()) + 4)
    if len(line) <= width or len(after) >= width:
        return line
    return textwrap.fill(line, width, subsequent_indent=after, break_long_words=False, break_on_hyphens=False)


def console(stream: TextIO | None = None) -> Console:
    """The console of a stream, standard output where none is given."""
    return Console(sys.stdout if stream is None else stream)


def errors() -> Console:
    """The console of standard error."""
    return Console(sys.stderr)
