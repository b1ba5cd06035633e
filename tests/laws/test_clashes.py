"""Names that a backend could not tell apart, in one file and over all modules of a spec."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.errors import SpecError
from conformance.laws.specfile import MODULES, load, shipped


def definition(name: str, *, helper: bool = False) -> str:
    said = ", helper: true" if helper else ""
    return f"  {name}: {{lean: 'def {name} (n : Nat) : Nat := n'{said}}}\n"


def test_two_operations_of_one_file_with_one_name_in_snake_case(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text("module: M\ndefinitions:\n" + definition("fooBAR") + definition("other") + definition("fooBar"))
    with pytest.raises(SpecError) as caught:
        load([path])
    assert str(caught.value) == (
        f"{path}:5: `fooBar` and `fooBAR`, at {path}:3, are both `foo_bar` for a backend, which could not tell them "
        "apart; give one of them another name"
    )
    path.write_text("module: M\ndefinitions:\n" + definition("fooBAR") + definition("fooBar", helper=True))
    assert [d.id for d in load([path]).declarations] == ["fooBAR", "fooBar"]


@pytest.mark.parametrize("imports", ["", "imports: [masking]\n", "imports: [ours.yaml]\n"])
def test_an_operation_and_one_of_a_module_that_is_imported(tmp_path: Path, imports: str) -> None:
    (tmp_path / "ours.yaml").write_text("module: O\nimports: []\ndefinitions:\n" + definition("maskedLOSS"))
    (tmp_path / "m.yaml").write_text(f"module: M\n{imports}definitions:\n" + definition("masked_loss"))
    other = r"ours\.yaml:4" if "ours" in imports else r"masking\.yaml:\d+"
    with pytest.raises(SpecError, match=rf"m\.yaml:\d: `masked_loss` and .*{other}, .* or name under `imports:` only"):
        load([tmp_path / "m.yaml"])


def test_operations_of_two_files_that_do_not_know_each_other(tmp_path: Path) -> None:
    for file, name in (("a", "fooBar"), ("b", "foo_bar")):
        (tmp_path / f"{file}.yaml").write_text("module: M\nimports: []\ndefinitions:\n" + definition(name))
        load([tmp_path / f"{file}.yaml"])
    with pytest.raises(SpecError, match=r"b\.yaml:4: `foo_bar` and `fooBar`, at .*a\.yaml:4, are both `foo_bar`"):
        load([tmp_path])


def test_two_fields_of_a_structure(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    fields = "        aB : Nat\n        a_b : Nat\n"
    path.write_text(f"module: M\nstructures:\n  S:\n    lean: |\n      structure S where\n{fields}")
    with pytest.raises(SpecError, match=r"m\.yaml:3: the fields `aB` and `a_b` of `S` are both `a_b`"):
        load([path])


def test_a_definition_that_hides_another_of_its_name_is_none(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text("module: M\ndefinitions:\n" + definition("maskedLoss"))
    load([tmp_path / "m.yaml"])


def test_all_that_ships_is_told_apart() -> None:
    assert len(shipped(*MODULES).operations) > 50
