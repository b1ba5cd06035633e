"""YAML is read in its plain part only; whatever else a file holds is one message with file and line."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.errors import SpecError
from conformance.laws.yamlfile import MAX_NODES, YamlFile


def read(text: str) -> Any:
    file = YamlFile("a.yaml", text, SpecError, "something")
    return file.plain(file.root)


def test_plain_values_are_read() -> None:
    text = "text: as it is\nflag: yes\n"
    text += "number: -12\nhalf: 0.5\nnone: ~\nlist:\n- 'quoted'\n- {nested: []}\nblock: |\n  a\n  b\n"
    assert read(text) == {
        "text": "as it is", "flag": True, "number": -12, "half": 0.5, "none": None, "list": ["quoted", {"nested": []}],
        "block": "a\nb\n",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["2020-01-01", "2020-99-99", "2001-12-14t99:59:43.10-05:00", "1e400", "=", "0b"])
def test_what_only_looks_like_another_type_is_its_text(text: str) -> None:
    assert read(f"{text}: {text}") == {text: text}


@pytest.mark.parametrize(
    "tagged",
    ["!!bool x", "!!int ''", "!!timestamp x", "!!float x", "!!binary x", "! x", "!own x", "!!set {a}", "!!seq []",
     "!<tag:yaml.org,2002:int> 3", "!!python/object/apply:os.getcwd []"],
)  # fmt: skip
def test_tags_are_refused(tagged: str) -> None:
    with pytest.raises(SpecError, match=r"^a\.yaml:2: YAML tags \(`!\S*`\) are not read"):
        read(f"a:\n- {tagged}\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &x [1]", "a.yaml:1: YAML anchors (`&x`) are not read"),
        ("a: *x", "a.yaml:1: "),
        ("a: 1\n<<: {b: 2}", "a.yaml:2: YAML merge keys"),
        ("a: 1\nb: 2\na: 3", "a.yaml:3:1: `a` stands twice here, first on line 1"),
        ("1: a", "a.yaml:1: a key must be text, not `1`; quote it"),
        ("~: a", "a.yaml:1: a key must be text, not `~`; quote it"),
        ("yes: a", "a.yaml:1: a key must be text, not `yes`; quote it"),
        ("? [a]\n: b", "a.yaml:1: a key must be text, not a list"),
        ("? {a: b}\n: c", "a.yaml:1: a key must be text, not a mapping"),
        ("a: b\n---\na: c", "a.yaml:2: `---` starts a second document"),
        ("a:\n\t- b", "a.yaml:2:1: is not YAML: found character '\\t' that cannot start any token; indent with spaces"),
        ("a:\n  b: c\n c: d", "; indent the entries of one mapping or list alike"),
        ("a\nb: c", "; quote a text with `: ` in it"),
        ("a: b\nc\nd:\n  e: f", "; end a key with a colon"),
        ("a: b: c", "a.yaml:1:5: is not YAML: mapping values are not allowed here; quote a text with `: ` in it"),
        ('a: "b', "; close the quote that opens a text"),
        ("a: b\nc: \0", "a.yaml:2:4: the character U+0000 is not read"),
        ("a: \u2028", "a.yaml:1:4: the character U+2028 is not read"),
        ("a: \ud800", "a.yaml:1:4: the character U+D800 is not read"),
        ('a: "\\ud800"', "a.yaml:1: U+D800 is half a character"),
        ("a: 017", "a.yaml:1:4: the number `017` is not read"),
        ("a: 1:2:3", "a.yaml:1:4: the number `1:2:3` is not read"),
        ("a: 1_000", "a.yaml:1:4: the number `1_000` is not read"),
        ("a: 0xff", "a.yaml:1:4: the number `0xff` is not read"),
        ("a: .inf", "a.yaml:1:4: the number `.inf` is not read"),
        ("a: 1.0e+400", "a.yaml:1:4: the number `1.0e+400` is not read"),
        ("a: 1:2.5", "a.yaml:1:4: the number `1:2.5` is not read"),
        ("a: " + "9" * 5_000, "it has more than 4,300 digits"),
        ("# nothing\n", "a.yaml:1: the file is empty; expected something"),
        ("%YAML 9.9\n---\na: b", "a.yaml:1:1: is not YAML"),
    ],
)
def test_what_is_not_read_is_told_with_its_line(text: str, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        read(text)
    assert message in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("text", ["[" * 10_000, "{a: " * 10_000, "- " * 10_000, "? " * 10_000])
def test_depth_is_bounded(text: str) -> None:
    with pytest.raises(SpecError, match="nested more than 32 levels deep"):
        read(text)


def test_a_file_of_more_values_than_are_read_is_refused() -> None:
    with pytest.raises(SpecError, match=f"more than {MAX_NODES:,} values"):
        read("[" + "a," * (MAX_NODES + 1) + "]")
