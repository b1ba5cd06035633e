"""Characters that a copy of a page has lost, put back from a declaration that it is held against.

A copy that loses a character loses it in every declaration: one that a declaration has is assumed in no other. What is
assumed is told, and what comes of it is read like any other text, so that nothing else of the copy is taken on trust.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from conformance.sources.source import Source

_TOKEN = re.compile(r"[^\W\d][\w.'!?]*|\d+|:=|::|\+\+|&&|\|\||==|!=|=>|<=|>=|\S")
_WORD = re.compile(r"[^\W\d][\w.'!?]*|\d+")

_ASSUMED, _RENAMED, _ODD = 1, 3, 10
"""What it costs that a character is assumed, that a word is another one, and that one side has what the other lacks."""

_LONGEST = 4_000
"""Characters of a declaration in which what is lost is looked for."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """A text with lost characters put back, and which those are, in their order."""

    text: str
    assumed: tuple[str, ...]


def lost_of(source: Source) -> frozenset[str]:
    """The characters beyond ASCII that mean something in Lean and that no declaration of a copied text has."""
    if source.form != "text of a page":
        return frozenset()
    return frozenset(c for c in "ℕℤℚℝ→∈∉∀∃∑∏¬↔∧∨≤≥≠×↑·λ⟨⟩" if not any(c in found.text for found in source.found))


def recover(text: str, told: str, lost: frozenset[str]) -> Recovered | None:
    """A text with characters put back that are lost, so that it comes as near as it can to what is told of it.

    None where nothing is put back.
    """
    if max(len(text), len(told)) > _LONGEST:
        return None
    pieces = _TOKEN.findall(told)
    # Blanks are lost as well, and those that are left part words.
    chunks = text.split()
    joined = "".join(chunks)
    edges = frozenset(_ends(chunks))
    kept = _align(joined, edges, pieces, lost)
    assumed = tuple(piece for piece, is_assumed in kept if is_assumed)
    return Recovered(" ".join(piece for piece, _ in kept), assumed) if assumed else None


def _ends(chunks: Sequence[str]) -> list[int]:
    ends, at = [], 0
    for chunk in chunks:
        at += len(chunk)
        ends.append(at)
    return ends


def _align(
    text: str, edges: frozenset[int], pieces: Sequence[str], lost: frozenset[str]
) -> list[tuple[str, bool]]:  # fmt: skip
    """The pieces of the text, and among them those that are assumed, at the least cost."""

    @cache
    def run(at: int) -> str:
        """The piece that begins at a place of the text, up to where a blank stood."""
        match = _TOKEN.match(text, at)
        assert match is not None
        end = min([edge for edge in edges if edge > at], default=len(text))
        return text[at : min(match.end(), max(end, at + 1))]

    width = len(pieces)
    # Best cost from each place of both to their ends, and the step that begins it: what is kept of the text, whether a
    # piece is used, and whether that is assumed.
    best: list[list[tuple[int, str, bool, bool]]] = [
        [(0, "", False, False)] * (width + 1) for _ in range(len(text) + 1)
    ]
    for at in range(len(text), -1, -1):
        for k in range(width, -1, -1):
            if at == len(text) and k == width:
                continue
            steps: list[tuple[int, str, bool, bool]] = []
            if k < width:
                piece = pieces[k]
                is_lost = piece in lost
                steps.append((best[at][k + 1][0] + (_ASSUMED if is_lost else _ODD), "", True, is_lost))
                if text.startswith(piece, at) and at < len(text):
                    steps.append((best[at + len(piece)][k + 1][0], piece, True, False))
                elif at < len(text) and _WORD.fullmatch(piece) and _WORD.fullmatch(run(at)):
                    steps.append((best[at + len(run(at))][k + 1][0] + _RENAMED, run(at), True, False))
            if at < len(text):
                steps.append((best[at + len(run(at))][k][0] + _ODD, run(at), False, False))
            best[at][k] = min(steps, key=lambda step: step[0])
    kept: list[tuple[str, bool]] = []
    at = k = 0
    while at < len(text) or k < width:
        _, piece, uses, is_assumed = best[at][k]
        if is_assumed:
            kept.append((pieces[k], True))
        elif piece:
            kept.append((piece, False))
        at, k = at + len(piece), k + uses
    return kept
