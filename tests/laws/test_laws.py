"""Laws are derived from declarations, and from obligations by the types of operations."""

from __future__ import annotations

from conformance.laws.laws import derived_laws, is_of_module, select
from conformance.laws.obligations import Obligation, application
from conformance.laws.specfile import shipped
from conformance.values.naming import snake_case

EMPTY = Obligation(
    name="is_empty",
    level="hardened",
    meaning="the result is empty",
    training="There is nothing to train on.",
    applies=lambda definition, definitions: not definition.explicit or definition.name in ("allMask", "emptyMask"),
)


def test_an_operation_has_the_obligations_that_apply_to_it() -> None:
    laws = derived_laws(shipped("masking"), [EMPTY])
    definition = shipped("masking").definitions["allMask"]
    owed = [law for law in laws if law.kind == "obligation"]
    assert [law.id for law in owed] == ["allMask.is_empty", "emptyMask.is_empty"]
    assert laws[-2:] == tuple(owed)
    assert (owed[0].level, owed[0].obligation) == ("hardened", "is_empty")
    assert (owed[0].about, owed[0].training) == ("all_mask: the result is empty.", "There is nothing to train on.")
    assert (owed[0].binders, owed[0].claim) == (definition.binders, application(definition))


def test_without_obligations_definitions_and_theorems_are_left() -> None:
    kinds = [law.kind for law in derived_laws(shipped("masking"), ())]
    assert set(kinds) == {"definition", "theorem"}
    assert kinds == sorted(kinds)


def test_laws_come_module_by_module() -> None:
    laws = derived_laws(shipped("masking", "vicreg"), [EMPTY])
    assert [law.module.rpartition(".")[2] for law in laws] == ["Masking"] * 15 + ["VICReg"] * 19
    chosen = [law.id for law in laws if is_of_module(law.module, law.source, "vic*") and law.kind == "definition"]
    assert chosen[0] == "varianceFloorPenalty"
    assert all(is_of_module(law.module, law.source, "NN.*.Masking") for law in laws[:15])


def test_laws_are_chosen_by_patterns_on_their_ids() -> None:
    laws = derived_laws(shipped("masking"), [EMPTY])
    assert select(laws, ()) == laws
    assert [law.id for law in select(laws, ("*.is_empty", "allMask"))] == [
        "allMask", "allMask.is_empty", "emptyMask.is_empty"
    ]  # fmt: skip


def test_a_function_is_named_as_python_names_it() -> None:
    assert [snake_case(name) for name in ("allMask", "maskedLoss", "f2Norm", "graphSSLObjective")] == [
        "all_mask", "masked_loss", "f2_norm", "graph_ssl_objective",
    ]  # fmt: skip
