"""A source becomes a spec file that reads as it stands, and says what the source says."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from conformance import check
from conformance.cli import main
from conformance.drift.comparing import drift_of
from conformance.drift.skeleton import skeleton_of
from conformance.laws.specfile import load, shipped
from conformance.sources.reading import read_source
from conformance.sources.source import Source
from tests.drift.copies import UPSTREAM, file_of, spec

VISIBLE = dedent("""
    import NN.MLTheory.SelfSupervised.Masking
    namespace Mine.Visible
    open List
    variable {n : Nat} (m : Mask n)

    /-- Visible. -/
    @[simp] def visibleCount : Nat := ((List.finRange n).filter (fun i => !(m i))).length

    structure Pair (n : Nat) where
      context : Mask n
      target : Mask n

    def Pair.ok {n : Nat} (p : Pair n) : Prop := p.target = complement p.context

    theorem visibleCount_le : visibleCount m ≤ n := by
      simp
    inductive Tree where | leaf
    theorem hard (f : Nat → Nat) : Continuous f := by simp
    end Mine.Visible
""")


USE = "use `structure`, `Bool`, or numbers `Fin n`"


def source(folder: Path, text: str, name: str = "Visible.lean") -> Source:
    (folder / name).write_text(text, encoding="utf-8")
    return read_source(folder / name)


def test_a_new_module_is_a_paste_away(tmp_path: Path) -> None:
    read = source(tmp_path, VISIBLE)
    skeleton = skeleton_of(read, shipped())
    assert (skeleton.module, skeleton.imports) == ("Mine.Visible.Visible", ("masking",))
    assert [(e.section, e.name) for e in skeleton.entries] == [
        ("definitions", "visibleCount"), ("structures", "Pair"), ("definitions", "Pair.ok"),
        ("theorems", "visibleCount_le"),
    ]  # fmt: skip
    assert [(one.name, one.place, one.why) for one in skeleton.lacking] == [
        ("Tree", "Visible.lean:18:1", f"`inductive` is not part of the language: {USE}"),
        ("hard", "Visible.lean:19:32", "unknown name `Continuous`"),
    ]  # fmt: skip
    path = tmp_path / "visible.yaml"
    path.write_text(skeleton.to_yaml(), encoding="utf-8")
    imported = load([path])
    assert (imported.covered, imported.lacks) == (4, ("Tree", "hard"))
    found = drift_of(imported, [read])
    assert (found.counts, found.exit_status) == ({"same": 4, "left out": 2}, 0)


@pytest.mark.parametrize("revision", ["", "C"])
def test_what_upstream_declares_is_imported_as_it_is_shipped(tmp_path: Path, revision: str) -> None:
    for module in UPSTREAM:
        texts = [d.lean for d in spec(revision).declarations if Path(d.path).stem == module]
        skeleton = skeleton_of(source(tmp_path, file_of(texts), f"{module}.lean"), spec(revision))
        assert (len(skeleton.entries), skeleton.lacking) == (len(texts), ())
        path = tmp_path / f"{module}.yaml"
        path.write_text(skeleton.to_yaml(), encoding="utf-8")
        if not revision:
            assert {d.id for d in load([path]).declarations} == {e.name for e in skeleton.entries}


def test_names_that_yaml_reads_as_something_else_are_quoted(tmp_path: Path) -> None:
    text = "def null (x : Nat) : Nat := x\ndef yes (x : Nat) : Nat := null x\n"
    path = tmp_path / "a.yaml"
    path.write_text(skeleton_of(source(tmp_path, text, "a.lean"), shipped()).to_yaml(), encoding="utf-8")
    assert [d.id for d in load([path]).declarations] == ["null", "yes"]


def test_a_page_without_bodies_gives_theorems_alone(tmp_path: Path) -> None:
    text = "def A.size (n : ℕ) :\nℕ\n\nInstances For\ntheorem A.t (n : ℕ) :\nn + 0 = n\n"
    skeleton = skeleton_of(source(tmp_path, text, "a.txt"), shipped())
    assert [e.name for e in skeleton.entries] == ["t"]
    assert [(one.name, one.why) for one in skeleton.lacking] == [("size", "its body is not on the page")]


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["import", *arguments])
    return int(ended.value.code or 0)


def test_the_command_writes_and_tells_what_is_lacking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    source(tmp_path, VISIBLE)
    assert run("Visible.lean", "--check") == 1
    assert not (tmp_path / "visible.yaml").exists()
    assert "Mine.Visible.Visible, which uses masking: 4 of 6 declarations can be imported." in capsys.readouterr().out
    assert run("Visible.lean") == 1
    assert "hard, Visible.lean:19:32: unknown name `Continuous`" in capsys.readouterr().out
    load([tmp_path / "visible.yaml"])
    assert run("Visible.lean") == 2
    assert "`visible.yaml` is there already; name another file with -o" in capsys.readouterr().err
    assert run(str(tmp_path)) == 2
    assert "is a folder; name one file in it" in capsys.readouterr().err


def test_a_report_tells_how_much_of_its_source_the_spec_has(tmp_path: Path) -> None:
    path = tmp_path / "visible.yaml"
    path.write_text(skeleton_of(source(tmp_path, VISIBLE), shipped()).to_yaml(), encoding="utf-8")
    report = check("python", spec=[path], profile="quick")
    assert report.spec.coverage == "4 of 6 declarations of its source"
    told = " ".join(report.to_text().split())
    assert "The spec has 4 of 6 declarations of its source; it lacks Tree, hard." in told
    page = " ".join(report.to_html().split())
    assert "it has 4 of 6 declarations of its source, and lacks Tree, hard" in page
    assert check("python", spec="masking", laws=["complement"], profile="quick").spec.coverage.startswith("14 of 14 ")
