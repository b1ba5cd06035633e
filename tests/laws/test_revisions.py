"""Revisions: one spec, read as another revision of its source."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from conformance import check
from conformance.errors import SpecError, UsageError
from conformance.laws.forms import forms_of
from conformance.laws.specfile import MODULES, Spec, load, shipped, shipped_folder
from conformance.lean.normal import differ_in_form_alone
from conformance.lean.syntax import Theorem
from conformance.subjects.naming import installed_built_ins
from tests.cli.commands import run

GONE = {
    "predictiveViewObjective_decomposes", "predictiveViewObjective_with_vicreg_guard",
    "predictiveViewObjective_with_barlow_guard",
}  # fmt: skip
LAST = {
    "maskedLoss_cons": "maskedLoss_push",
    "varianceTerm_cons": "varianceTerm_push",
    "redundancyReductionObjective_collapsed_diag_positive": "redundancyReductionObjective_collapsed_diag_positive",
    "barlow_guard_collapsed_diag_positive": "barlow_guard_collapsed_diag_positive",
}
"""What C says of an item that is put behind the others, where A says it of one before them."""

MINE = """
module: M
revisions: {one: Lists., two: Arrays.}
imports: []
definitions:
  total:
    about: All of them.
    lean: "def total (xs : List Nat) : Nat := xs.sum"
    examples: ["total [1, 2] = 3"]
    revisions:
      two:
        lean: "def total (xs : Array Nat) : Nat := xs.sum"
        examples: ["total #[1, 2] = 3"]
theorems:
  total_cons:
    lean: "theorem total_cons (x : Nat) (xs : List Nat) : total (x :: xs) = x + total xs"
    revisions:
      two: {lean: "theorem total_push (x : Nat) (xs : Array Nat) : total (xs.push x) = total xs + x"}
  total_nil:
    lean: "theorem total_nil : total [] = 0"
    absent_in: [two]
"""


def texts(spec: Spec) -> dict[str, str]:
    return {d.id: d.lean for d in spec.declarations}


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(MINE, encoding="utf-8")
    return path


def test_a_file_reads_as_it_stands_unless_a_revision_is_named(mine: Path) -> None:
    assert texts(load([mine])) == texts(load([mine], "one"))
    assert load([mine]).digest == load([mine], "one").digest
    assert load([mine]).revisions == ("one", "two")
    assert list(texts(load([mine]))) == ["total", "total_cons", "total_nil"]


def test_in_another_revision_entries_have_other_texts_and_names_or_are_not_there(mine: Path) -> None:
    spec = load([mine], "two")
    assert list(texts(spec)) == ["total", "total_push"]
    assert "Array" in texts(spec)["total"]
    assert [(d.about, d.entry, d.revision) for d in spec.declarations] == [
        ("All of them.", "total", "two"), ("", "total_cons", "two"),
    ]  # fmt: skip
    assert spec.digest != load([mine]).digest


def test_the_forms_of_an_entry_are_told_together(mine: Path) -> None:
    spec = load([mine])
    total, cons, nil = (forms_of(d, spec, [mine]) for d in spec.declarations)
    assert [(f.revisions, f.is_another_in_form_alone) for f in total] == [(("one",), False), (("two",), True)]
    assert [f.is_another_in_form_alone for f in cons] == [False, False]
    assert [f.declaration is None for f in nil] == [False, True]


def test_a_file_without_revisions_has_one_form_whatever_it_imports(tmp_path: Path) -> None:
    path = tmp_path / "plain.yaml"
    law = "theorem twice (xs : List (Fin 3)) : maskedLoss (xs ++ xs) (fun i => i) = 2 * maskedLoss xs (fun i => i)"
    path.write_text(f"module: M\nimports: [masking]\ntheorems:\n  twice: {{lean: '{law}'}}\n", encoding="utf-8")
    spec = load([path])
    assert spec.revisions == ("A", "B", "C")
    assert [forms_of(d, spec, [path]) for d in spec.declarations] == [()]


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("two: {lean", "tow: {lean", r"mine.yaml:18:7: `tow` is no other revision of this file; did you mean `two`\?"),
        ("absent_in: [two]", "absent_in: [one]", "`one` is no other revision of this file; expected one of two"),
        ("revisions: {one: Lists., two: Arrays.}\n", "", "name it under `revisions:` at the top"),
        ("total #[1, 2] = 3", "total #[1, 2] = 4", "does not hold"),
        ("two: {lean", "two: {laen", "unknown key `laen`; did you mean `lean`"),
        ("xs.push x", "x :: xs", "mine.yaml:18:"),
    ],
)
def test_what_is_wrong_of_a_revision_is_told_with_its_place(mine: Path, before: str, after: str, message: str) -> None:
    mine.write_text(MINE.replace(before, after), encoding="utf-8")
    with pytest.raises(SpecError, match=message):
        load([mine], "two" if "one:" in mine.read_text() else "")


def test_an_unknown_revision_is_refused_with_those_there_are(mine: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="`revision` must be one of A, B, C, not 'D'"):
        load(["masking"], "D")
    with pytest.raises(UsageError, match="must be one of one, two, A, B, C"):
        load([mine, "mae"], "three")
    told = run("check", "python", "--revision", "D", cwd=tmp_path)
    assert (told.status, told.err) == (2, "conformance: `revision` must be one of A, B, C, not 'D'\n")
    with pytest.raises(UsageError, match="`revision` must be a text"):
        check("python", revision=3)  # type: ignore[arg-type]


def test_a_file_that_names_no_revisions_uses_the_declarations_of_the_wanted_one(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("module: M\ntheorems:\n  t: {lean: 'theorem t : maskedLoss #[1] (fun i : Fin 3 => i) = 1'}\n")
    assert list(texts(load([path], "C"))) == ["t"]
    with pytest.raises(SpecError, match="where `List"):
        load([path])


SOURCE = [name for name in MODULES if name != "practice"]
"""The modules of the source, without the one of our own."""


def test_the_source_has_92_declarations_in_lists_and_89_in_two_later_revisions() -> None:
    stated, later, arrays = (load(SOURCE, r) for r in ("A", "B", "C"))
    assert [len(s.declarations) for s in (stated, later, arrays)] == [92, 89, 89]
    assert stated.digest == load(SOURCE).digest
    assert set(texts(stated)) - set(texts(later)) == GONE
    assert texts(later).items() <= texts(stated).items()
    assert set(texts(arrays)) == set(texts(later)) - set(LAST) | set(LAST.values())
    assert not any("List" in d.lean or "::" in d.lean for d in arrays.declarations)


def test_all_forms_in_arrays_differ_from_those_in_lists_in_form_alone_but_where_an_item_comes_last() -> None:
    arrays = {d.entry: d for d in load(["shipped"], "C").declarations}
    pairs = [(d, arrays[d.id]) for d in load(["shipped"], "B").declarations]
    others = {one.id: two.id for one, two in pairs if not differ_in_form_alone(one.declared, two.declared)}
    assert others == LAST
    assert sum(one.lean != two.lean for one, two in pairs) == 38


def test_both_are_read_from_the_same_files_whose_form_is_held(tmp_path: Path) -> None:
    files = [shipped_folder() / f"{name}.yaml" for name in MODULES]
    assert load(files, "C").digest == shipped(revision="C").digest


@pytest.mark.parametrize("revision", ["A", "C"])
@pytest.mark.parametrize("backend", installed_built_ins()[0])
def test_built_in_backends_conform_to_both_forms(backend: str, revision: str) -> None:
    report = check(backend, spec=["masking", "mae", "jepa", "vicreg"], revision=revision, profile="quick")
    report.assert_conforms()
    required = [r for r in report.results if r.level == "core"]
    assert {r.status for r in required} <= {"passed", "vacuous"}
    assert report.spec.revision == revision
    assert ("maskedLoss_push" in {r.law for r in required}) == (revision == "C")


@pytest.mark.slow
@pytest.mark.parametrize("backend", installed_built_ins()[0])
def test_built_in_backends_conform_to_contracts_and_graphs_of_arrays(backend: str) -> None:
    report = check(backend, spec="predictive_view", revision="C", profile="quick")
    report.assert_conforms()
    ours = {d.id for d in load(["predictive_view"], "C").declarations if isinstance(d.declared, Theorem)}
    assert {r.law for r in report.results if r.cases} >= ours


def test_a_fault_is_found_in_both_forms() -> None:
    last = SimpleNamespace(masked_loss=lambda idxs, losses: sum(losses[i] for i in idxs[:-1]))
    for revision, law in (("A", "maskedLoss_cons"), ("C", "maskedLoss_push")):
        report = check(last, module="masking", revision=revision, laws=[law], profile="quick")
        assert [r.status for r in report.results] == ["failed"]


def test_commands_read_the_spec_as_a_revision(tmp_path: Path) -> None:
    checked = run("check", "python", "--module", "masking", "--revision", "C", "--law", "maskedLoss_push", "--profile",
                  "quick", cwd=tmp_path)  # fmt: skip
    assert checked.status == 0
    assert "seed 0, revision C)" in checked.out
    assert "maskedLoss_push" in run("list", "laws", "--revision", "C", cwd=tmp_path).out
    assert "89 declarations" in run("spec", "check", *SOURCE, "--revision", "C", "--profile", "quick",
                                    cwd=tmp_path).out  # fmt: skip


def test_what_is_shown_of_a_law_says_what_it_reads_as_elsewhere(tmp_path: Path) -> None:
    lists = run("show", "maskedLoss", cwd=tmp_path).out
    assert "(idxs : List (Fin n))" in lists
    assert "Stated so in revisions A and B." in lists
    assert "In revision C, another in form alone" in lists
    arrays = run("show", "maskedLoss", "--revision", "C", cwd=tmp_path).out
    assert arrays.index("(idxs : Array (Fin n))") < arrays.index("Stated so in revision C.")
    assert "In revision C:\n\n@[simp] theorem maskedLoss_push" in run("show", "maskedLoss_cons", cwd=tmp_path).out
    assert "Stated so in revisions A, B and C." in run("show", "complement", cwd=tmp_path).out


def test_what_is_shown_of_a_law_says_how_its_premises_are_met(tmp_path: Path, mine: Path) -> None:
    shown = run("show", "graphSSLObjective_collapsed_positive", cwd=tmp_path).out
    assert "Premise `0 < d`: `d` is raised above `0`.\nPremise `CollapsedRep rep`:" in shown
    assert "the witness `z` read off the equation (a backend is asked as well).\n" in shown
    assert "Not there in revision two." in run("show", "total_nil", "--spec", str(mine), cwd=tmp_path).out
