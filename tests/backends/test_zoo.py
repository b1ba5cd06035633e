"""The zoo of specimens: what it holds, and the form in which it is declared."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.backends import zoo
from conformance.backends.zoo import LIBRARIES, Specimen, specimens
from conformance.checking.laws import laws_of
from conformance.laws.specfile import shipped, shipped_folder
from conformance.values.naming import snake_case

INSTALLED = [name for name in LIBRARIES if name == "python" or importlib.util.find_spec(name)]
SPECIMENS = [specimen for library in INSTALLED for specimen in specimens(library)]
UNUSUAL = [specimen for specimen in SPECIMENS if not specimen.is_faulty]

FOLDER = Path(zoo.__path__[0])
MODULES = sorted(path.relative_to(FOLDER) for path in FOLDER.rglob("*.py"))

needs_all = pytest.mark.skipif(len(INSTALLED) < len(LIBRARIES), reason="a library is not installed")
each_library = pytest.mark.parametrize("library", INSTALLED)
each_specimen = pytest.mark.parametrize("specimen", SPECIMENS, ids=lambda s: s.name)

SHIPPED = shipped()
OPERATIONS = {snake_case(name) for name in shipped().definitions}
LAWS = {law.id for law in laws_of(shipped())}
MASKING = ("selected", "allMask", "emptyMask", "complement", "maskedLoss")
LOSSES = ("maeLoss", "jepaLoss", "varianceTerm", "vicregObjective", "redundancyReductionObjective")
TOTALS = ("predictiveLoss", "predictiveViewObjective", "VICRegGuard.value", "BarlowGuard.value", "viewGraphEnergy")
CHANGING = ("withGeometryGuard", "viewGraphEnergy", "sqDist", "realVarianceFloorGuard", "graphSSLObjective")
ROWS = ("maskedSum", "maskedMean", "maskedMax", "maskedFill", "countActive", "restoreTokens", "meanPool")
ENCODED = "encodedTargetPredictiveViewContract"
SUMS = ("maskedSum", "maskedMean", "maskedMse", "globalMean", "ignoreIndexLoss", "meanPool")
MOVES = ("maskedFill", "maskedSelect", "indexSelect", "gatherRows", "scatterTokens", "unshuffleTokens")
TABLES = (*SUMS, *MOVES, "graphAlignmentEnergy", "coordinateSpread", "maskedLoss", "jepaLoss")
PENALTIES = ("varianceTerm", "redundancyReductionObjective", "realVarianceFloorGuard", "graphSSLObjective")
NUMBERS = (*TABLES, *PENALTIES, "maeLoss", "sqDist", "restoreTokens", "padLeft", "padRight")
# The laws that must see a fault of the zoo.
SEEING = {
    *(law.id for law in laws_of(SHIPPED) if law.kind != "obligation"),
    *(f"{operation}.well_formed" for operation in (*MASKING, "reconstruct", "maeLoss", "varianceTerm")),
    *(f"{operation}.deterministic" for operation in MASKING),
    *(f"{operation}.shares_no_memory" for operation in (*MASKING, "reconstruct")),
    *(f"{operation}.preserves_inputs" for operation in ("selected", "complement", "maskedLoss", "maeLoss")),
    *(f"{operation}.preserves_inputs" for operation in ("reconstruct", "varianceTerm", "redundancyReductionObjective")),
    *(f"{operation}.rejects_out_of_range" for operation in ("selected", "maskedLoss", "maeLoss", "jepaLoss")),
    *(f"{operation}.no_silent_overflow" for operation in ("maskedLoss", *LOSSES)),
    *(f"{operation}.deterministic" for operation in ("withGeometryGuard", ENCODED, "sqDist")),
    *(f"{operation}.preserves_inputs" for operation in ("predictiveLoss", "predictiveViewObjective", *CHANGING)),
    *(f"{operation}.rejects_out_of_range" for operation in ("predictiveLoss", "viewGraphEnergy", "coordinateSpread")),
    *(f"{operation}.no_silent_overflow" for operation in TOTALS),
    "sqDist.shares_no_memory",
    *(f"{operation}.independent_rows" for operation in ("contextAndTargets", *ROWS)),
    *(f"{operation}.seeded" for operation in ("randomMask", "contextAndTargets")),
    *(f"{operation}.preserves_inputs" for operation in ("maskedMean", "maskedFill", "ignoreIndexLoss")),
    *(f"{operation}.ignores_unread" for operation in (*TABLES, "maeLoss", "restoreTokens")),
    *(f"{operation}.gradient" for operation in NUMBERS),
    *(f"{operation}.rounding" for operation in NUMBERS),
}
REASONS = {
    "violation",
    "exception",
    "malformed",
    "mutated_input",
    "nondeterministic",
    "aliased",
    "accepted_out_of_range",
}


@needs_all
def test_there_are_enough_specimens() -> None:
    assert sum(specimen.is_faulty for specimen in SPECIMENS) >= 800
    assert len(UNUSUAL) >= 215
    for module, faulty, unusual in (
        ({"mae", "jepa", "vicreg"}, 110, 20),
        ({"predictive_view"}, 190, 35),
        ({"practice"}, 200, 65),
    ):
        about = [specimen for specimen in SPECIMENS if module & {*specimen.modules}]
        assert sum(specimen.is_faulty for specimen in about) >= faulty
        assert sum(not specimen.is_faulty for specimen in about) >= unusual


def test_names_are_unique() -> None:
    names = [specimen.name for specimen in SPECIMENS]
    assert len(set(names)) == len(names)
    assert len({specimen.implementation for specimen in SPECIMENS}) == len(names)


@each_specimen
def test_a_specimen_is_declared_in_full(specimen: Specimen) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", specimen.name)
    assert specimen.name.startswith(f"{specimen.library}-")
    assert specimen.slip.strip()
    assert len(specimen.slip.splitlines()) == 1
    assert len(specimen.slip) <= 100
    carrier = getattr(specimen.implementation, "carrier", "python")
    assert carrier.split(":")[0] == specimen.library
    named = {**specimen.caught_by, **specimen.also}
    assert len(named) == len(specimen.caught_by) + len(specimen.also)
    assert set(named) <= LAWS
    assert set(named.values()) <= REASONS
    assert specimen.is_faulty or not specimen.also
    assert {f"{module}.yaml" for module in specimen.modules} <= {path.name for path in shipped_folder().iterdir()}
    assert specimen.changed is None or specimen.changed & OPERATIONS


@each_specimen
def test_a_specimen_is_found_by_its_class(specimen: Specimen) -> None:
    module = importlib.import_module(specimen.implementation.__module__)
    assert module.__name__.startswith(f"conformance.backends.zoo.{specimen.library}.")
    assert getattr(module, specimen.implementation.__name__) is specimen.implementation
    assert isinstance(specimen.implementation(), specimen.implementation)


@needs_all
@pytest.mark.parametrize("law", sorted(SEEING))
def test_every_law_has_a_fault_that_it_sees(law: str) -> None:
    assert any(law in specimen.caught_by for specimen in SPECIMENS)


def test_an_unknown_library_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown library `jax`; expected one of python, numpy, torch"):
        specimens("jax")


def test_no_library_is_imported_before_it_is_asked_for() -> None:
    source = (
        "import sys\n"
        "from conformance.backends.zoo import specimens\n"
        "assert specimens('python')\n"
        "print(sorted({'numpy', 'torch'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_the_zoo_imports_nothing_of_the_harness(module: Path) -> None:
    for node in ast.walk(ast.parse((FOLDER / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert not [a.name for a in node.names if a.name.split(".")[0] == "conformance"]
        elif isinstance(node, ast.ImportFrom):
            assert node.level <= len(module.parts)
            assert node.level or (node.module or "").split(".")[0] != "conformance"


@each_library
def test_every_module_of_a_library_is_read(library: str) -> None:
    themes = {m.stem for m in MODULES if m.parts[0] == library} - {"__init__"}
    declared = {s.implementation.__module__.rpartition(".")[2] for s in SPECIMENS if s.library == library}
    assert themes == declared
