"""What a specimen is, and how the modules of a library declare their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import CodeType, FunctionType
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

MASKING = ("masking",)

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


# The laws in which a wrong prediction term shows, or a wrong objective, whatever contract it is of; and those that hold
# the term of a special contract against another loss.
PREDICTED = (
    "predictiveLoss",
    "predictiveViewObjective_decomposes",
    "predictiveViewObjective_withGeometryGuard",
    "encodedTargetPredictiveViewContract_loss_eq_maskedLoss",
    "predictiveViewObjective_zero_geometry",
    "predictiveViewObjective_with_vicreg_guard",
    "predictiveViewObjective_with_barlow_guard",
    "predictiveLoss_eq_viewGraphEnergy_from_anchor",
)
OBJECTIVE = (
    "predictiveViewObjective",
    "predictiveViewObjective_decomposes",
    "predictiveViewObjective_withGeometryGuard",
    "predictiveViewObjective_with_vicreg_guard",
    "predictiveViewObjective_with_barlow_guard",
)
SPECIAL_LOSSES = ("mae_is_predictive_view_loss", "jepa_is_predictive_view_loss")
# The laws that may see that embeddings are taken for collapsed ones: they say what holds of these.
COLLAPSED = (
    "graphAlignmentEnergy_eq_zero_of_collapsed",
    "coordinateSpread_eq_zero_of_collapsed",
    "graphSSLObjective_eq_guard_of_collapsed",
    "graphSSLObjective_collapsed_positive",
)
EDGES = (
    "viewGraphEnergy",
    "viewGraphEnergy.no_silent_overflow",
    "predictiveLoss_eq_viewGraphEnergy_from_anchor",
)


@dataclass(frozen=True, slots=True)
class Specimen:
    """A backend kept for what is wrong with it, or for what is odd about it.

    `slip` says in one line which mistake it makes, or what is odd though right. `caught_by` holds the laws that must
    fail and the reason that each gives; a correct specimen has none. `also` holds those that may fail as well, with
    their reasons: the mistake shows on some inputs only, and which of these a law meets hangs on the seed. `modules`
    are the spec files whose laws are asked of it.
    """

    name: str
    library: str
    slip: str
    implementation: type
    caught_by: Mapping[str, str]
    also: Mapping[str, str] = field(default_factory=dict)
    modules: tuple[str, ...] = MASKING
    base: type | None = None
    reaches_further: bool = False

    @property
    def is_faulty(self) -> bool:
        """Whether a harness must catch it."""
        return bool(self.caught_by)

    @property
    def changed(self) -> frozenset[str] | None:
        """The attributes that it has otherwise than its base, those of the base that use one among them.

        None where anything may be otherwise: it has no base, or is it; it finds attributes when they are asked for; it
        declares other values, as its carrier; or what it does reaches further than its own objects, as it says itself.
        """
        base = self.base
        if base is None or self.implementation is base or self.reaches_further:
            return None
        return _changed(self.implementation, base)


class Collection:
    """The specimens of one library, in the order of their declaration."""

    def __init__(self, library: str) -> None:
        self.library = library
        self._specimens: list[Specimen] = []
        self._modules_of: dict[type, tuple[str, ...]] = {}

    @property
    def specimens(self) -> tuple[Specimen, ...]:
        """All that were declared so far."""
        return tuple(self._specimens)

    def correct(self, *modules: str) -> Callable[[type[T]], type[T]]:
        """Declares a class from which others start, and the spec files that it and they are about.

        What they leave as it is was tried on it.
        """

        def declare(implementation: type[T]) -> type[T]:
            self._modules_of[implementation] = modules
            return self.unusual("what others start from, each operation as it should be")(implementation)

        return declare

    def faulty(
        self, slip: str, *, caught_by: Mapping[str, str], also: Mapping[str, str] | None = None,
        modules: tuple[str, ...] = (), reaches_further: bool = False,
    ) -> Callable[[type[T]], type[T]]:  # fmt: skip
        """Declares a class that makes a mistake, with the laws that see it and those that may, and their reasons.

        It is about the spec files `modules`, or those that the class is about from which it starts. `reaches_further`
        says that what it does stays behind in what other operations use: settings of a library, say.

        Raises:
            ValueError: no law sees it, or one is named twice.
        """
        if not caught_by:
            raise ValueError(f"a faulty specimen must be caught by something: {slip}")
        if twice := sorted(caught_by.keys() & (also or {}).keys()):
            raise ValueError(f"a law must see it or may, not both: {', '.join(twice)}: {slip}")
        return self._declare(slip, caught_by, also or {}, modules, reaches_further)

    def unusual(
        self, what: str, *, modules: tuple[str, ...] = (), reaches_further: bool = False
    ) -> Callable[[type[T]], type[T]]:
        """Declares a class that is odd but right."""
        return self._declare(what, {}, {}, modules, reaches_further)

    def _declare(
        self, slip: str, caught_by: Mapping[str, str], also: Mapping[str, str], modules: tuple[str, ...],
        reaches_further: bool,
    ) -> Callable[[type[T]], type[T]]:  # fmt: skip
        def declare(implementation: type[T]) -> type[T]:
            name = f"{self.library}-{kebab_case(implementation.__name__)}"
            base = next((c for c in implementation.__mro__ if c in self._modules_of), None)
            about = modules or (self._modules_of[base] if base else MASKING)
            self._specimens.append(
                Specimen(
                    name, self.library, slip, implementation, dict(caught_by), dict(also), about, base, reaches_further
                )
            )  # fmt: skip
            return implementation

        return declare


def _changed(implementation: type, base: type) -> frozenset[str] | None:
    by_class = {n: v for c in implementation.__mro__ if not issubclass(base, c) for n, v in vars(c).items()}
    declared = {n for n, v in by_class.items() if not n.startswith("_") and not callable(getattr(v, "__func__", v))}
    if declared or by_class.keys() & {"__getattr__", "__getattribute__"}:
        return None
    changed = {*by_class, *getattr(implementation(), "__dict__", {})}
    uses = {n: set(_names(v.__code__)) for c in base.__mro__ for n, v in vars(c).items() if isinstance(v, FunctionType)}
    while more := {n for n, used in uses.items() if used & changed} - changed:
        changed |= more
    return frozenset(changed)


def _names(code: CodeType) -> Iterator[str]:
    """The attributes and globals that a function names, in functions inside it too."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def because(reason: str, *laws: str) -> dict[str, str]:
    """The same reason for each of the laws."""
    return dict.fromkeys(laws, reason)


def views_that_see_state(*but: str) -> dict[str, str]:
    """The obligations that call other operations of `predictive_view` between their own calls, but for some.

    They see what an operation keeps between calls, whichever it is.
    """
    beyond = (
        "predictiveLoss predictiveViewObjective withGeometryGuard maeAsPredictiveViewContract "
        "jepaAsPredictiveViewContract encodedTargetPredictiveViewContract viewGraphEnergy graphAlignmentEnergy "
        "coordinateSpread graphSSLObjective"
    )
    totals = "predictiveLoss predictiveViewObjective VICRegGuard.value BarlowGuard.value viewGraphEnergy"
    laws = [f"{name}.rejects_out_of_range" for name in beyond.split()]
    laws += [f"{name}.no_silent_overflow" for name in totals.split()]
    return because("nondeterministic", *(law for law in laws if law not in but))


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
