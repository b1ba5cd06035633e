"""Each of the 92 declarations of the source ships, and is checked on every built-in backend."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conformance import check
from conformance.checking.laws import laws_of
from conformance.laws.specfile import MODULES, load
from conformance.lean.nodes import Term, Type
from conformance.lean.syntax import Abbreviation, Definition, Structure, Theorem
from conformance.lean.types import AbbreviationType, StructureType
from conformance.subjects.naming import installed_built_ins

DECLARED = {
    "masking": (
        "Mask selected allMask emptyMask complement maskedLoss",
        "allMask_selected emptyMask_not_selected complement_selected_iff maskedLoss_nil maskedLoss_cons "
        "maskedLoss_append maskedLoss_reverse maskedLoss_eq_zero_of_all_zero",
    ),
    "mae": (
        "PatchBatch reconstruct ExactReconstruction maeLoss",
        "maeLoss_nil maeLoss_append maeLoss_reverse maeLoss_eq_zero_of_patch_losses_zero exactReconstruction_identity",
    ),
    "jepa": ("jepaLoss", "jepaLoss_nil jepaLoss_append jepaLoss_reverse jepaLoss_target_ext"),
    "vicreg": (
        "varianceFloorPenalty varianceTerm vicregObjective diagonalRedundancyPenalty offDiagonalRedundancyPenalty "
        "redundancyReductionObjective",
        "varianceFloorPenalty_zero varianceTerm_nil varianceTerm_cons varianceTerm_append varianceTerm_replicate_zero "
        "varianceTerm_collapsed_positive vicregObjective_zero vicregObjective_variance_positive "
        "diagonalRedundancyPenalty_one offDiagonalRedundancyPenalty_zero redundancyReductionObjective_identity "
        "diagonalRedundancyPenalty_zero_positive redundancyReductionObjective_collapsed_diag_positive",
    ),
    "predictive_view": (
        "PredictiveViewContract VICRegGuard BarlowGuard SSLViewGraph predictiveLoss predictiveViewObjective "
        "withGeometryGuard maeAsPredictiveViewContract jepaAsPredictiveViewContract "
        "encodedTargetPredictiveViewContract VICRegGuard.value BarlowGuard.value viewGraphEnergy EuclideanRep sqDist "
        "graphAlignmentEnergy CollapsedRep coordinateSpread realVarianceFloorPenalty realVarianceFloorGuard "
        "graphSSLObjective",
        "predictiveViewObjective_decomposes predictiveViewObjective_zero_geometry predictiveLoss_withGeometryGuard "
        "predictiveViewObjective_withGeometryGuard mae_is_predictive_view_loss mae_is_predictive_view_objective "
        "jepa_is_predictive_view_loss jepa_is_predictive_view_objective "
        "encodedTargetPredictiveViewContract_loss_eq_maskedLoss predictiveViewObjective_with_vicreg_guard "
        "predictiveViewObjective_with_barlow_guard vicreg_guard_variance_only_positive "
        "barlow_guard_identity_value_zero barlow_guard_collapsed_diag_positive sqDist_nonneg sqDist_self "
        "graphAlignmentEnergy_nonneg graphAlignmentEnergy_eq_zero_of_collapsed coordinateSpread_eq_zero_of_collapsed "
        "realVarianceFloorGuard_zero_spread realVarianceFloorGuard_zero_spread_positive "
        "graphSSLObjective_eq_guard_of_collapsed graphSSLObjective_collapsed_positive "
        "predictiveLoss_eq_viewGraphEnergy_from_anchor",
    ),
}
"""What each module of the source declares: types and definitions, and theorems."""

TYPES = {
    "Mask", "PatchBatch", "EuclideanRep", "PredictiveViewContract", "VICRegGuard", "BarlowGuard", "SSLViewGraph",
}  # fmt: skip


def names(module: str) -> tuple[list[str], list[str]]:
    definitions, theorems = DECLARED[module]
    return definitions.split(), theorems.split()


def types_in(node: Type | Term) -> Iterator[str]:
    """The names of the abbreviations and structures that a type is made of."""
    if isinstance(node, (AbbreviationType, StructureType)):
        yield node.name
    if isinstance(node, Type):
        for part in node.parts:
            yield from types_in(part)


def test_there_are_92() -> None:
    every = [name for module in DECLARED for part in names(module) for name in part]
    assert len(every) == len(set(every)) == 92
    assert (*DECLARED, "practice") == MODULES


@pytest.mark.parametrize("module", DECLARED)
def test_each_is_shipped_in_the_module_that_declares_it(module: str) -> None:
    definitions, theorems = names(module)
    declared = {d.id: d.declared for d in load([module]).declarations}
    assert set(declared) == {*definitions, *theorems}
    assert [name for name, d in declared.items() if isinstance(d, Theorem)] == theorems
    types = {name for name, d in declared.items() if isinstance(d, (Abbreviation, Structure))}
    assert types == TYPES & set(definitions)
    assert all(isinstance(declared[name], Definition) for name in set(definitions) - TYPES)


@pytest.mark.slow
@pytest.mark.parametrize("backend", installed_built_ins()[0])
@pytest.mark.parametrize("module", DECLARED)
def test_each_is_checked_on_a_thousand_telling_inputs_on_each_built_in_backend(module: str, backend: str) -> None:
    definitions, theorems = names(module)
    spec = load([module])
    laws = [name for name in (*definitions, *theorems) if name not in TYPES]
    report = check(backend, spec=module, laws=laws)
    assert {r.law: r.status for r in report.results} == dict.fromkeys(laws, "passed")
    checked = [law for law in laws_of(spec) if law.id in laws]
    telling = {
        r.law: sum(e.nontrivial for e in (r.evidence.exhaustive, r.evidence.sampled, r.evidence.wide) if e)
        for r in report.results
    }
    # A law without variables has the one input.
    assert {law.id: telling[law.id] for law in checked if telling[law.id] < (1_000 if law.binders else 1)} == {}
    used = {name for law in checked for binder in law.binders for name in types_in(binder.type)}
    results = {name for law in checked if law.subject is not None for name in types_in(law.subject.result)}
    assert TYPES & set(definitions) <= used | results
