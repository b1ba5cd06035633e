"""Plain values as Lean writes them, on one line, and cut where they are long."""

from __future__ import annotations

from typing import Any

from conformance.text.escaping import inline
from conformance.text.numbers import number_text

LONGEST = 240
"""Characters of a value that are shown, so that a failure fits a screen."""


def lean_text(value: object) -> str:
    """A plain value as Lean writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return number_text(value)
    if value is None:
        return "none"
    if isinstance(value, list | tuple):
        return f"[{', '.join(lean_text(v) for v in value)}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{inline(name)} := {lean_text(v)}' for name, v in value.items())} }}"
    return inline(value)


def short(value: object) -> str:
    """A value as Lean writes it, cut in the middle where it is long."""
    text = lean_text(value)
    if len(text) <= LONGEST:
        return text
    count = f" ({len(value):,} items)" if isinstance(value, list | tuple) else ""
    return f"{text[: LONGEST * 2 // 3]} … {text[-LONGEST // 4 :]}{count}"


def limits_text(limits: dict[str, Any]) -> str:
    """What a backend does not claim; empty where it claims everything."""
    return ", ".join(f"{inline(name)} = {lean_text(value)}" for name, value in sorted(limits.items()))


def forms_text(forms: dict[str, str]) -> str:
    """In which forms a backend's values came; empty where all came as arrays."""
    return ", ".join(f"{inline(key)} = {inline(words)}" for key, words in sorted(forms.items()))


def cut(text: str) -> str:
    """A text on one line, cut at its end where it is long."""
    text = inline(text)
    return text if len(text) <= 2 * LONGEST else f"{text[: 2 * LONGEST]} … ({len(text):,} characters)"
