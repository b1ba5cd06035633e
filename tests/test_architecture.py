"""What docs/architecture.md promises: where things stand, who may import whom, and that files are short."""

from __future__ import annotations

import ast
import importlib
import re
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from conformance.records.vocabulary import REASONS

ROOT = Path(__file__).parents[1]
DOCUMENT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """The cells of the table with that first heading, without heading and rule."""
    lines = DOCUMENT.split(f"| {heading} |", 1)[1].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def module_of(room: str) -> str:
    """`reports` is installed as `conformance.reports`, and so on."""
    dotted = room.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return dotted if dotted.startswith("conformance") else f"conformance.{dotted}"


def rooms() -> dict[str, set[str]]:
    """The modules that each room may import, by the room's path."""
    allowed: dict[str, set[str]] = {}
    for room_cell, _, imports in rows("room"):
        names = {f"conformance.{name.replace('/', '.')}" for name in re.findall(r"`([\w/]+)`", imports)}
        if imports == "everything above":
            names = {module_of(r) for r in allowed}
        elif not names:
            assert imports == "nothing of ours"
        for room in re.findall(r"`([\w./]+)`", room_cell):
            allowed[room] = names | {module_of(room), "conformance.__version__"}
    return allowed


ALLOWED = rooms()
DOORS = {"conformance/cli", "conformance/pytest_plugin", "conformance/__init__.py", "conformance/__main__.py"}


def imported(path: Path) -> set[str]:
    """The modules of ours that a file imports, where it says `import`, or names what is in one as `module:name`."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            module = node.module or ""
            names |= {f"{module}.{alias.name}" for alias in node.names} if module == "conformance" else {module}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names |= {node.value.split(":")[0]} if re.fullmatch(r"conformance[\w.]*:[\w.]+", node.value) else set()
    return {n for n in names if n.split(".")[0] == "conformance"}


@pytest.mark.parametrize("room", ALLOWED)
def test_a_room_imports_only_what_it_may(room: str) -> None:
    place = ROOT / room
    files = [place] if place.is_file() else sorted(place.rglob("*.py"))
    assert files
    may = ALLOWED[room] | ({module_of(r) for r in DOORS} if room in DOORS else set())
    for file in files:
        for name in imported(file):
            assert any(name == m or name.startswith(f"{m}.") for m in may), f"{file.name} imports {name}"


def test_every_file_is_in_a_room() -> None:
    files = [p.relative_to(ROOT).as_posix() for top in ("conformance", "reports", "backends", "spec")
             for p in (ROOT / top).rglob("*.py")]  # fmt: skip
    homeless = [f for f in files if f not in ALLOWED and not any(f.startswith(f"{r}/") for r in ALLOWED)]
    assert homeless == []


def test_a_library_is_known_in_the_rooms_that_the_page_names() -> None:
    """The language knows nothing of Hypothesis or YAML, and no room but the carriers of an array library."""
    told = {name: set(re.findall(r"`(\w+)`", where)) for names, where in rows("library")
            for name in re.findall(r"`(\w+)`", names)}  # fmt: skip
    known: dict[str, set[str]] = {}
    for path in (p for top in ("conformance", "reports", "backends") for p in (ROOT / top).rglob("*.py")):
        room = path.relative_to(ROOT).as_posix().removeprefix("conformance/").split("/")[0].removesuffix(".py")
        for name in imported_from_outside(path):
            known.setdefault(name, set()).add(room)
    assert known == told


def imported_from_outside(path: Path) -> set[str]:
    """The libraries that a file imports, by the first part of their names."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = {alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names}
    names |= {n.module or "" for n in nodes if isinstance(n, ast.ImportFrom) and not n.level}
    return {name.split(".")[0] for name in names} - sys.stdlib_module_names - {"conformance"}


NAMED = sorted(set(re.findall(r"`([a-z_]+(?:\.\w+)+)`", DOCUMENT)))
PATHS = sorted(set(re.findall(r"`(\w+/[\w/]+(?:\.\w+)?)`", DOCUMENT)))


@pytest.mark.parametrize("name", [n for n in NAMED if n.rpartition(".")[2] not in ("py", "md")])
def test_what_the_page_names_by_room_and_module_is_there(name: str) -> None:
    assert any(is_there(f"{room}{name}") for room in ("", "conformance.", "conformance.runs."))


def is_there(dotted: str) -> bool:
    """Whether a dotted name is a module, or something in one."""
    found: object = None
    parts = dotted.split(".")
    for k, part in enumerate(parts):
        try:
            found = importlib.import_module(".".join(parts[: k + 1]))
        except ModuleNotFoundError:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
    return True


@pytest.mark.parametrize("path", [p for p in PATHS if "NAME" not in p])
def test_each_path_that_the_page_names_is_there(path: str) -> None:
    assert (ROOT / path).exists() or (ROOT / "conformance" / path).exists()


def test_the_reasons_named_are_those_of_the_code() -> None:
    named = [r for row in rows("reason") for r in re.findall(r"`(\w+)`", row[0])]
    assert named == list(REASONS)


def test_a_room_stands_above_those_that_it_may_import() -> None:
    above: set[str] = {"conformance.__version__"}
    for room, may in ALLOWED.items():
        assert may - {module_of(room)} - {module_of(r) for r in DOORS} <= above, room
        above.add(module_of(room))


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Imports for types alone count as well: what needs another's types stands above it."""
    paths = [p for top in ("conformance", "reports", "backends") for p in (ROOT / top).rglob("*.py")]
    modules = {module_of(p.relative_to(ROOT).as_posix()): p for p in paths}
    # It loads what it offers when that is asked for.
    del modules["conformance"]
    order = TopologicalSorter({name: imported_modules(path, set(modules)) - {name} for name, path in modules.items()})
    order.prepare()


def imported_modules(path: Path, modules: set[str]) -> set[str]:
    """Which of the modules a file imports, wholly or a part of."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = {alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names}
    for n in nodes:
        if isinstance(n, ast.ImportFrom):
            parts = {f"{n.module}.{alias.name}" for alias in n.names}
            names |= {part if part in modules else n.module or "" for part in parts}
    return names & modules


def test_the_layers_of_elaboration_are_its_files() -> None:
    section = DOCUMENT.split("## How a statement is read", 1)[1].split("\n2. ", 1)[1].split("\n3. ", 1)[0]
    files = {p.stem for p in (ROOT / "conformance" / "lean" / "elaborate").glob("*.py")}
    assert set(re.findall(r"`(\w+)`", section)) == files - {"__init__", "environment"}


def folders_with_modules(top: Path) -> set[str]:
    """Folders in which files of Python stand that say something, by their path below a folder."""
    files = [p.relative_to(top) for p in top.rglob("*.py") if p.name != "__init__.py"]
    return {p.parent.as_posix() for p in files if "zoo" not in p.parts}


TESTED = folders_with_modules(ROOT / "conformance") - {"."} | {"reports", "backends", "benchmarks"}
DOCUMENTED = {"docs", "examples"}
"""Folders whose code and examples are tested too."""
OF_THE_WHOLE = {"architecture", "how_to_add", "packaging"}


def test_the_tests_of_a_room_stand_in_a_folder_of_its_name() -> None:
    folders = folders_with_modules(ROOT / "tests") - {"."}
    assert sorted(TESTED - folders) == []
    assert sorted(folders - TESTED - DOCUMENTED) == []
    assert [f for f in folders if not list((ROOT / "tests" / f).glob("test_*.py"))] == []


def test_the_tests_of_a_room_that_is_a_file_stand_in_a_file_of_its_name() -> None:
    rooms = {Path(room).stem for room in ALLOWED if room.endswith(".py")} - {"__init__", "__main__"}
    found = {p.stem.removeprefix("test_") for p in (ROOT / "tests").glob("test_*.py")}
    assert found == rooms | OF_THE_WHOLE


FOLDERS = ("conformance", "reports", "backends", "benchmarks", "examples", "docs", "tests")
LONGEST = 350


def test_no_module_is_longer_than_one_reads_at_once() -> None:
    modules = [p.relative_to(ROOT) for folder in FOLDERS for p in (ROOT / folder).rglob("*.py")]
    assert len(modules) > 300
    lengths = {p.as_posix(): len((ROOT / p).read_bytes().splitlines()) for p in modules}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST} == {}
