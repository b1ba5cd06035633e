"""What the parser does not understand, in words: what was found, and what was expected in its place."""

from __future__ import annotations

from collections.abc import Iterable

from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from conformance.lean.errors import LeanError, Span
from conformance.lean.spans import span_of

_TERMINALS = {
    "IDENTIFIER": "a name", "HOLE": "`_`", "NUMERAL": "a numeral", "INFIX": "an operator", "PREFIX": "`¬` or `!`",
    "DEFINITION": "`def` or `abbrev`", "THEOREM": "`theorem`", "ATTRIBUTE": "an attribute", "FIELD": "a field",
    "EXAMPLE": "`example`", "LPAR": "`(`", "RPAR": "`)`", "LSQB": "`[`", "RSQB": "`]`", "LBRACE": "`{`",
    "RBRACE": "`}`", "COLON": "`:`", "CDOT": "`·`", "COMMA": "`,`", "FUN": "`fun`", "$END": "the end",
}  # fmt: skip

_STARTS_OF_TERM = frozenset({"IDENTIFIER", "NUMERAL", "LPAR", "LSQB", "FUN"})


def explained(error: UnexpectedInput, text: str) -> LeanError:
    match error:
        case UnexpectedToken(token=token, expected=expected):
            if token.type == "$END":
                end = len(text.rstrip())
                return LeanError(f"the statement ends where {_wanted(expected)} was expected", text, Span(end, end + 1))
            if token.type == "PROOF":
                return LeanError(
                    f"`{token[0]}` is not part of the language",
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
            if found == "[":
                message += "; binders are `{n : Nat}` or `(i : Fin n)`, instance binders are not supported"
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
