"""`conformance drift`: what it prints, writes and exits with."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from conformance.cli import main
from tests.drift.copies import file_of, spec


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["drift", *arguments])
    return int(ended.value.code or 0)


@pytest.fixture
def masking(tmp_path: Path) -> Path:
    path = tmp_path / "Masking.lean"
    path.write_text(file_of([d.lean for d in spec().declarations[:14]]), encoding="utf-8")
    return path


def test_a_spec_that_says_what_its_source_says(masking: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(masking.parent)) == 0
    told = capsys.readouterr().out
    assert "Masking.lean (Lean file): 14 declarations: 14 same" in told
    assert told.endswith("The spec says what its source says: 14 declarations.\n")


def test_what_differs_is_shown_side_by_side(masking: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = masking.read_text(encoding="utf-8")
    masking.write_text(text.replace("fun _ => false", "fun _ => true"), encoding="utf-8")
    file = masking.with_name("drift.json")
    assert run(str(masking), "--json", str(file)) == 1
    told = capsys.readouterr().out
    assert "    here   := fun x => ⟪false⟫\n    there  := fun x => ⟪true⟫\n" in told
    assert "does not say what its source says: 1 changed." in told
    written = json.loads(file.read_text(encoding="utf-8"))
    assert written["counts"] == {"same": 13, "changed": 1}
    (changed,) = [c for c in written["comparisons"] if c["status"] == "changed"]
    assert re.fullmatch(r"conformance/spec/masking\.yaml:\d+", changed["here"])


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("gone.lean", None, "no such file"),
        ("x" * 5_000, None, "File name too long"),
        ("page.txt", "Nothing is declared here.", "declares nothing; expected a Lean file"),
        ("empty.html", "<html></html>", "declares nothing; expected a Lean file"),
        ("long.lean", "-" * 300_000, "at most 250,000 are read"),
    ],
)
def test_what_is_no_source_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str | None, message: str
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert run(str(tmp_path / name)) == 2
    assert message in " ".join(capsys.readouterr().err.split())


def test_a_folder_without_sources_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(tmp_path)) == 2
    assert "no Lean file (*.lean) or page (*.html) in this folder" in capsys.readouterr().err
