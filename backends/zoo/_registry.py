"""What a specimen is, and how the modules of a library declare their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")

# The laws that call an operation and fail with it whenever its result has the wrong form.
SELECTED = (
    "selected",
    "selected.well_formed",
    "allMask_selected",
    "emptyMask_not_selected",
    "complement_selected_iff",
)
ALL_MASK = ("allMask", "allMask.well_formed", "allMask_selected")
EMPTY_MASK = ("emptyMask", "emptyMask.well_formed", "emptyMask_not_selected")
COMPLEMENT = ("complement", "complement.well_formed", "complement_selected_iff")
MASKED_LOSS = (
    "maskedLoss",
    "maskedLoss.well_formed",
    "maskedLoss_nil",
    "maskedLoss_cons",
    "maskedLoss_append",
    "maskedLoss_reverse",
    "maskedLoss_eq_zero_of_all_zero",
)

# The laws that a total breaks which does not grow by each loss, whether or not it depends on the order as well.
ADDITION = ("maskedLoss", "maskedLoss_cons", "maskedLoss_append")
ORDER = (*ADDITION, "maskedLoss_reverse")

OVERFLOW = "maskedLoss.no_silent_overflow"

# The laws that see what is wrong with some totals or complements only where an input of theirs is such a one.
TOTALS = (
    "maskedLoss_cons",
    "maskedLoss_append",
    "maskedLoss_reverse",
    "maskedLoss_eq_zero_of_all_zero",
    OVERFLOW,
)
COMPLEMENTS = ("complement_selected_iff",)


@dataclass(frozen=True, slots=True)
class Specimen:
    """A backend kept for what is wrong with it, or for what is odd about it.

    `slip` says in one line which mistake it makes, or what is odd though right. `caught_by` holds the laws that must
    fail and the reason that each gives; a correct specimen has none. `also` holds those that may fail as well, with
    their reasons: the mistake shows on some inputs only, and which of these a law meets hangs on the seed.
    """

    name: str
    library: str
    slip: str
    implementation: type
    caught_by: Mapping[str, str]
    also: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_faulty(self) -> bool:
        """Whether a harness must catch it."""
        return bool(self.caught_by)


class Collection:
    """The specimens of one library, in the order of their declaration."""

    def __init__(self, library: str) -> None:
        self.library = library
        self._specimens: list[Specimen] = []

    @property
    def specimens(self) -> tuple[Specimen, ...]:
        """All that were declared so far."""
        return tuple(self._specimens)

    def faulty(
        self, slip: str, *, caught_by: Mapping[str, str], also: Mapping[str, str] | None = None
    ) -> Callable[[type[T]], type[T]]:
        """Declares a class that makes a mistake, with the laws that see it and those that may, and their reasons.

        Raises:
            ValueError: no law sees it, or one is named twice.
        """
        if not caught_by:
            raise ValueError(f"a faulty specimen must be caught by something: {slip}")
        if twice := sorted(caught_by.keys() & (also or {}).keys()):
            raise ValueError(f"a law must see it or may, not both: {', '.join(twice)}: {slip}")
        return self._declare(slip, caught_by, also or {})

    def unusual(self, what: str) -> Callable[[type[T]], type[T]]:
        """Declares a class that is odd but right."""
        return self._declare(what, {}, {})

    def _declare(
        self, slip: str, caught_by: Mapping[str, str], also: Mapping[str, str]
    ) -> Callable[[type[T]], type[T]]:
        def declare(implementation: type[T]) -> type[T]:
            name = f"{self.library}-{kebab_case(implementation.__name__)}"
            self._specimens.append(Specimen(name, self.library, slip, implementation, dict(caught_by), dict(also)))
            return implementation

        return declare


def because(reason: str, *laws: str) -> dict[str, str]:
    """The same reason for each of the laws."""
    return dict.fromkeys(laws, reason)


def kebab_case(class_name: str) -> str:
    """``SetOfIndices`` as ``set-of-indices``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z0-9])(?=[A-Z][a-z])", "-", class_name).lower()


IN_LAYOUTS = because("violation", *(law for law in TOTALS if law != OVERFLOW)) | because(
    "nondeterministic", "maskedLoss.rejects_out_of_range", OVERFLOW
)
"""What may see that totals are wrong in some layouts only: between refusals, layouts of one call count as the same."""

BETWEEN_REFUSALS = because(
    "nondeterministic", "selected.rejects_out_of_range", "maskedLoss.rejects_out_of_range", OVERFLOW
)
"""What may see that a result hangs on the calls before it, whatever they asked: others come between refusals."""
