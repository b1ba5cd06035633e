"""The text by which `forms` says how a value comes: words with `/` between them, read once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from conformance.carriers.words import MEANINGS, WORDS
from conformance.errors import did_you_mean

ARRAY, CALLABLE = "array", "callable"

MEANING_OF = {
    ARRAY: "a table of its values, with an axis for each of its arguments; what is not named comes so",
    CALLABLE: "a callable that takes its arguments by position",
    **{word: MEANINGS[word] for word in WORDS},
}
"""In which forms a value may come, each with what it is."""


class NoForm(ValueError):
    """A text that says no form; the message says why, and what is expected."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says of a value: the words for how it is held, those of `carriers.words` with `/` between them."""

    words: str = ARRAY

    @property
    def is_callable(self) -> bool:
        return self.words == CALLABLE

    @property
    def is_array(self) -> bool:
        return self.words == ARRAY


def said_in(text: object) -> Said:
    """What a text says.

    Raises:
        NoForm: it says nothing.
    """
    if not isinstance(text, str):
        raise NoForm(f"expected a text, not a {type(text).__name__}")
    words = [re.sub(r"\s+", "", word) for word in text.split("/")]
    for word in words:
        if word not in MEANING_OF:
            hint = did_you_mean(word, list(MEANING_OF)) or f"; expected one of {', '.join(MEANING_OF)}"
            raise NoForm(f"unknown form `{word}`{hint}")
    for word in (ARRAY, CALLABLE):
        if word in words and len(words) > 1:
            raise NoForm(f"`{word}` is the form of a whole value, and stands alone")
    return Said("/".join(words))
