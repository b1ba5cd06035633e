"""Text from outside, written so that it has no force where it is shown: in a terminal, a CI log, Markdown, a file.

Names, paths, statements, messages of exceptions: nothing that the harness did not write itself is shown without one of
these. Characters that cannot be seen become escapes as Python writes them, such as `\\x1b` and `\\u202e`; letters,
signs and emoji of any script stay as they are.
"""

from __future__ import annotations

import re
import string
import unicodedata

LONGEST = 20_000
"""Characters of one text that are shown."""

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)
"""Controls, formats that reorder or hide, separators of lines, lone surrogates, tags, and what is no character."""

_JOINER, _EMOJI_STYLE = "\u200d", "\ufe0f"
_PICTURE = re.compile("[#*0-9\xa9\xae\u203c-\u3299\U0001f000-\U0001faff]")

_COMMAND = re.compile(r"^((?:[^\S\n]|\x1b\[[0-9;]*m)*):(?=:\S)|#(?=#\w*\[)", re.MULTILINE)
"""What a CI log takes for a command: `::name::` that begins a line (GitHub, Gitea), and `##[`, `##vso[` (Azure),
`##teamcity[` anywhere. Lean's `::` has a space behind it. Colours may stand before a line's first character."""


def visible(value: object) -> str:
    """Text with what cannot be seen written as escapes, on the lines that it has, and cut where it is very long."""
    text = str(value)
    shown = _shown(text[:LONGEST])
    is_whole = len(text) <= LONGEST and len(shown) <= LONGEST
    return shown if is_whole else f"{shown[:LONGEST]}… ({len(text):,} characters)"


def is_visible(text: str) -> bool:
    """Whether `visible` would leave every character as it is."""
    return _shown(text) == text


def _shown(text: str) -> str:
    return _UNSEEN.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    character, text, at = match.group(), match.string, match.start()
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    is_picture = bool(before) and (before == _EMOJI_STYLE or _PICTURE.match(before) is not None)
    if is_picture and (character == _EMOJI_STYLE or (character == _JOINER and _PICTURE.match(after))):
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def inline(value: object) -> str:
    """`visible` text that stays on one line, as a name or a path does."""
    return visible(value).replace("\n", "\\n").replace("\t", "\\t")


def without_commands(text: str) -> str:
    """Text of which no CI log takes a line for a command: the first character of the mark becomes its escape."""
    return _COMMAND.sub(lambda match: f"{match[1] or ''}\\x{ord(match[0][-1]):02x}", text)


def for_log(value: object) -> str:
    """`visible` text for a terminal or the log of a CI, on the lines that it has."""
    return without_commands(visible(value))


def hanging(value: object) -> str:
    """`visible` text whose later lines are indented, so that none of them passes for a message of its own."""
    return visible(value).replace("\n", "\n  ")


def excerpt(line: str, column: int, width: int = 1, room: int = 120) -> str:
    """A line of a source with carets under a part of it; of a long line what stands around that part.

    Args:
        line: the line, without its end.
        column: where the part starts, counted in characters from 1.
        width: how many characters it has, at least 1.
        room: how many characters are shown.
    """
    at = column - 1
    start = max(0, min(at - room // 2, len(line) - room))
    end = min(len(line), start + room)
    before, part, after = line[start:at], line[at : min(end, at + width)], line[min(end, at + width) : end]
    more, rest = "…" if start else "", "…" if end < len(line) else ""
    lead = more + inline(before)
    carets = "^" * max(1, columns(inline(part)))
    return f"{lead}{inline(part)}{inline(after)}{rest}\n{' ' * columns(lead)}{carets}"


def columns(text: str) -> int:
    """How many columns of a terminal a text on one line takes: two for wide letters, none for combining marks."""
    return sum(
        0 if unicodedata.combining(c) or c in (_JOINER, _EMOJI_STYLE)
        else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )  # fmt: skip


# Markdown


_PLAIN = frozenset(string.ascii_letters + string.digits + " ,;=()'.")
_TOKEN = re.compile(
    r"://|www\.|(?P<reference>(?<![a-z0-9])gh-(?=\d))|(?P<safe>(?<=[a-z0-9])_(?=[a-z0-9])|:(?= ))|.",
    re.IGNORECASE | re.DOTALL,
)
"""An underscore inside a word and a colon before a space mean nothing, and are left for those who read the source."""


def markdown(value: object, longest: int = 500) -> str:
    """Text on one line in which nothing is Markdown or HTML, nor a mention, a reference or an address that GitHub would
    follow; cut after about `longest` bytes."""
    told, room = [], longest
    for token in _TOKEN.finditer(" ".join(visible(value).split())):
        escaped = token["safe"] or _escaped(token.group())
        room -= len(escaped.encode())
        if room < 0:
            told.append("…")
            break
        told.append(escaped)
    return "".join(told)


def _escaped(token: str) -> str:
    if len(token) == 1 and (token in _PLAIN or not token.isascii()):
        return token
    entities = "".join(c if c.isalpha() else f"&#{ord(c)};" for c in token)
    # GitHub looks for @name, #1, GH-1 and addresses in the finished page, everywhere but in code.
    is_followed = token in "@#" or token == "://" or (token[-1] == "-" and len(token) > 1)
    return f"<code>{entities}</code>" if is_followed else entities


def fenced(text: str) -> str:
    """A code block that the text cannot close."""
    shown = visible(text)
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{shown}\n{fence}"


# Workflow commands of GitHub


def command_message(text: str) -> str:
    """A text as the message of a workflow command: it stays on the command's line."""
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def command_property(text: str) -> str:
    """A text as the value of a property of a workflow command."""
    return command_message(text).replace(":", "%3A").replace(",", "%2C")
