"""What is said of a backend elsewhere than in its own code: on the command line, or in `pyproject.toml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from conformance.errors import UsageError

TARGET = "target"
"""The key of `places` for what names a backend."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What goes before what a backend says of itself, as plain data.

    `target` names what is loaded where the backend is called otherwise. Of several `forms` the first that speaks of a
    value counts, and of `limits` each by itself. `batched` says which operations take batches: all, none, or some by
    their names in snake case; None says nothing. `double_backward` says so which can be differentiated twice. `wrap` is
    a transformation of the library under which functions are called, as `compile`.

    `project` is the folder of the file that configures the run, empty where there is none. `places` are the file and
    line of each key that the file has, as `carrier` and `forms.mask`: of `forms` it is the last that the file says.
    """

    target: str = ""
    carrier: str | None = None
    forms: Sequence[Mapping[str, str]] = ()
    limits: Mapping[str, object] = field(default_factory=dict)
    batched: bool | Sequence[str] | None = None
    wrap: str = ""
    double_backward: bool | Sequence[str] | None = None
    project: str = ""
    places: Mapping[str, str] = field(default_factory=dict)

    @contextmanager
    def at(self, key: str, but: type[UsageError] | tuple[()] = ()) -> Iterator[None]:
        """Puts the place of a key before what is wrong with it, where a file says it; not before the errors of `but`,
        which are no fault of what is said.

        Raises:
            UsageError: what is done within raises one; with file and line, where they are known.
        """
        try:
            yield
        except UsageError as error:
            if key not in self.places or isinstance(error, but):
                raise
            raise UsageError(f"{self.places[key]}: {error}") from error.__cause__
