"""The global generators of random numbers that libraries have: what they are at, and how they are set."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Generator:
    """A library's global generator.

    `told` makes a state comparable; `source` is Python source of the state, and `seeding` of a call that seeds it.
    """

    module: str
    state: Callable[[Any], Any]
    restore: Callable[[Any, Any], object]
    seed: Callable[[Any, int], object]
    told: Callable[[Any], object]
    source: str
    seeding: str


GENERATORS = (
    Generator(
        "random",
        lambda module: module.getstate(),
        lambda module, state: module.setstate(state),
        lambda module, number: module.seed(number),
        lambda state: state,
        "random.getstate()",
        "random.seed({})",
    ),
    Generator(
        "numpy.random",
        lambda module: module.get_state(legacy=False),
        lambda module, state: module.set_state(state),
        lambda module, number: module.seed(number),
        lambda state: (state["state"]["key"].tobytes(), state["state"]["pos"], state["has_gauss"], state["gauss"]),
        "repr(numpy.random.get_state())",
        "numpy.random.seed({})",
    ),
    Generator(
        "torch",
        lambda module: module.get_rng_state(),
        lambda module, state: module.set_rng_state(state),
        lambda module, number: module.default_generator.manual_seed(number),
        lambda state: state.numpy().tobytes(),
        "torch.get_rng_state().tolist()",
        "torch.manual_seed({})",
    ),
)
"""Those that are known, of libraries that are loaded."""


def _loaded() -> list[tuple[Generator, Any]]:
    found = [(g, random if g.module == "random" else sys.modules.get(g.module)) for g in GENERATORS]
    return [(generator, module) for generator, module in found if module is not None]


class Held:
    """The global generators as they are, which are put back where a `with` block ends."""

    def __enter__(self) -> Held:
        self._were = [(generator, module, generator.state(module)) for generator, module in _loaded()]
        return self

    def __exit__(self, *error: object) -> None:
        for generator, module, state in self._were:
            generator.restore(module, state)

    def seed(self, number: int) -> None:
        """Seeds each of them with a number of its own."""
        for k, (generator, module, _) in enumerate(self._were):
            generator.seed(module, number + k)

    def states(self) -> dict[str, object]:
        """What they are at, by the module that has them, to be compared."""
        return {generator.module: generator.told(generator.state(module)) for generator, module, _ in self._were}


def seed_all(number: int) -> None:
    """Seeds each of them with the number."""
    for generator, module in _loaded():
        generator.seed(module, number)


def seeding_sources(number: str) -> list[str]:
    """Python expressions that do so, each by itself."""
    found = []
    for generator, _ in _loaded():
        first, _, rest = generator.module.partition(".")
        reached = f"__import__({first!r}){'.' + rest if rest else ''}"
        found.append(generator.seeding.format(number).replace(generator.module, reached, 1))
    return found


def named(module: str) -> Generator:
    """The generator of a module."""
    return next(generator for generator in GENERATORS if generator.module == module)
