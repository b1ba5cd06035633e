"""`conformance export lean`: what is written and told, and what is never written over."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.commands import run

MASKING = "NN.MLTheory.SelfSupervised.Masking.lean"
MINE = """\
module: Mine
laws:
  twice:
    stated: this project
    lean: "theorem twice {n : Nat} (m : Mask n) : complement (complement m) = m"
"""


def test_a_file_a_module_that_imports_it(tmp_path: Path) -> None:
    ran = run("export", "lean", "--spec", "masking", "--spec", "practice", "out/lean", cwd=tmp_path)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == (
        f"Wrote out/lean/{MASKING}\n"
        "Practice: no file, as nothing of its module is proved in Lean (142 declarations).\n"
        "14 declarations: 8 theorems closed by the module's, 6 definitions closed by rfl.\n"
    )
    text = (tmp_path / "out" / "lean" / MASKING).read_text(encoding="utf-8")
    assert "\nimport NN.MLTheory.SelfSupervised.Masking\n" in text
    assert "  module: NN.MLTheory.SelfSupervised.Masking\n  revision: A\n  spec: sha256 " in text
    assert (
        "example {n : Nat} (i : Fin n) : selected (allMask n) i :=\n"
        "  @NN.MLTheory.SelfSupervised.allMask_selected n i\n"
    ) in text


def test_self_contained_files_say_what_core_lean_cannot(tmp_path: Path) -> None:
    ran = run("export", "lean", ".", "--self-contained", "--module", "m*", "--revision", "C", cwd=tmp_path)
    assert ran.out.splitlines()[-1] == (
        "23 declarations: 2 theorems proved by definition, 11 theorems stated with sorry, 10 definitions."
    )
    text = (tmp_path / MASKING).read_text(encoding="utf-8")
    assert "\nimport" not in text
    assert "  revision: C\n" in text
    assert "def maskedLoss {n : Nat} (idxs : Array (Fin n)) (perPatchLoss : Fin n → Nat) : Nat :=\n" in text
    ran = run("export", "lean", ".", "--self-contained", "--module", "predictive*", cwd=tmp_path)
    assert ", 17 left out, each with its reason." in " ".join(ran.out.split())


def test_a_spec_of_one_s_own_stands_on_what_it_imports(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(MINE, encoding="utf-8")
    assert run("export", "lean", ".", "--spec", "mine.yaml", "--self-contained", cwd=tmp_path).status == 0
    text = (tmp_path / "Mine.lean").read_text(encoding="utf-8")
    assert text.partition("-/\n\n")[2] == (
        "namespace NN.MLTheory.SelfSupervised\n\n"
        "abbrev Mask (n : Nat) := Fin n → Bool\n\n"
        "def complement {n : Nat} (m : Mask n) : Mask n := fun i => !(m i)\n\n"
        "end NN.MLTheory.SelfSupervised\n\n"
        "open NN.MLTheory.SelfSupervised\n\n"
        "theorem twice {n : Nat} (m : Mask n) : complement (complement m) = m := by sorry\n"
    )
    ran = run("export", "lean", ".", "--spec", "mine.yaml", cwd=tmp_path)
    assert ran.out == (
        "Mine: no file, as nothing of its module is proved in Lean (1 declaration).\nNothing was written.\n"
    )


def test_a_file_of_ours_is_written_over_and_no_other(tmp_path: Path) -> None:
    line = "export", "lean", ".", "--spec", "masking", "--spec", "mae"
    run(*line, cwd=tmp_path)
    before = (tmp_path / MASKING).read_text(encoding="utf-8")
    assert run(*line, "--self-contained", cwd=tmp_path).status == 0
    assert (tmp_path / MASKING).read_text(encoding="utf-8") != before
    other = tmp_path / MASKING.replace("Masking", "MAE")
    other.write_text("-- mine\n", encoding="utf-8")
    refused = run(*line, cwd=tmp_path)
    assert (refused.status, refused.out) == (2, "")
    assert f"`{other.name}` is there, and was not written by this command; name another folder" in refused.err
    assert other.read_text(encoding="utf-8") == "-- mine\n"
    # What stands before it is not written either.
    assert (tmp_path / MASKING).read_text(encoding="utf-8") != before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((".", "--module", "mea"), "no module matches `mea`; there are NN.MLTheory.SelfSupervised.Masking, "),
        ((".", "--revision", "D"), "`revision` must be one of A, B, C, not 'D'"),
        (("there.txt",), "Directory 'there.txt' is a file"),
        (("there.txt/in",), "`there.txt/in` cannot be written to: Not a directory"),
        ((), "Missing argument 'DIR'"),
        ((".", "--spec", "none.yaml"), "none.yaml: cannot be read"),
    ],
)
def test_what_cannot_be_written_is_one_message(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    (tmp_path / "there.txt").write_text("", encoding="utf-8")
    refused = run("export", "lean", *arguments, cwd=tmp_path)
    assert (refused.status, refused.out) == (2, "")
    assert message in refused.err
    assert [p.name for p in tmp_path.iterdir()] == ["there.txt"]
