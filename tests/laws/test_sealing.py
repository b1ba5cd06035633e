"""An entry keeps the digest of what it says, and is told of where it says something else later."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.cli import main
from conformance.errors import FileError, SpecError, StaleError
from conformance.laws.sealing import digests_of, sealed
from conformance.laws.specfile import load, shipped_folder
from conformance.spec import MODULES

SPEC = """\
module: Counts
revisions: {first: As it was., second: As it is.}
definitions:
  twice: {lean: "def twice (n : Nat) : Nat := n + n"}
theorems:
  # A comment stays.
  twice_zero:
    about: Nothing twice.
    lean: "theorem twice_zero : twice 0 = 0"
  twice_even:
    lean: |
      theorem twice_even (n : Nat) : twice n % 2 = 0
    revisions:
      second:
        lean: "theorem twice_even (n : Nat) (h : 0 < n) : twice n % 2 = 0"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "counts.yaml"
    file.write_text(SPEC, encoding="utf-8")
    file.write_text(sealed(file), encoding="utf-8")
    return file


def test_every_entry_has_its_digest_and_nothing_else_changes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if "sha256:" in line]
    assert len(kept) == 4
    assert [line for line in text.splitlines() if "sha256:" not in line] == [
        line for line in SPEC.splitlines() if "def twice" not in line
    ]
    spec = load([path])
    assert [digests_of(spec)[d.id] in text for d in spec.declarations] == [True] * 3
    assert digests_of(load([path], "second"))["twice_even"] in text
    assert sealed(path) == text


@pytest.mark.parametrize(
    ("old", "new"),
    [("(n : Nat) : Nat := n + n", "(k : Nat) : Nat := k + k"), ("twice 0 = 0", "(twice 0) = 0"), ("Nothing", "None")],
)
def test_how_it_is_written_is_free_to_change(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    load([path])


def test_another_statement_is_told_and_so_is_all_that_uses_it(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace("n + n", "2 * n"), encoding="utf-8")
    problems: list[FileError] = []
    load([path], problems=problems)
    assert [type(problem) for problem in problems] == [StaleError] * 3
    assert [str(problem).split("`")[1] for problem in problems] == ["twice", "twice_zero", "twice_even"]
    with pytest.raises(StaleError, match=r"counts.yaml:4: `twice`, or a definition that it uses, says something else"):
        load([path])
    path.write_text(sealed(path), encoding="utf-8")
    load([path])


def test_line_ends_are_kept(path: Path) -> None:
    path.write_bytes(SPEC.replace("\n", "\r\n").encode())
    with pytest.raises(SystemExit) as ended:
        main(["spec", "seal", str(path)])
    written = path.read_bytes()
    assert not ended.value.code
    assert written.count(b"\r\n") == written.count(b"\n") == SPEC.count("\n") + 3
    load([path])


def test_each_revision_keeps_its_own(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("(h : 0 < n)", "(h : 1 < n)"), encoding="utf-8")
    load([path])
    with pytest.raises(StaleError, match="twice_even"):
        load([path], "second")


def test_a_file_that_is_wrong_is_not_sealed(tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text("module: M\ntheorems:\n  t: {lean: 'theorem t : x = 0'}\n", encoding="utf-8")
    with pytest.raises(SpecError, match="unknown name `x`"):
        sealed(file)


@pytest.mark.parametrize("module", MODULES)
def test_what_ships_says_what_it_did(module: str) -> None:
    file = shipped_folder() / f"{module}.yaml"
    assert file.read_text(encoding="utf-8") == sealed(file)
    assert file.read_text(encoding="utf-8").count("sha256:") >= len(load([module]).declarations)
