"""Where in a text the parser's tokens and trees stand."""

from __future__ import annotations

from typing import cast

from lark import Token
from lark.tree import Meta

from conformance.lean import surface
from conformance.lean.errors import Span


def span_of(item: Token | surface.Syntax) -> Span:
    if isinstance(item, Token):
        return Span(cast(int, item.start_pos), cast(int, item.end_pos))
    return item.span


def span_of_tree(meta: Meta) -> Span:
    return Span(meta.start_pos, meta.end_pos)
