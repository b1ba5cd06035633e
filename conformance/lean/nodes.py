"""What types and terms have in common, each of which may speak of the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Type:
    """Base of all types."""

    @property
    def parts(self) -> tuple[Type | Term, ...]:
        """What the type is made of: types, and the terms on which it depends."""
        return ()

    def rebuilt(self, parts: Sequence[Any]) -> Type:
        """The type with others in the place of its parts."""
        return self


@dataclass(frozen=True, slots=True)
class Term:
    """Base of all terms."""

    type: Type
