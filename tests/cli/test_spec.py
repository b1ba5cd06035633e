"""`conformance spec check`: all that is wrong with a file, and of each law what inputs it would have."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.commands import run

WRONG = """\
module: M
definitions:
  a: {lean: "def a (n : Nat) : Nat := n + q"}
  b: {lean: "def b (n : Nat) : Nat := a n"}
  c: {lean: "def c (n : Nat) : Nat := n", halper: true, abuot: x}
  d: {lean: "def d (n : Nat) : Nat := n", examples: ["d 1 = 2"]}
laws:
  t: {lean: "theorem t (n : Nat) : n = 2", stated: x}
  u: {lean: "theorem u : 1 = 1"}
  v: {lean: "theorem v : 1 + = 2", stated: x}
  w: {lean: "theorem w : 1 = 1", stated: x}
"""

TOLD = """\
conformance: 9 errors
  wrong.yaml:3:43: unknown name `q`; did you mean `Eq`?
    def a (n : Nat) : Nat := n + q
                                 ^
  wrong.yaml:4: `b` is not read, as it mentions `a`, which is not
  wrong.yaml:5: definitions.c: unknown key `halper`; did you mean `helper`?
  wrong.yaml:5: definitions.c: unknown key `abuot`; did you mean `about`?
  wrong.yaml:6: the example of `d` does not hold by the definitions: d 1 = 2
  wrong.yaml:8: `t` is false by the spec's own definitions on n = 0: `n` is 0, `2` is 2
  wrong.yaml:9: laws.u: `stated:` is missing
  wrong.yaml:10:30: unexpected `=`
    theorem v : 1 + = 2
                    ^
  none.yaml: cannot be read: no such file
"""


def test_all_errors_are_told_each_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "wrong.yaml").write_text(WRONG, encoding="utf-8")
    told = run("spec", "check", "wrong.yaml", "none.yaml", "--profile", "quick", cwd=tmp_path)
    assert (told.status, told.out) == (2, "")
    assert told.err == TOLD


EVERYWHERE = """\
module: M
about: 3
imports: [maee, none.yaml]
definitions:
  a: {lean: "def a (n : Nat) : Nat := n", examples: ["a 1 = 2", "a 3 = 3", "a 1 = q", "a 4 = 5"], cover: [x, y]}
  b: {lean: "def b (n : Nat) : Nat := a n + 1", cover: 3, examples: ["b 1 = 1"]}
  b: {lean: "def b (n : Nat) : Nat := n"}
laws:
  t: {lean: "theorem t : a 1 = 2", stated: x}
laws:
  s: {lean: "theorem s : 1 + = 2", stated: x, absent_in: [A, B]}
  u: {lean: "theorem u : b 1 = 2", stated: x, about: 0x10}
"""

TOLD_EVERYWHERE = """\
conformance: 17 errors
  m.yaml:2: about: expected text, found a number; quote it
  m.yaml:3: imports: `maee` is neither a shipped module nor a file beside this one; did you mean `mae`?
  m.yaml:3: imports: `none.yaml` is neither a shipped module
  m.yaml:5: the example of `a` does not hold by the definitions: a 1 = 2
  m.yaml:5: the example of `a` does not hold by the definitions: a 4 = 5
  m.yaml:5:83: unknown name `q`; did you mean `Eq`? (it may be declared in what could not be read)
    a 1 = q
          ^
  m.yaml:5:107: cover: unknown partition `x`
  m.yaml:5:110: cover: unknown partition `y`
  m.yaml:6: definitions.b.cover: expected a list, found a number
  m.yaml:6: the example of `b` does not hold by the definitions: b 1 = 1
  m.yaml:7:3: `b` stands twice here, first on line 6
  m.yaml:9: `t` is false by the spec's own definitions: `a 1` is 1, `2` is 2
  m.yaml:10:1: `laws` stands twice here, first on line 8
  m.yaml:11:30: unexpected `=`
    theorem s : 1 + = 2
                    ^
  m.yaml:11:59: `A` is no other revision of this file
  m.yaml:11:62: `B` is no other revision of this file
  m.yaml:12:54: the number `0x10` is not read
"""


def test_no_error_hides_another(tmp_path: Path) -> None:
    """Neither a wrong example or import, nor what stands twice, nor what is not of the form."""
    (tmp_path / "m.yaml").write_text(EVERYWHERE, encoding="utf-8")
    told = run("spec", "check", "m.yaml", "--profile", "quick", cwd=tmp_path).err.splitlines()
    wanted = TOLD_EVERYWHERE.splitlines()
    assert [line[: len(start)] for line, start in zip(told, wanted, strict=True)] == wanted


def test_what_is_wrong_in_an_imported_file_and_in_a_folder_is_told_too(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(
        "module: M\nimports: [other.yaml]\nlaws:\n  t: {stated: x, lean: 'theorem t : q'}\n"
    )
    (tmp_path / "other.yaml").write_text("module: O\ndefinitions:\n  d: {lean: 'def d (n : Nat) : Nat := p'}\n")
    (tmp_path / "empty").mkdir()
    told = run("spec", "check", "m.yaml", "empty", cwd=tmp_path).err
    assert "other.yaml:3:39: unknown name `p`" in told
    assert "m.yaml:4:37: unknown name `q`" in told
    assert "empty: no spec file (*.yaml) in this folder" in told


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("module: [\n", "is not YAML"),
        ("laws: {}\n", "conformance: m.yaml:1: the file: `module:` is missing\n"),
        ("module: M\nlaws: [1]\n", "conformance: m.yaml:2: laws: expected a mapping, found a list\n"),
        ("module: M\nimports: [none.yaml]\nlaws:\n  t: {stated: x, lean: 'theorem t : 1 = 1'}\n", "neither a shipped"),
    ],
)
def test_what_leaves_nothing_to_read_is_told_alone(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "m.yaml").write_text(text, encoding="utf-8")
    told = run("spec", "check", "m.yaml", cwd=tmp_path)
    assert told.status == 2
    assert message in told.err
    assert "errors" not in told.err


RIGHT = """\
module: M
definitions:
  low: {helper: true, lean: "def low (n k : Nat) : Prop := k ≤ n"}
operations:
  keep: {lean: "opaque keep (n k : Nat) (h : k ≤ n) : Mask n"}
laws:
  keep_all:
    stated: x
    lean: "theorem keep_all (n : Nat) (i : Fin n) : keep n n (by omega) i = true"
  keep_low:
    stated: x
    lean: |
      theorem keep_low (n k : Nat) (h : low n k) :
        complement (complement (keep n k (by omega))) = keep n k (by omega)
  never:
    stated: x
    lean: "theorem never (n : Nat) (h : n < n) : complement (allMask n) = allMask n"
"""


def test_of_each_law_it_is_told_what_inputs_it_would_have(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(RIGHT, encoding="utf-8")
    told = run("spec", "check", "m.yaml", "--profile", "quick", "-v", cwd=tmp_path)
    assert told.status == 0, told.err
    lines = told.out.split("\n")
    assert lines[0].startswith("M: 5 declarations, ")
    rows = {line.split("  ")[0]: line.split() for line in lines[3:6]}
    assert rows["keep_low"][1:3] == ["1", "made"]
    assert int(rows["keep_low"][3]) > 100
    assert rows["keep_low"][-2:] == ["100", "%"]
    assert rows["never"][-2:] == ["0", "%"]
    assert "never: no input was found that meets its premises, so that it would be vacuous." in lines
    assert "Helpers, which no backend is asked for: low." in lines
    assert "  premise `low n k`: `k` is lowered to at most `n`, or else `n` is raised to at least `k`" in lines


def test_a_shipped_module_is_checked_by_its_name(tmp_path: Path) -> None:
    told = run("spec", "check", "masking", "--profile", "quick", cwd=tmp_path)
    assert told.status == 0
    assert "maskedLoss_eq_zero_of_all_zero  1 made" in told.out
    assert max(map(len, told.out.split("\n\n")[1].partition("Inputs")[0].split("\n"))) <= 80
