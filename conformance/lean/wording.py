"""What the parser does not understand, in words: what was found, and what was expected in its place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from conformance.lean.errors import LeanError, Span
from conformance.lean.spans import span_of

_TERMINALS = {
    "IDENTIFIER": "a name", "HOLE": "`_`", "NUMERAL": "a numeral", "INFIX": "an operator", "PREFIX": "`¬` or `!`",
    "DEFINITION": "`def` or `abbrev`", "THEOREM": "`theorem`", "ATTRIBUTE": "an attribute", "FIELD": "a field",
    "EXAMPLE": "`example`", "STRUCTURE": "`structure`", "MODIFIER": "a modifier", "THEN": "`then`", "ELSE": "`else`",
    "WITH": "`with`", "WHERE": "`where`", "SEMICOLON": "`;` or a new line", "BIG": "`∑` or `∏`",
    "LPAR": "`(`", "RPAR": "`)`", "LSQB": "`[`", "RSQB": "`]`", "LBRACE": "`{`", "RBRACE": "`}`", "COLON": "`:`",
    "CDOT": "`·`", "COMMA": "`,`", "FUN": "`fun`", "$END": "the end",
}  # fmt: skip

NOT_SUPPORTED = {
    "Float": "use `ℝ`, on which arithmetic is exact",
    "String": "number what there is, as in `Fin n`", "Char": "number what there is, as in `Fin n`",
    "Finset": "use `List`, or a function to `Bool`", "Set": "use a function to `Bool` or `Prop`",
    "Matrix": "use `Fin m → Fin n → α`", "Vector": "use `Fin n → α`",
}  # fmt: skip
"""Names of Lean's that are not known here, and what to write instead."""

WORDS = {
    "match": "use `if … then … else`, or a definition for each case",
    "do": "write what is returned as a term", "return": "write what is returned as a term",
    "have": "use `let`, or a theorem of its own", "show": "use `(e : T)`", "calc": "state what is claimed",
    "inductive": "use `structure`, `Bool`, or numbers `Fin n`", "class": "use `structure`", "instance": "use `def`",
    "axiom": "use `theorem`", "macro": "write the term itself", "notation": "write the term itself",
    "∃!": "use `∃ x, p x ∧ ∀ y, p y → y = x`", "|": "use `max x (-x)` for what is between bars, and `if` for cases",
}  # fmt: skip
"""What Lean reads and the language does not, and what to write instead."""

_WORD = re.compile(rf"\b(?:{'|'.join(w for w in WORDS if w.isalpha())})\b|∃!|(?<!\|)\|(?!\|)")
_NEXT = re.compile(r"\w+|∃!|\S")
_PATTERN = re.compile(r"(?:\bfun|λ)\s*(?P<pattern>[(⟨]\s*\w+\s*,)")

_PROVEN = re.compile(r"\]('\(?\w*)")

_STARTS_OF_TERM = frozenset({"IDENTIFIER", "NUMERAL", "LPAR", "LSQB", "FUN"})


def explained(error: UnexpectedInput, text: str) -> LeanError:
    where = getattr(error, "pos_in_stream", None)
    # Up to the word that is not understood; the token there may be all that follows.
    before = text if where is None else text[:where] + "".join(_NEXT.findall(text, where)[:1])
    if where is not None and (found := _PROVEN.match(text, max(0, where - 1))) is not None:
        message = (
            "a proof that an index is in range is not read: assume what says it in a binder, and leave the proof out"
        )
        return LeanError(message, text, Span(*found.span(1)))
    if (found := _PATTERN.search(before)) is not None:
        message = "a pattern is not part of the language: name the pair, and write `.1` and `.2`"
        return LeanError(message, text, Span(*found.span("pattern")))
    if (found := _WORD.search(before)) is not None:
        word = found.group()
        return LeanError(f"`{word}` is not part of the language: {WORDS[word]}", text, Span(*found.span()))
    match error:
        case UnexpectedToken(token=token, expected=expected):
            if token.type == "$END":
                end = len(text.rstrip())
                return LeanError(f"the statement ends where {_wanted(expected)} was expected", text, Span(end, end + 1))
            if set(expected) == {"SORRY"}:
                message = "an `opaque` has no body: leave `:=` out, or write `:= sorry`"
                return LeanError(message, text, Span(span_of(token).start, span_of(token).start + 1))
            if token.type == "PROOF":
                what = "unexpected `{}`" if token[0] in ")]}⟩,:=" else "`{}` is not part of the language"
                return LeanError(
                    what.format(token[0]),
                    text,
                    Span(span_of(token).start, span_of(token).start + 1),
                )
            message = f"expected {_wanted(expected)}, found `{token}`"
            return LeanError(message, text, span_of(token))
        case UnexpectedCharacters(pos_in_stream=int(position), allowed=allowed):
            found = text[position]
            message = f"`{found}` is not part of the language"
            if found in "[{)]}(,:=" or allowed is None:
                message = f"unexpected `{found}`"
            return LeanError(message, text, Span(position, position + 1))
        case UnexpectedEOF():
            end = len(text.rstrip())
            return LeanError("the statement ends too early", text, Span(end, end + 1))
    return LeanError("not a statement of the language", text, Span(0, 1))


def _wanted(expected: Iterable[str]) -> str:
    """The expected terminals in words, without the many that can start a term."""
    names = set(expected)
    words = []
    if names >= _STARTS_OF_TERM:
        words.append("a term")
        names -= _STARTS_OF_TERM | {"HOLE", "PREFIX", "LAMBDA", "FORALL", "__ANON_0"}
    words += sorted(_TERMINALS[n] for n in names if n in _TERMINALS)
    if not words:
        return "something else"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
