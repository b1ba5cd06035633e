"""Prefix and infix operators, grouped with their operands by precedence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from lark import Token

from conformance.lean import surface
from conformance.lean.errors import Misplaced
from conformance.lean.notation import INFIXES, MAX, PREFIXES, SPELLINGS, Notation
from conformance.lean.spans import span_of

MAX_DEPTH = 100
"""Deepest nesting of a statement."""


def group(items: Sequence[Token | surface.Syntax]) -> surface.Syntax:
    """Groups prefix operators, operands and infix operators by precedence."""
    position = 0
    depth = 0

    def operand() -> surface.Syntax:
        nonlocal position, depth
        item = items[position]
        position += 1
        if isinstance(item, Token):
            notation = PREFIXES[SPELLINGS[str(item)]]
            depth += 1
            if depth > MAX_DEPTH:
                raise Misplaced(f"nested more than {MAX_DEPTH} levels deep", span_of(item))
            inner = climb(notation.right)
            depth -= 1
            return surface.Prefix(span_of(item).to(inner.span), notation.symbol, inner)
        return item

    def climb(minimum: int) -> surface.Syntax:
        nonlocal position, depth
        left, level, chained = operand(), MAX, 0
        while position < len(items):
            token = cast(Token, items[position])
            notation = INFIXES[SPELLINGS[str(token)]]
            if notation.precedence < minimum:
                break
            if level < notation.left:
                # As in Lean, this operator may still apply to what stands around: `¬ a = b ≠ c` is `(¬ a = b) ≠ c`.
                break
            position += 1
            depth += 1
            chained += 1
            if depth > MAX_DEPTH or chained > MAX_DEPTH:
                raise Misplaced(f"nested more than {MAX_DEPTH} levels deep", span_of(token))
            right = climb(notation.right)
            depth -= 1
            left = surface.Infix(left.span.to(right.span), notation.symbol, left, right)
            level = notation.precedence
        return left

    whole = climb(0)
    if position < len(items):
        token = cast(Token, items[position])
        raise Misplaced(_not_chained(INFIXES[SPELLINGS[str(token)]]), span_of(token))
    return whole


def _not_chained(notation: Notation) -> str:
    return f"`{notation.symbol}` does not chain: add parentheses, or `∧` between two statements"
