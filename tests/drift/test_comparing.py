"""A spec is held against its source, declaration by declaration: what differs is told, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from conformance.drift.comparing import drift_of
from conformance.drift.records import Drift
from conformance.laws.specfile import load
from conformance.sources.leanfile import source_of_file
from conformance.sources.page import source_of_page
from conformance.sources.pagetext import source_of_text
from tests.drift.copies import SPACE, UPSTREAM, file_of, mutants, renamed, spec


def drift(text: str, revision: str = "") -> Drift:
    return drift_of(spec(revision), [source_of_file("Source.lean", text)])


def test_all_92_declarations_are_the_same() -> None:
    found = drift(file_of([d.lean for d in spec().declarations]))
    assert (found.counts, found.exit_status) == ({"same": 92}, 0)
    assert len(found.modules) == len(UPSTREAM)


def test_names_of_bound_variables_make_no_difference() -> None:
    texts = renamed(list(spec().declarations))
    assert sum(text != d.lean for text, d in zip(texts, spec().declarations, strict=True)) > 80
    assert drift(file_of(texts)).counts == {"same": 92}


def test_notation_grouping_namespaces_and_layout_make_no_difference() -> None:
    text = dedent("""
    namespace Elsewhere
    variable {n : ℕ}
    abbrev Mask (n : ℕ) := Fin n -> Bool
    def selected (m : Mask n) (i : Fin n) : Prop := (m i) = true
    /-- A comment. -/
    theorem maskedLoss_eq_zero_of_all_zero (idxs : List (Fin n)) (f : Fin n → ℕ)
      (h : ∀ (i : Fin n), i ∈ idxs → f i = 0) :
      (List.map f idxs).sum = (List.map f idxs).sum -> maskedLoss idxs f = 0
    theorem complement_selected_iff (m : Mask n) : ∀ i, selected (complement m) i <-> ¬(selected m i)
    end Elsewhere
    """)
    found = drift(text)
    assert [c.name for c in found.of("same")] == ["Mask", "selected", "complement_selected_iff"]
    assert [c.name for c in found.of("changed")] == ["maskedLoss_eq_zero_of_all_zero"]


@pytest.mark.parametrize(
    "module", [pytest.param(m, marks=[pytest.mark.slow] if m != "masking" else []) for m in UPSTREAM]
)
def test_every_mutant_of_a_statement_is_told(module: str) -> None:
    declared = [d for d in spec().declarations if Path(d.path).stem == module]
    tried = 0
    for one in declared:
        for text in mutants(one):
            found = drift(f"namespace {SPACE}\n{text}\n")
            told = [c for c in found.comparisons if c.name == one.id]
            assert [c.status for c in told] in (["changed"], ["unreadable"]), text
            assert found.exit_status == 1
            tried += 1
    assert tried >= 4 * len(declared)


def test_the_part_that_differs_is_marked() -> None:
    text = next(d.lean for d in spec().declarations if d.id == "maskedLoss_eq_zero_of_all_zero")
    (one,) = drift(text.replace("perPatchLoss i = 0)", "perPatchLoss i = 1)")).of("changed")
    assert [(line.side, line.text) for line in one.lines] == [
        ("both", "{n : Nat}"), ("both", "(idxs : List (Fin n))"), ("both", "(perPatchLoss : Fin n → Nat)"),
        ("one", "(h : ∀ i ∈ idxs, perPatchLoss i = ⟪0⟫)"), ("other", "(h : ∀ i ∈ idxs, perPatchLoss i = ⟪1⟫)"),
        ("both", ": maskedLoss idxs perPatchLoss = 0"),
    ]  # fmt: skip


def test_another_instance_is_another_statement(tmp_path: Path) -> None:
    """A `BEq` need not be lawful in Lean, so that one theorem holds there and the other does not."""
    text = "theorem t {α : Type} [DecidableEq α] (a : α) : (a == a) = true"
    (tmp_path / "a.yaml").write_text(f"module: A\ntheorems:\n  t: {{lean: '{text}'}}\n", encoding="utf-8")
    own = load([tmp_path / "a.yaml"])
    assert drift_of(own, [source_of_file("A.lean", text.replace("α", "β"))]).counts == {"same": 1}
    (one,) = drift_of(own, [source_of_file("A.lean", text.replace("DecidableEq", "BEq"))]).of("changed")
    assert one.note == "it assumes `DecidableEq` here, and `BEq` there"


def test_arrays_in_the_place_of_lists_are_another_form() -> None:
    """Against revision C: exactly what changed from A."""
    found = drift(file_of([d.lean for d in spec("C").declarations]))
    assert [c.name for c in found.of("missing here")] == ["maskedLoss_push", "varianceTerm_push"]
    gone = {c.name for c in found.of("missing there")}
    assert gone == {
        "maskedLoss_cons", "varianceTerm_cons", "predictiveViewObjective_decomposes",
        "predictiveViewObjective_with_vicreg_guard", "predictiveViewObjective_with_barlow_guard",
    }  # fmt: skip
    forms = {d.id: d.lean for d in spec("C").declarations}
    other = {d.id for d in spec().declarations if d.id in forms and forms[d.id] != d.lean}
    assert {c.name for c in (*found.of("same but for form"), *found.of("changed"))} == other
    assert drift(file_of([d.lean for d in spec("C").declarations]), "C").counts == {"same": len(forms)}


def test_what_the_spec_lacks_and_what_cannot_be_read_is_counted() -> None:
    text = dedent(f"""
    namespace {SPACE}
    abbrev Mask (n : Nat) := Fin n → Bool
    def visible {{n : Nat}} (m : Mask n) : Mask n := fun i => !(m i)
    theorem visible_visible {{n : Nat}} (m : Mask n) : visible (visible m) = m := by simp
    def selected {{n : Nat}} (m : Mask n) (i : Fin n) : Prop := m i =
    instance : Inhabited Nat := ⟨0⟩
    example : 1 = 1 := rfl
    attribute [simp] visible
    """)
    found = drift(text)
    assert [c.name for c in found.of("missing here")] == ["visible", "visible_visible"]
    (source,) = found.sources
    assert (source.declared, source.examples, source.passed_over) == (5, 1, {"attribute": 1})
    assert sum(source.counts.values()) == source.declared
    (unread,) = [c for c in found.of("unreadable") if c.name == "selected"]
    assert unread.there == "Source.lean:6"


HEADER = """
<div class="decl_header"><span class="decl_kind">def</span> <span class="decl_name">{space}.maskedLoss</span>
<span class="decl_args"> <span class="fn">{{n : <a href="#">ℕ</a>}}</span></span>
(idxs : <a href="#">List</a> (<a href="#">Fin</a> n)) (f : Fin n → ℕ)<span class="decl_args"> :</span>
<div class="decl_type"><a href="#">ℕ</a></div></div><p>Adds up.</p>
"""
EQUATIONS = """
<details><summary>Equations</summary><ul class="equations">
<li class="equation">{space}.maskedLoss idxs f = (List.map f idxs).sum</li></ul></details>
"""


def page(inner: str) -> Drift:
    text = f'<!DOCTYPE html><main><div class="decl" id="x"><div class="def">{inner}</div></div></main>'
    return drift_of(spec(), [source_of_page("Masking.html", text.format(space=SPACE))])


def test_a_page_of_doc_gen_is_read_with_the_equations_of_definitions() -> None:
    (one,) = page(HEADER + EQUATIONS).of("same")
    assert (one.name, one.untold) == ("maskedLoss", "")
    (one,) = page(HEADER + EQUATIONS.replace("idxs).sum", "idxs.reverse).sum")).of("changed")
    assert one.lines[-1].text == ":= (⟪idxs.reverse⟫.map f).sum"
    (one,) = page(HEADER).of("same")
    assert one.untold == "its body is not on the page"


SEED = Path(__file__).parents[2].parent / "shared" / "seed.txt"


@pytest.mark.skipif(not SEED.is_file(), reason="the copied text of the page lies beside the repository")
def test_a_copied_text_that_has_lost_characters_is_recovered() -> None:
    found = drift_of(spec(), [source_of_text("seed.txt", SEED.read_text(encoding="utf-8"))])
    assert found.counts == {"same": 6, "missing there": 3, "unreadable": 5}
    by_name = {c.name: c for c in found.comparisons}
    assert by_name["maskedLoss_nil"].assumed == ("ℕ", "→", "ℕ")
    assert by_name["maskedLoss_eq_zero_of_all_zero"].assumed == ("ℕ", "→", "ℕ", "∈", "→")
    # Those of which the header is lost are known by their place.
    assert [c.name for c in found.of("unreadable")] == ["Mask", "selected", "allMask", "emptyMask", "complement"]


LOST = f"""
            theorem {SPACE}.maskedLoss_append {{n : }} (xs ys : List (Fin n)) (perPatchLoss : Fin n) :
            maskedLoss (xs ++ ys) perPatchLoss = maskedLoss xs perPatchLoss + maskedLoss ys perPatchLoss
"""


def test_no_more_is_recovered_than_is_lost() -> None:
    def status(text: str) -> str:
        found = drift_of(spec(), [source_of_text("page.txt", text)])
        return next(c.status for c in found.comparisons if c.name == "maskedLoss_append")

    assert status(LOST) == "same"
    assert status(LOST.replace("xs perPatchLoss + ", "xs perPatchLoss * ")) == "changed"
    assert status(LOST.replace("= maskedLoss xs perPatchLoss + ", "= 0 + ")) == "changed"
    assert status(LOST.replace("perPatchLoss", "loss")) == "same"
    # A copy that has an arrow in a declaration has lost none in another.
    arrow = f"theorem {SPACE}.maskedLoss_nil {{n : }} (f : Fin n → ) :\nmaskedLoss [] f = 0\n"
    assert status(LOST + arrow) == "unreadable"


def test_each_source_is_told_of_by_itself() -> None:
    texts = [d.lean for d in spec().declarations]
    files = [source_of_file("b.lean", file_of(texts[14:])), source_of_file("a.lean", file_of(texts[:14]))]
    found = drift_of(spec(), files)
    assert [(s.path, s.declared) for s in found.sources] == [("a.lean", 14), ("b.lean", 78)]
    assert found.exit_status == 0
    assert drift_of(spec(), files[:1]).counts["same"] == 78
    assert replace(found, comparisons=()).exit_status == 0
