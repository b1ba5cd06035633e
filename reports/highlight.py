"""Lean text with its words marked by kind, for colours: keywords, types, the name declared, numbers, operators."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

from conformance.text.escaping import visible

_TOKEN = re.compile(
    r"""
      (?P<comment>--[^\n]*|/-.*?-/)
    | (?P<attribute>@\[[^\]\n]*\])
    | (?P<number>\d+)
    | (?P<word>[^\W\d][\w.'!?]*)
    | (?P<operator>:=|=>|\+\+|::|<->|->|&&|\|\||==|!=|<=|>=|[∀∃λ→↔∧∨¬≠≤≥∈∉=<>+*/%|!↦])
    | (?P<other>\s+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_KEYWORDS = frozenset(
    ("abbrev", "by", "def", "do", "else", "fun", "have", "if", "in", "lemma", "let", "match", "theorem", "then", "with")
)
_LONGEST = 4_000
_DECLARING = frozenset(("abbrev", "def", "lemma", "theorem"))
_CLASSES = {"comment": "c", "attribute": "c", "number": "n", "operator": "o"}


def lean(text: str) -> Markup:
    """The text as markup, with a `span` around each word that has a colour; cut where it is very long."""
    more = f"… ({len(text):,} characters)" if len(text) > _LONGEST else ""
    return Markup("").join(_marked(visible(text[:_LONGEST]))) + more


def _marked(text: str) -> Iterator[Markup]:
    declares = False
    for token in _TOKEN.finditer(text):
        word, kind = token.group(), token.lastgroup or "other"
        style = _CLASSES.get(kind, "")
        if kind == "word":
            style = "k" if word in _KEYWORDS else "d" if declares else "t" if word[0].isupper() else ""
        if not word.isspace():
            declares = word in _DECLARING
        yield Markup('<span class="{}">{}</span>').format(style, word) if style else escape(word)
