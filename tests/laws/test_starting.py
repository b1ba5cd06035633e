"""Entries to begin with: they are read as written, and what stands in a file stays there."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.errors import SpecError, UsageError
from conformance.laws.specfile import load
from conformance.laws.starting import Start, checked_name, law_start, operation_start, with_entry, write_start


def test_a_first_law_makes_a_file_that_is_read(tmp_path: Path) -> None:
    path = tmp_path / "lab-masks.yaml"
    write_start(path, law_start("twice"))
    spec = load([path])
    assert spec.modules == ("LabMasks",)
    assert [(d.id, d.stated) for d in spec.declarations] == [("twice", "this project")]


def test_an_operation_has_a_body_with_an_example_or_a_law(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    write_start(path, operation_start("keepMost", has_body=False))
    write_start(path, operation_start("selectedCount", has_body=True))
    assert [d.id for d in load([path]).declarations] == ["selectedCount", "keepMost", "keepMost_count"]
    text = path.read_text(encoding="utf-8")
    assert "a function `keep_most`" in text
    assert '- "selectedCount (fun (i : Fin 3) => i.val < 2) = 2"' in text


TEXT = """\
module: M
laws:
    first:   # kept
        stated: x
        lean: |
          theorem first : 1 = 1

# about definitions
definitions: {}
"""


def test_an_entry_comes_last_in_its_section_and_nothing_else_changes() -> None:
    changed = with_entry("m.yaml", TEXT, Start("laws", "second", "second:\n  lean: x\n"))
    assert changed.replace("    second:\n      lean: x\n", "") == TEXT
    assert changed.index("theorem first") < changed.index("second") < changed.index("# about definitions")
    with pytest.raises(SpecError, match=r"m.yaml:9: `definitions:` is written in braces"):
        with_entry("m.yaml", TEXT, Start("definitions", "d", "d:\n"))


def test_a_name_that_is_taken_leaves_the_file_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    write_start(path, law_start("twice"))
    before = path.read_text(encoding="utf-8")
    with pytest.raises(UsageError, match=r"`twice` is there already, at .*mine\.yaml:8, and nothing is written over"):
        write_start(path, law_start("twice"))
    with pytest.raises(UsageError, match=r"nothing is written, as what would stand there is wrong: .*mine\.yaml:\d+"):
        write_start(path, operation_start("theorem", has_body=True))
    assert path.read_text(encoding="utf-8") == before
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_no_spec_file_or_no_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"ends in \.yaml"):
        write_start(tmp_path / "masking", law_start("t"))
    with pytest.raises(UsageError, match="cannot be written: No such file or directory"):
        write_start(tmp_path / "none" / "m.yaml", law_start("t"))
    for name in ("a b", "1st", "é", ""):
        with pytest.raises(UsageError, match="letters, digits and `_`"):
            checked_name(name)
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("module: M\nlwas: {}\n", encoding="utf-8")
    with pytest.raises(SpecError, match="did you mean `laws`"):
        write_start(wrong, law_start("t"))


def test_a_name_that_ships_is_refused_and_a_second_law_is_added(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    write_start(path, law_start("twice"))
    for taken in (law_start("Mask"), operation_start("complement", has_body=True), law_start("maskedLoss_nil")):
        with pytest.raises(UsageError, match=r"^`\w+` is taken: .* ships, and .*choose another name"):
            write_start(path, taken)
    write_start(path, law_start("again"))
    assert [d.id for d in load([path]).declarations] == ["twice", "again"]
