"""The levels of laws, and what is demanded of a backend where some of them decide: core is always among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from conformance import errors
from conformance.records.vocabulary import CORE, LEVELS
from conformance.words import Levels

ABOUT = {
    "hardened": "beyond the domain",
    "training": "rows and seeds, as in training",
}
"""What the levels that are not always demanded are about."""

MARKS = {"hardened": "*", "training": "†"}
"""How a law of such a level is marked where little room is."""


def joined(levels: object, argument: str = "level") -> str:
    """One level or several as one text, in their order: `hardened,training`; `core` where nothing is beside it.

    Raises:
        UsageError: there is no such level.
    """
    several = list(levels) if isinstance(levels, (list, tuple, set, frozenset)) else [levels]
    named = [part for level in several for part in (level.split(",") if type(level) is str else [level])]
    wanted = {errors.one_of(argument, level, LEVELS) for level in named}
    return ",".join(level for level in LEVELS if level in wanted and level != CORE) or CORE


def demanded(require: Levels | str) -> Sequence[str]:
    """The levels whose laws are demanded where the levels of such a text are required.

    Raises:
        UsageError: there is no such level.
    """
    return tuple(dict.fromkeys((CORE, *joined(require).split(","))))


def is_demanded(level: str, require: str) -> bool:
    """Whether a law of that level decides."""
    return level in demanded(require)


def in_words(require: str) -> str:
    """`core`, `core and hardened`, and so on."""
    *first, last = demanded(require)
    return f"{', '.join(first)} and {last}" if first else last


def legend(levels: Iterable[str], require: str, decides: str = "decides the exit status") -> list[str]:
    """What the marks of laws of these levels mean, a line for each that does not decide."""
    told = set(levels)
    return [
        f"{MARKS[level]} {level}: {ABOUT[level]}; {decides} with --require {level} only."
        for level in LEVELS
        if level in told and not is_demanded(level, require)
    ]


def marked(law: str, level: str) -> str:
    """The name of a law with the mark of its level."""
    return f"{law}{MARKS.get(level, '')}"
