"""What is said of a backend elsewhere than in its own code: on the command line, or in `pyproject.toml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Declared:
    """What goes before what a backend says of itself, as plain data.

    `target` names what is loaded where the backend is called otherwise. Of several `forms` the first that speaks of a
    value counts, and of `limits` each by itself. `batched` says which operations take batches: all, none, or some by
    their names in snake case; None says nothing. `double_backward` says so which can be differentiated twice. `wrap` is
    a transformation of the library under which functions are called, as `compile`.
    """

    target: str = ""
    carrier: str | None = None
    forms: Sequence[Mapping[str, str]] = ()
    limits: Mapping[str, object] = field(default_factory=dict)
    batched: bool | Sequence[str] | None = None
    wrap: str = ""
    double_backward: bool | Sequence[str] | None = None
