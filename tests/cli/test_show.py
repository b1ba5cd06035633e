"""`conformance show`: laws, and what stands beside them in a spec."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.commands import run

SPEC = """\
module: M
structures:
  Pair: {about: Two numbers., lean: "structure Pair where\\n  a : Nat\\n  b : Nat"}
definitions:
  low: {helper: true, about: Whether k is low., lean: "def low (n k : Nat) : Prop := k ≤ n"}
operations:
  keep: {lean: "opaque keep (n k : Nat) (h : low n k) : Mask n", about: Keeps k.}
laws:
  lower: {stated: x, lean: "theorem lower (n : Nat) : low n 0"}
"""


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("low", "low  (helper: its calls stand for its body, and it has no laws)\n\n"
                "def low (n k : Nat) : Prop := k ≤ n\n\nWhether k is low.\nm.yaml:5\n\n"),
        ("keep", "keep  (operation without a body: laws alone speak of it)\n\nopaque keep (n k : Nat) (h : low n k)"),
        ("Pair", "Pair  (structure)\n\nstructure Pair where\n  a : Nat\n  b : Nat\n\nTwo numbers.\nm.yaml:3\n"),
        ("low*", "low  (helper: "),
        ("lower", "lower  (theorem, core; stated by x)"),
    ],
)  # fmt: skip
def test_what_a_spec_has_is_shown_by_its_name(tmp_path: Path, name: str, told: str) -> None:
    (tmp_path / "m.yaml").write_text(SPEC, encoding="utf-8")
    shown = run("show", name, "--spec", "m.yaml", cwd=tmp_path)
    assert (shown.status, shown.out[: len(told)]) == (0, told)
    assert ("theorem lower" in shown.out) == (name in ("low*", "lower"))


def test_an_unknown_name_is_one_message(tmp_path: Path) -> None:
    told = run("show", "lwo", "--spec", "masking", cwd=tmp_path)
    assert (told.status, told.out) == (2, "")
    assert "no law matches `lwo`" in told.err
