"""The text by which `forms` says how a value comes: words with `/` between them, read once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from conformance.carriers.words import MEANINGS, PADDED, PADDED_MEANING, SHAPE, SHAPE_MEANING, WORDS, is_word
from conformance.errors import did_you_mean

ARRAY, CALLABLE = "array", "callable"
GENERATOR, GLOBAL = "generator", "global"
SEEDS = (GENERATOR, GLOBAL)
"""How a seed may come beside an integer."""

MEANING_OF = {
    ARRAY: "a table of its values, with an axis for each of its arguments; what is not named comes so",
    CALLABLE: "a callable that takes its arguments by position",
    **{word: MEANINGS[word] for word in WORDS},
    SHAPE: SHAPE_MEANING,
    PADDED: PADDED_MEANING,
    GENERATOR: "a new random generator of the library, made of the seed",
    GLOBAL: "no argument: global generators are seeded before the call, which must leave them further on",
}
"""In which forms a value may come, each with what it is."""


CHOICES = {
    "item(K)": "what comes back is a tuple or a list, and the value or field its item K, from 0 on, or from the end",
    "field(NAME)": "what comes back has the value or field as an attribute of that name, or a mapping under that key",
    "keyword": "the argument is passed by keyword, its own name",
    "keyword(NAME)": "the argument is passed by that keyword",
    "shared": "the argument of a batched operation has no leading axis: it is the same for all rows",
    "per_row": "the argument of a batched operation has a leading axis, whatever its type",
    "reduce(sum)": "what a batched operation gives is the sum of what the rows give",
    "reduce(mean)": "what a batched operation gives is the mean of what the rows give",
}
"""What may stand before the words: where a result is, how an argument is passed, and what the rows of a batch are."""

AXES = ("shared", "per_row", "reduce(sum)", "reduce(mean)")
"""What is said of a leading axis."""

_ITEM, _FIELD = re.compile(r"item\((-?\d{1,4})\)\Z", re.ASCII), re.compile(r"field\(([^\W\d]\w*)\)\Z")
_KEYWORD = re.compile(r"keyword(?:\(([^\W\d]\w*)\))?\Z")


class NoForm(ValueError):
    """A text that says no form; the message says why, and what is expected."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says of a value: the words for how it is held, those of `carriers.words` with `/` between them.

    `path` says in which part of what comes back it is, by items and fields, and `keyword` by which name an argument is
    passed: its own where that is empty, and by position where it is None. `axis` is one of `AXES`, or empty.
    """

    words: str = ARRAY
    path: tuple[int | str, ...] = ()
    keyword: str | None = None
    axis: str = ""

    @property
    def text(self) -> str:
        """The text that says it."""
        path = [f"item({part})" if isinstance(part, int) else f"field({part})" for part in self.path]
        by = [] if self.keyword is None else [f"keyword({self.keyword})" if self.keyword else "keyword"]
        before = [*path, *by, *([self.axis] if self.axis else [])]
        return "/".join([*before, *([] if self.is_array and before else [self.words])])

    @property
    def is_callable(self) -> bool:
        return self.words == CALLABLE

    @property
    def is_seed(self) -> bool:
        return self.words in SEEDS

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
    path: list[int | str] = []
    keyword, axis = None, ""
    while words:
        if (item := _ITEM.match(words[0])) is not None:
            path.append(int(item[1]))
        elif (named := _FIELD.match(words[0])) is not None:
            path.append(named[1])
        elif (by := _KEYWORD.match(words[0])) is not None and keyword is None:
            keyword = by[1] or ""
        elif words[0] in AXES and not axis:
            axis = words[0]
        else:
            break
        del words[0]
    for word in words:
        if word.partition("(")[0] in ("item", "field", "keyword", "reduce", *AXES):
            raise NoForm(f"`{word}` {_misplaced(word)}; expected {', '.join(CHOICES)}, before the words of forms")
        if word not in MEANING_OF and not is_word(word):
            known = [*MEANING_OF, "keyword", "item(0)", "field(mask)"]
            hint = did_you_mean(word, known) or f"; expected one of {', '.join([*MEANING_OF, *CHOICES])}"
            raise NoForm(f"unknown form `{word}`{hint}")
    for word in (ARRAY, CALLABLE, *SEEDS):
        if word in words and len(words) > 1:
            raise NoForm(f"`{word}` is the form of a whole value, and stands alone")
    return Said("/".join(words) or ARRAY, tuple(path), keyword, axis)


def _misplaced(word: str) -> str:
    is_one = word in AXES or any(p.match(word) for p in (_ITEM, _FIELD, _KEYWORD))
    return "is out of its place" if is_one else "cannot be read"
