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
