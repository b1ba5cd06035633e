"""Line breaks that part what stands before and after them, and comments, which leave everything in its place."""

from __future__ import annotations

import pytest

from conformance.lean.layout import marked, without_comments


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("let x := 1\nx + 1", "let x := 1;x + 1"),
        ("let x := f\n  1\nx", "let x := f\n  1;x"),
        ("  let x := 1\n  let y := 2\n  x + y", "  let x := 1;  let y := 2;  x + y"),
        ("let x := (1 +\n2)\nx", "let x := (1 +\n2);x"),
        ("let x := 1; x\n+ 1", "let x := 1; x\n+ 1"),
        ("def s : S where\n  a := 1\n  b :=\n    2", "def s : S where\n  a := 1;  b :=\n    2"),
        ("{ a := 1\n  b := 2 }", "{ a := 1,  b := 2 }"),
        ("{ a := 1,\n  b := 2 }", "{ a := 1,\n  b := 2 }"),
        ("f\n  x", "f\n  x"),
        ("wherever\n  x", "wherever\n  x"),
    ],
)
def test_a_line_break_parts_where_lean_has_it_part(text: str, parted: str) -> None:
    assert marked(text) == parted


def test_a_comment_leaves_everything_in_its_place() -> None:
    text = "a -- b\n/- c\nd -/ e /-- f -/\ng"
    assert without_comments(text) == "a     \n    \n     e         \ng"
    assert len(marked(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a /- b /- c -/ d -/ e", "a e"),
        ("/-\n/-- doc -/\ntheorem t : True\n-/ a", "a"),
        ("a /- b -- c -/ d", "a d"),
        ("a -- b /- c\nd", "a d"),
        ("a /- b /- c -/", "a"),
    ],
)
def test_a_comment_may_stand_in_a_comment(text: str, left: str) -> None:
    plain = without_comments(text)
    assert plain.split() == left.split()
    assert len(plain) == len(text)
