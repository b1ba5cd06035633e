"""Spec files: the shipped one, and what is said of files that are wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from conformance.errors import SpecError
from conformance.laws.specfile import MODULES, load, shipped, shipped_digest, shipped_folder
from conformance.lean.syntax import Definition, Theorem

HEAD = "module: M\n"


def test_the_ground_floor_has_six_definitions_and_eight_theorems() -> None:
    declarations = shipped("masking").declarations
    assert [d.id for d in declarations if not isinstance(d.declared, Theorem)] == [
        "Mask", "selected", "allMask", "emptyMask", "complement", "maskedLoss",
    ]  # fmt: skip
    assert [d.id for d in declarations if isinstance(d.declared, Theorem)] == [
        "allMask_selected", "emptyMask_not_selected", "complement_selected_iff", "maskedLoss_nil",
        "maskedLoss_cons", "maskedLoss_append", "maskedLoss_reverse", "maskedLoss_eq_zero_of_all_zero",
    ]  # fmt: skip
    assert all(d.about for d in declarations)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("module: [", "spec.yaml:1:10: is not YAML"),
        ("", "the file is empty"),
        ("- 1\n", "expected a mapping"),
        ("module: M\ntheorem: {}\n", "spec.yaml:2: the file: unknown key `theorem`; did you mean `theorems`?"),
        ("a: &a [1]\n", "anchors"),
        ("a: " + "[" * 100 + "]" * 100, "nested more than"),
        (HEAD + "theorems: {t: {lean: 'theorem t : maskedLos [] = 0'}}\n", "spec.yaml:2:35: unknown name `maskedLos`"),
        (HEAD + "theorems:\n  t:\n    lean: |\n      theorem t (a : Nat) :\n        a = true\n", "spec.yaml:6:"),
        (HEAD + "theorems:\n  t: {lean: 'theorem u : 1 = 1'}\n", "declares `u`"),
        (HEAD + "theorems:\n  t: {lean: 'theorem t : 1 = 1'}\n  t: {lean: 'theorem t : 1 = 1'}\n", "stands twice"),
        (HEAD + "theorems:\n  t: {lean: 'theorem t : 1 = 1', examples: ['1 = 2']}\n", "does not hold"),
        (HEAD, "the file declares nothing"),
    ],
)
def test_a_wrong_file_is_told_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        load([path])
    assert message in str(caught.value)


def test_a_file_of_theorems_may_use_the_shipped_definitions(tmp_path: Path) -> None:
    path = tmp_path / "more.yaml"
    path.write_text(
        HEAD + "theorems:\n  twice: {lean: 'theorem twice {n : Nat} (m : Mask n) : complement (complement m) = m'}\n"
    )
    assert [d.id for d in load([path]).declarations] == ["twice"]


def test_what_a_law_means_in_training_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(HEAD + "theorems:\n  t: {lean: 'theorem t : 1 = 1', training: ' Nothing is learned. '}\n")
    (declaration,) = load([path]).declarations
    assert declaration.training == "Nothing is learned."
    laws = [d for d in load(["shipped"]).declarations if isinstance(d.declared, (Definition, Theorem))]
    assert all(d.training and d.about for d in laws)


def test_what_is_no_regular_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "spec.yaml")
    with pytest.raises(SpecError, match="is a pipe that nobody writes to"):
        load([tmp_path / "spec.yaml"])


def test_the_shipped_files_have_the_form_that_others_must_have() -> None:
    """The shipped spec is loaded without a look at its form; read as somebody's own it is looked at."""
    files = [shipped_folder() / f"{name}.yaml" for name in MODULES]
    assert load(files).digest == load(["shipped"]).digest == shipped_digest()
    assert sorted(shipped_folder().glob("*.yaml")) == sorted(files)


def test_what_would_take_long_to_read_is_refused_by_its_size(tmp_path: Path) -> None:
    """Across the files of a spec, so that a folder of many is no way around it."""
    theorem = "theorems:\n  t{0}: {{lean: 'theorem t{0} : 1 = 1', examples: [{1}]}}\n"
    (tmp_path / "a.yaml").write_text(HEAD + theorem.format(1, "'1 = 1'," * 3_000))
    assert len(load([tmp_path]).declarations) == 1
    (tmp_path / "b.yaml").write_text(HEAD + theorem.format(2, "'1 = 1'," * 3_000))
    with pytest.raises(SpecError, match=r"b\.yaml:1: the spec has 6,000 examples up to here; at most 5,000 are read"):
        load([tmp_path])
    (tmp_path / "b.yaml").write_text(HEAD + "theorems: {" + "".join(f"t{k}: 1," for k in range(3_000)) + "}")
    with pytest.raises(SpecError, match=r"b\.yaml:1: the spec has 3,001 declarations up to here; at most 2,000"):
        load([tmp_path])
    lean = "theorems: {" + "".join(f"t{k}: {{lean: 'theorem t{k} : {' ' * 9_000}1 = 1'}}," for k in range(30)) + "}"
    (tmp_path / "b.yaml").write_text(HEAD + lean)
    with pytest.raises(SpecError, match=r"b\.yaml:1: the spec has [0-9,]+ characters of Lean up to here"):
        load([tmp_path])
    for name in "bcd":
        (tmp_path / f"{name}.yaml").write_text(HEAD + f"about: {'x' * 3_000_000}\n" + theorem.format(name, ""))
    with pytest.raises(SpecError, match=r"d\.yaml: the spec has more than 8,000,000 characters up to here"):
        load([tmp_path])


def test_examples_that_end_one_by_one_end_together(tmp_path: Path) -> None:
    counted = "'(List.range 400000).length = 400000',"
    (tmp_path / "a.yaml").write_text(
        HEAD + f"theorems: {{t: {{lean: 'theorem t : 1 = 1', examples: [{counted * 20}]}}}}"
    )
    with pytest.raises(SpecError, match=r"a\.yaml:2: the example of `t` cannot be evaluated: all examples together"):
        load([tmp_path])
