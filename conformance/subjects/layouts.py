"""How the arrays of a call lie in memory, by one text: all of them in a layout of the carrier, or one of them alone.

A backend that asks of one array what it uses of another goes wrong only where the two are laid out differently.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from conformance.carriers.base import Carrier
from conformance.carriers.forms import AnyForm
from conformance.carriers.layouts import Layout, Way
from conformance.lean.closures import Value

PLAIN = ""
"""The name of the layout that a carrier gives arrays where nothing else is asked."""

_ALONE = {", the first array alone": 0, ", the second array alone": 1}
"""What follows the name of a layout that one array of a call has, and which of them it is."""

_ONE_AT_A_TIME = 3
"""Of how many layouts of a carrier at most, the commonest, one array alone has them as well."""

_CROSSED = 11
"""How many layouts there are at most that any input takes, as each is to meet all else in which inputs differ."""

_COUNTS = (1, 2, 3, 5, 7, 11, 13, 17, 19, 23)
"""How many layouts come in turn: primes, so that what comes again after some other number meets each of them."""


def split(name: str) -> tuple[str, int | None]:
    """The layout of the carrier that a name is made of, and which of a call's arrays has it; None for all of them."""
    for suffix, position in _ALONE.items():
        if name.endswith(suffix):
            return name.removesuffix(suffix), position
    return name, None


def is_known(carrier: Carrier, layout: str) -> bool:
    """Whether the arrays of a call can lie as that name says: one that was kept may be of another version."""
    return layout == PLAIN or split(layout)[0] in carrier.layouts


def names(carrier: Carrier, calls: Sequence[Sequence[AnyForm]]) -> tuple[str, ...]:
    """The layouts in which the arguments of some calls, by their forms, differ: the plain one first, each once."""
    ranks = [[form.rank for form in forms if form.rank] for forms in calls]
    apt = [n for n, lay in carrier.layouts.items() if any(lay.way(rank) for of_call in ranks for rank in of_call)]
    alone: list[str] = []
    if any(len(of_call) > 1 for of_call in ranks):
        # Which arrays are of repeated items is for the items to say.
        any_takes = [n for n in apt if not carrier.layouts[n].repeated]
        alone = any_takes[: min(_ONE_AT_A_TIME, (_CROSSED - 1 - len(any_takes)) // len(_ALONE))]
    found = [PLAIN]
    for name in apt:
        # A list is often as it is made, and what is looked up by it a view: the second is before the first.
        found += [name, *([f"{name}{suffix}" for suffix in reversed(_ALONE)] if name in alone else ())]
    return tuple(found)


def in_turn(layouts: Sequence[str]) -> tuple[str, ...]:
    """Layouts as inputs have them in turn: each of them, and the plain one as often as it takes to be a prime number.

    The plain one is what people have most.
    """
    count = next((c for c in _COUNTS if c >= len(layouts)), len(layouts))
    return (*layouts, *[PLAIN] * (count - len(layouts)))


class Deal:
    """Deals layouts out to inputs: each has one that it takes, of those the one that was dealt out least.

    So a layout of repeated items is not missed because its turn comes at inputs that have none.
    """

    def __init__(self, carrier: Carrier, layouts: Sequence[str]) -> None:
        self._layouts = [(name, carrier.layouts.get(split(name)[0])) for name in layouts]
        self._dealt = [0] * len(layouts)

    def __call__(self, frame: Sequence[Value]) -> str:
        """The layout of the next input, by the values of a law's variables."""
        apt = [k for k, (_, layout) in enumerate(self._layouts) if layout is None or _takes(layout, frame)]
        chosen = min(apt, key=self._dealt.__getitem__)
        self._dealt[chosen] += 1
        return self._layouts[chosen][0]

    def note(self, name: str) -> None:
        """Counts a layout that an input has otherwise, so that the next one has another."""
        self._dealt[next(k for k, (known, _) in enumerate(self._layouts) if known == name)] += 1

    @property
    def crossed(self) -> tuple[str, ...]:
        """The layouts that any input takes, each once."""
        return tuple(dict.fromkeys(name for name, layout in self._layouts if layout is None or not layout.repeated))

    def repeats(self, frame: Sequence[Value]) -> bool:
        """Whether an input takes a layout of repeated items."""
        return any(layout is not None and layout.repeated and _takes(layout, frame) for _, layout in self._layouts)


def _takes(layout: Layout, frame: Sequence[Value]) -> bool:
    """Whether the arrays of an input can be laid out so; what is made of it in a law is not known before the calls."""
    if not layout.repeated:
        return True
    vectors = [value for value in frame if isinstance(value, tuple)]
    return not vectors or any(map(layout.takes, vectors))


def simpler(layout: str, layouts: Iterable[str]) -> Iterator[str]:
    """The layouts among some in which fewer arrays differ from plain ones than in one of them."""
    yield PLAIN
    base, position = split(layout)
    if position is None:
        yield from (name for name in layouts if name != base and split(name)[0] == base)


def ways(carrier: Carrier, layout: str, forms: Sequence[AnyForm]) -> list[tuple[int, Layout, Way]]:
    """Which arguments of a call, by their forms, are laid out in a layout of that name, and how."""
    name, position = split(layout)
    lay = carrier.layouts.get(name)
    arrays = [k for k, form in enumerate(forms) if form.rank]
    if lay is None or not arrays:
        return []
    chosen = arrays if position is None else [arrays[position % len(arrays)]]
    return [(k, lay, way) for k in chosen if (way := lay.way(forms[k].rank)) is not None]


def told(layout: str) -> str:
    """What a message says of arrays in that layout."""
    name, position = split(layout)
    if position is None:
        return f"with arrays that are {name}"
    return f"with {('the first', 'the second')[position]} array {name}, and no other"
