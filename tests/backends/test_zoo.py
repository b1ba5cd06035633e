"""The zoo of specimens: what it holds, and that its odd but correct ones are correct."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conformance.backends import zoo
from conformance.backends.zoo import LIBRARIES, Specimen, specimens
from conformance.backends.zoo._registry import Collection
from conformance.laws.specfile import shipped_folder
from conformance.values.naming import snake_case

INSTALLED = [name for name in LIBRARIES if name == "python" or importlib.util.find_spec(name)]
SPECIMENS = [specimen for library in INSTALLED for specimen in specimens(library)]
UNUSUAL = [specimen for specimen in SPECIMENS if not specimen.is_faulty]

FOLDER = Path(zoo.__path__[0])
MODULES = sorted(path.relative_to(FOLDER) for path in FOLDER.rglob("*.py"))

needs_all = pytest.mark.skipif(len(INSTALLED) < len(LIBRARIES), reason="a library is not installed")
each_library = pytest.mark.parametrize("library", INSTALLED)
each_specimen = pytest.mark.parametrize("specimen", SPECIMENS, ids=lambda s: s.name)
each_unusual = pytest.mark.parametrize("specimen", UNUSUAL, ids=lambda s: s.name)

OPERATIONS = ("selected", "allMask", "emptyMask", "complement", "maskedLoss")
LAWS = {
    *OPERATIONS,
    "allMask_selected",
    "emptyMask_not_selected",
    "complement_selected_iff",
    "maskedLoss_nil",
    "maskedLoss_cons",
    "maskedLoss_append",
    "maskedLoss_reverse",
    "maskedLoss_eq_zero_of_all_zero",
    *(f"{operation}.well_formed" for operation in OPERATIONS),
    *(f"{operation}.deterministic" for operation in OPERATIONS),
    *(f"{operation}.shares_no_memory" for operation in OPERATIONS),
    *(f"{operation}.preserves_inputs" for operation in ("selected", "complement", "maskedLoss")),
    *(f"{operation}.rejects_out_of_range" for operation in ("selected", "maskedLoss")),
    "maskedLoss.no_silent_overflow",
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

MASKS: list[list[bool]] = [[], [True], [False], [True, False, False], [True] * 5, [False] * 5, [True, False] * 6]
MASKS += [[k % 4 > 0 for k in range(n)] for n in (196, 1568, 2304)]
# Within 2^8, which every carrier holds exactly.
LOSSES: list[tuple[list[int], list[int]]] = [
    ([], []),
    ([], [7, 1]),
    ([0], [3]),
    ([2, 0], [1, 10, 100]),
    ([1, 2, 0], [0, 5, 0]),
    ([1, 1, 0, 1], [4, 9]),
    ([0] * 200 + [1] * 50, [1, 1]),
    (list(range(195, -1, -1)), [k % 2 for k in range(196)]),
    ([7, *range(0, 1568, 2)], [k % 10 // 9 + k % 16 // 14 for k in range(1568)]),
]


def native(implementation: Any, values: list[Any], kind: str) -> Any:
    """Values as the specimen's carrier wants them; the kind is ``bool``, ``index`` or ``loss``."""
    library, _, dtype = getattr(implementation, "carrier", "python").partition(":")
    if library == "python":
        return list(values)
    name = {"bool": "bool", "index": "int64", "loss": dtype or "int64"}[kind]
    module = importlib.import_module(library)
    make = module.array if library == "numpy" else module.tensor
    return make(values, dtype=getattr(module, name))


def plain(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else value


def within(limits: dict[str, Any], n: int, idxs: list[int] | None = None) -> bool:
    """Whether an input is inside a specimen's limits."""
    if limits.get("nonempty") and (n == 0 or idxs == []):
        return False
    if limits.get("distinct_indices") and idxs is not None and len(set(idxs)) < len(idxs):
        return False
    return n <= limits.get("max_n", n)


def assert_right(implementation: type) -> None:
    """What a class does is right on the examples that are inside its limits."""
    backend: Any = implementation()
    limits = getattr(backend, "limits", {})
    for bits in MASKS:
        n = len(bits)
        if not within(limits, n):
            continue
        if hasattr(backend, "all_mask"):
            assert plain(backend.all_mask(n)) == [True] * n
            assert plain(backend.empty_mask(n)) == [False] * n
        if hasattr(backend, "complement"):
            mask = native(backend, bits, "bool")
            assert plain(backend.complement(mask)) == [not bit for bit in bits]
            assert plain(mask) == bits
        if hasattr(backend, "selected"):
            mask = native(backend, bits, "bool")
            assert [plain(backend.selected(mask, i)) for i in range(n)] == bits
            for i in (-1, n):
                with pytest.raises(IndexError):
                    backend.selected(mask, i)
    for indices, losses in LOSSES if hasattr(backend, "masked_loss") else ():
        if not within(limits, len(losses), indices):
            continue
        idxs, per_patch_loss = native(backend, indices, "index"), native(backend, losses, "loss")
        assert plain(backend.masked_loss(idxs, per_patch_loss)) == sum(losses[i] for i in indices)
        assert plain(idxs) == indices
        assert plain(per_patch_loss) == losses
        for i in (-1, len(losses)):
            with pytest.raises((IndexError, KeyError)):
                backend.masked_loss(native(backend, [i], "index"), per_patch_loss)


@needs_all
def test_there_are_enough_specimens() -> None:
    assert sum(specimen.is_faulty for specimen in SPECIMENS) >= 270
    assert len(UNUSUAL) >= 70


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
    assert specimen.changed is None or specimen.changed & set(map(snake_case, OPERATIONS))


@each_specimen
def test_a_specimen_is_found_by_its_class(specimen: Specimen) -> None:
    module = importlib.import_module(specimen.implementation.__module__)
    assert module.__name__.startswith(f"conformance.backends.zoo.{specimen.library}.")
    assert getattr(module, specimen.implementation.__name__) is specimen.implementation
    assert isinstance(specimen.implementation(), specimen.implementation)


@needs_all
@pytest.mark.parametrize("law", sorted(LAWS))
def test_every_law_has_a_fault_that_it_sees(law: str) -> None:
    assert any(law in specimen.caught_by for specimen in SPECIMENS)


@each_library
def test_the_base_is_correct(library: str) -> None:
    assert_right(importlib.import_module(f"conformance.backends.zoo.{library}").Correct)


@each_unusual
def test_an_unusual_specimen_is_correct(specimen: Specimen) -> None:
    assert_right(specimen.implementation)


def test_a_fault_must_be_seen_by_a_law_that_is_named_once() -> None:
    collection = Collection("python")
    with pytest.raises(ValueError, match="must be caught by something: nothing"):
        collection.faulty("nothing", caught_by={})
    with pytest.raises(ValueError, match="must see it or may, not both: selected: twice"):
        collection.faulty("twice", caught_by={"selected": "violation"}, also={"selected": "exception"})
    assert collection.specimens == ()


class Base:
    """A base of whose operations one uses another."""

    carrier = "python"

    def complement(self, mask: list[bool]) -> list[bool]:
        return [self.flipped(bit) for bit in mask]

    def flipped(self, bit: bool) -> bool:
        return not bit

    def all_mask(self, n: int) -> list[bool]:
        return [True] * n

    def empty_mask(self, n: int) -> list[bool]:
        return self.complement(self.all_mask(n))


class AnotherOperation(Base):
    def all_mask(self, n: int) -> list[bool]:
        return [True for _ in range(n)]


class AnotherHelper(Base):
    def flipped(self, bit: bool) -> bool:
        return bit is False


class InTheObject(Base):
    def __init__(self) -> None:
        self.complement = lambda mask: [not bit for bit in mask]


class InBetween(AnotherHelper):
    def selected(self, mask: list[bool], i: int) -> bool:
        return mask[i]


class AnotherCarrier(Base):
    carrier = "python:other"


class WhenAsked(Base):
    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


class WithoutBase:
    def all_mask(self, n: int) -> list[bool]:
        return [True] * n


@pytest.mark.parametrize(
    ("implementation", "changed"),
    [
        (AnotherOperation, {"all_mask", "empty_mask"}),
        (AnotherHelper, {"flipped", "complement", "empty_mask"}),
        (InTheObject, {"complement", "empty_mask"}),
        (InBetween, {"selected", "flipped", "complement", "empty_mask"}),
        *((other, None) for other in (Base, AnotherCarrier, WhenAsked, WithoutBase)),
    ],
)
def test_what_a_specimen_changes_is_what_its_base_has_otherwise_or_uses(
    implementation: type, changed: set[str] | None
) -> None:
    collection = Collection("python")
    collection.correct("masking")(Base)
    if implementation is not Base:
        collection.unusual("another one")(implementation)
    found = collection.specimens[-1].changed
    assert (found and {name for name in found if not name.startswith("_")}) == changed


def test_of_a_specimen_that_reaches_further_nothing_is_known_to_be_as_it_was() -> None:
    collection = Collection("python")
    collection.correct("masking")(Base)
    collection.unusual("sets something", reaches_further=True)(AnotherOperation)
    assert collection.specimens[-1].changed is None


def test_a_specimen_is_about_the_spec_files_of_what_it_starts_from() -> None:
    collection = Collection("python")
    collection.correct("masking")(Base)
    collection.correct("mae", "jepa")(AnotherHelper)
    for implementation, modules in ((AnotherOperation, ()), (InBetween, ()), (InTheObject, ("vicreg",))):
        collection.unusual("another one", modules=modules)(implementation)
    told = {s.implementation: (s.base, s.modules) for s in collection.specimens}
    assert told == {
        Base: (Base, ("masking",)),
        AnotherHelper: (AnotherHelper, ("mae", "jepa")),
        AnotherOperation: (Base, ("masking",)),
        InBetween: (AnotherHelper, ("mae", "jepa")),
        InTheObject: (Base, ("vicreg",)),
    }
    assert (collection.specimens[3].changed or set()) - {"__module__", "__doc__"} == {"selected"}


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
