"""The notations that stand for built-in functions: operators, their spellings, and how tightly they bind.

To give a built-in function an operator, add a line to `INFIXES` or `PREFIXES`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notation:
    """An infix or prefix operator: canonical symbol, other spellings, and Lean's precedences.

    An operand stands without parentheses when its own precedence is at least `left` or `right`.
    """

    symbol: str
    builtin: str
    precedence: int
    left: int
    right: int
    spellings: tuple[str, ...] = ()

    @property
    def written_left(self) -> int:
        """As `left`, for what is written: an operator of the same precedence there would take in what follows, where
        this one's right operand may be one."""
        return self.left if self.right > self.precedence else max(self.left, self.precedence + 1)


def infix(symbol: str, builtin: str, precedence: int, *spellings: str) -> Notation:
    """An operator that does not chain."""
    return Notation(symbol, builtin, precedence, precedence + 1, precedence + 1, spellings)


def infixl(symbol: str, builtin: str, precedence: int, *spellings: str) -> Notation:
    """A left-associative operator."""
    return Notation(symbol, builtin, precedence, precedence, precedence + 1, spellings)


def infixr(symbol: str, builtin: str, precedence: int, *spellings: str) -> Notation:
    """A right-associative operator."""
    return Notation(symbol, builtin, precedence, precedence + 1, precedence, spellings)


MAX = 1024
"""The precedence of names, literals and parenthesised terms."""

APPLICATION = 1022
"""The precedence of a function applied to arguments."""

INFIXES = {
    notation.symbol: notation
    for notation in (
        infix("↔", "Iff", 20, "<->"),
        infixr("→", "→", 25, "->"),
        infixr("∨", "Or", 30, "\\/"),
        infixl("||", "or", 30),
        infixr("∧", "And", 35, "/\\"),
        infixr("×", "Prod", 35),
        infixl("&&", "and", 35),
        infix("=", "Eq", 50),
        infix("≠", "Ne", 50),
        infix("==", "BEq.beq", 50),
        infix("!=", "bne", 50),
        infix("<", "LT.lt", 50),
        infix("≤", "LE.le", 50, "<="),
        infix(">", "GT.gt", 50),
        infix("≥", "GE.ge", 50, ">="),
        Notation("∈", "∈", 50, 50, 50),
        Notation("∉", "∉", 50, 50, 50),
        infixl("+", "HAdd.hAdd", 65),
        infixl("-", "HSub.hSub", 65),
        infixl("++", "List.append", 65),
        infixr("::", "List.cons", 67),
        infixl("*", "HMul.hMul", 70),
        infixl("/", "HDiv.hDiv", 70),
        infixl("%", "HMod.hMod", 70),
        infixr("^", "HPow.hPow", 80),
    )
}

PREFIXES = {
    notation.symbol: notation
    for notation in (
        Notation("¬", "Not", MAX, 40, 40),
        Notation("!", "not", MAX, 40, 40),
        Notation("-", "Neg.neg", 75, 75, 75),
    )
}

BIG_PRECEDENCE = 67
"""Of `∑ i, body` and `∏ i, body`, and the least of the body."""

BIGS = {"∑": "Finset.sum", "∏": "Finset.prod"}
"""The built-in functions that big operators stand for."""

SPELLINGS = {s: n.symbol for n in (*INFIXES.values(), *PREFIXES.values()) for s in (n.symbol, *n.spellings)}

NOTATION_OF = {n.builtin: n for n in (*INFIXES.values(), *PREFIXES.values())}
"""What a built-in function is written with; `-` as a prefix and between two operands are two functions."""

GUARDS = ("∈", "∉", "<", "≤", ">", "≥", "≠")
"""Relations that may bound a quantified variable, as in `∀ i ∈ xs, …`."""
