"""Prefix and infix operators, grouped with their operands by precedence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from lark import Token

from conformance.lean import surface
from conformance.lean.errors import Misplaced
from conformance.lean.notation import BIG_PRECEDENCE, INFIXES, MAX, PREFIXES, SPELLINGS, Notation
from conformance.lean.spans import span_of

MAX_DEPTH = 100
"""Deepest nesting of a statement."""


def group(items: Sequence[Token | surface.Syntax | surface.BigHead]) -> surface.Syntax:
    """Groups prefix operators, operands and infix operators by precedence."""
    position = 0
    depth = 0

    def operand() -> tuple[surface.Syntax, int]:
        nonlocal position, depth
        item = items[position]
        position += 1
        if not isinstance(item, (Token, surface.BigHead)):
            return item, MAX
        span = span_of(item) if isinstance(item, Token) else item.span
        depth += 1
        if depth > MAX_DEPTH:
            raise Misplaced(f"nested more than {MAX_DEPTH} levels deep", span)
        if isinstance(item, surface.BigHead):
            inner = climb(BIG_PRECEDENCE)
            depth -= 1
            return surface.Big(span.to(inner.span), item, inner), BIG_PRECEDENCE
        notation = PREFIXES[SPELLINGS[str(item)]]
        inner = climb(notation.right)
        depth -= 1
        return surface.Prefix(span.to(inner.span), notation.symbol, inner), notation.precedence

    def climb(minimum: int) -> surface.Syntax:
        nonlocal position, depth
        (left, level), chained = operand(), 0
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
