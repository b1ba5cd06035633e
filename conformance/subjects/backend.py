"""An implementation to check, as it was loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from conformance.carriers.base import Carrier
from conformance.subjects.declared import Declared
from conformance.subjects.forms import Forms
from conformance.values.limits import Limits


@dataclass(frozen=True, slots=True)
class Backend:
    """An implementation to check: its functions by Lean name, and how values come and go.

    `expression` is Python source that gives the backend as `backend`, for snippets; `hints` are what may be amiss in
    how it is laid out, to be told where it does not conform; `digests` are of the modules that its code stands in;
    `made_of` is the class that was called for it, if one was; `forms` says how values come; `declared` is what
    was said of it elsewhere than in its code. `double_backward` are the operations, by their names in snake case, of
    which it is said that they can be differentiated twice. `identity` is what its name resolves to, however that was
    typed.
    """

    name: str
    target: object
    carrier: Carrier
    limits: Limits
    functions: Mapping[str, Callable[..., object]]
    expression: str
    near_misses: Mapping[str, str] = field(default_factory=dict)
    hints: tuple[str, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)
    made_of: type | None = None
    forms: Forms = field(default_factory=Forms)
    declared: Declared = field(default_factory=Declared)
    double_backward: frozenset[str] = frozenset()
    identity: str = ""

    @property
    def max_nat(self) -> int | None:
        """The largest natural that may go in or come out."""
        bounds = [b for b in (self.carrier.max_nat, self.limits.max_nat) if b is not None]
        return min(bounds) if bounds else None
