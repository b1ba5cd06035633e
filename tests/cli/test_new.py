"""`conformance new`: what is written works as it stands, and nothing is written over."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.commands import run


def test_a_law_and_an_operation_pass_spec_check(tmp_path: Path) -> None:
    assert run("new", "law", "twice", cwd=tmp_path).out == (
        "mine.yaml: law `twice` written; next: conformance spec check mine.yaml\n"
    )
    assert run("new", "operation", "keepMost", "--without-body", cwd=tmp_path).status == 0
    assert run("new", "operation", "selectedCount", "--spec", "mine.yaml", cwd=tmp_path).status == 0
    assert run("spec", "check", "mine.yaml", cwd=tmp_path).status == 0


def test_a_backend_can_be_checked_and_is_mended_by_filling_in(tmp_path: Path) -> None:
    run("new", "operation", "selectedCount", cwd=tmp_path)
    assert run("new", "backend", "count", "--spec", "mine.yaml", cwd=tmp_path).out == (
        "count.py: backend `count` written; next: conformance check count.py --spec mine.yaml\n"
    )
    ask = "check", "count.py", "--spec", "mine.yaml", "--law", "selectedCount", "--profile", "quick", "--workers", "0"
    empty = run(*ask, cwd=tmp_path)
    assert (empty.status, "NotImplementedError: selected_count" in empty.out) == (1, True)
    path = tmp_path / "count.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('raise NotImplementedError("selected_count")', "return sum(m)"), encoding="utf-8")
    assert run(*ask, cwd=tmp_path).status == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("law", "twice"),
            "`twice` is there already, at mine.yaml:8, and nothing is written over; change it there, or",
        ),
        (("operation", "twice"), "`twice` is there already, at mine.yaml:8"),
        (
            ("law", "maskedLoss_append"),
            "is taken: `maskedLoss_append` of the module NN.MLTheory.SelfSupervised.Masking",
        ),
        (
            ("operation", "maskedLoss", "--spec", "new.yaml"),
            "`conformance show maskedLoss` shows it; choose another name",
        ),
        (
            ("operation", "masked_loss"),
            "`maskedLoss` of the module NN.MLTheory.SelfSupervised.Masking ships, as `masked_",
        ),
        (("operation", "theorem"), "nothing is written, as what would stand there is wrong: mine.yaml:"),
        (
            ("backend", "numpy"),
            "`numpy` is a backend that is known by this name already; choose another name, as `my_nump",
        ),
        (
            ("backend", "class"),
            "`class` is a word of Python, by which no module can be imported; choose another name, as",
        ),
        (
            ("backend", "random.py"),
            "`random` is a module of Python or of a package, which `random.py` would stand before",
        ),
        (("backend", "click"), "`click` is a module of Python or of a package"),
        (("operation", "a-b"), "letters, digits and `_`"),
        (("backend", "there"), "`there.py` is there already, and nothing is written over"),
        (("backend", "other", "masked_los"), "did you mean `masked_loss`"),
        (("backend", "other", "--carrier", "torsh"), "torsh"),
        (("backend", "none/other", "complement"), "cannot be written: No such file or directory"),
    ],
)
def test_what_cannot_be_written_is_one_message(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    (tmp_path / "there.py").write_text("# mine\n", encoding="utf-8")
    run("new", "law", "twice", cwd=tmp_path)
    refused = run("new", *arguments, cwd=tmp_path)
    assert refused.status == 2
    assert message in refused.err
    assert (tmp_path / "there.py").read_text(encoding="utf-8") == "# mine\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mine.yaml", "there.py"]
