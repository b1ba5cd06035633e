"""The command line: outcomes, exit statuses and messages."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from xml.etree import ElementTree

import pytest

from conformance.laws.specfile import load
from conformance.records.report import Report
from tests.cli.commands import run

FAULTY = """
def masked_loss(idxs, per_patch_loss):
    return sum(per_patch_loss[i] for i in set(idxs))
"""


def conformance(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-m", "conformance", *arguments],
        cwd=cwd, capture_output=True, text=True, check=False, encoding="utf-8", env=environment,
    )  # fmt: skip


def test_a_correct_backend_passes(tmp_path: Path) -> None:
    done = conformance("check", "python", "--profile", "quick", "--module", "masking", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.match(r"python: conforms: (\d+) of \1 core laws hold\n", done.stdout)
    assert "\x1b" not in done.stdout


def test_a_faulty_backend_is_told_in_order_and_its_snippet_fails(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(FAULTY)
    files = {k: tmp_path / f"r.{k}" for k in ("json", "html", "junit")}
    options = [o for k, p in files.items() for o in (f"--{k}", str(p))]
    done = conformance("check", "mine", "--law", "maskedLoss_cons", *options, cwd=tmp_path)
    assert done.returncode == 1
    order = ["FAIL  maskedLoss_cons", "theorem maskedLoss_cons", "smallest input", "the law expects",
             "the backend gave", "reproduce"]  # fmt: skip
    places = [done.stdout.index(part) for part in order]
    assert places == sorted(places)
    report = Report.from_json(files["json"].read_text(encoding="utf-8"))
    assert json.loads(report.to_json()) == json.loads(files["json"].read_text(encoding="utf-8"))
    failure = report.results[0].failure
    assert failure is not None
    again = subprocess.run([sys.executable, "-c", failure.reproduce], cwd=tmp_path, capture_output=True, check=False)
    assert b"AssertionError" in again.stderr
    page = files["html"].read_text(encoding="utf-8")
    assert page.index("does not conform") < page.index("Smallest input found") < page.index("The backend gave")
    suite = ElementTree.parse(files["junit"]).getroot()[0]
    assert (suite.get("tests"), suite.get("failures")) == ("1", "1")


def test_laws_are_left_out_by_name(tmp_path: Path) -> None:
    options = ("--law", "complement*", "--exclude-law", "*.*", "--profile", "quick", "--json", "r.json")
    assert conformance("check", "python", *options, cwd=tmp_path).returncode == 0
    report = Report.from_json((tmp_path / "r.json").read_text(encoding="utf-8"))
    names = {r.law for r in report.results}
    assert "complement_selected_iff" in names
    assert not any("." in name for name in names)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("chec",), "No such command 'chec'. Did you mean 'check'?"),
        (("check", "nunpy"), "unknown backend `nunpy`; did you mean `numpy`?"),
        (("check", "python", "--law", "maskedLos"), "did you mean `maskedLoss`?"),
        (("check", "python", "--exclude-law", "maskedLos"), "did you mean `maskedLoss`?"),
        (("check", "python", "--law", "selected", "--exclude-law", "sel*"), "no law is left: "),
        (("check", "missing.py"), "there is no file `missing.py`"),
        (("check", "python", "--spec", "none.yaml"), "none.yaml: cannot be read"),
        (("check", "python", "--json", "no/where.json"), "no such folder"),
        (("check", "python", "--expect", "none.yaml"), "none.yaml: cannot be read"),
        (("check", "python", "--write-expect", "no/where.yaml"), "no such folder"),
        (("compare", "none.json", "none.json"), "cannot be read"),
        (("check", "python", "--profile", "fast"), "'fast' is not one of"),
        (("report", "none.json", "--html", "x.html"), "cannot be read"),
    ],
)
def test_a_wrong_request_is_one_message_and_status_2(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    done = conformance(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_markup_in_a_backend_s_name_does_not_reach_the_page(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("name = '<script>alert(1)</script>'\n" + FAULTY)
    conformance("check", "mine", "--html", "r.html", "--profile", "quick", cwd=tmp_path)
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_the_law_layer_loads_neither_hypothesis_nor_libraries() -> None:
    source = (
        "import sys, conformance.laws.laws; "
        "print([m for m in ('hypothesis', 'numpy', 'torch', 'jinja2', 'pytest') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_files_are_written_though_nobody_reads_the_output(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "conformance", "check", "python", "--module", "masking", "--profile", "quick",
               "--json", "r.json"]  # fmt: skip
    reader, writer = os.pipe()
    os.close(reader)
    subprocess.run(command, cwd=tmp_path, stdout=writer, stderr=subprocess.DEVNULL, check=False)
    os.close(writer)
    assert Report.from_json((tmp_path / "r.json").read_text(encoding="utf-8")).exit_status() == 0


def test_two_files_of_one_name_are_a_wrong_request(tmp_path: Path) -> None:
    done = conformance("check", "python", "--json", "r", "--html", "r", cwd=tmp_path)
    assert (done.returncode, "named for two files" in done.stderr) == (2, True)


def test_the_snippet_of_a_class_in_a_file_runs(tmp_path: Path) -> None:
    body = FAULTY.replace("def masked_loss(", "    def masked_loss(self, ").replace("    return", "        return")
    (tmp_path / "mine.py").write_text("class Mine:\n" + body.lstrip("\n"))
    conformance("check", "mine.py:Mine", "--law", "maskedLoss", "--json", "r.json", cwd=tmp_path)
    failure = Report.from_json((tmp_path / "r.json").read_text(encoding="utf-8")).results[0].failure
    assert failure is not None
    again = subprocess.run([sys.executable, "-c", failure.reproduce], cwd=tmp_path, capture_output=True, check=False)
    assert b"AssertionError" in again.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_output_that_cannot_be_written_is_one_message(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "conformance", "list", "laws"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "conformance: the output could not be written: No space left on device\n"


def test_a_file_in_a_folder_with_a_colon_is_a_backend(tmp_path: Path) -> None:
    (tmp_path / "a:b").mkdir()
    (tmp_path / "a:b" / "mine.py").write_text(
        "class Mine:\n    def complement(self, m):\n        return [not b for b in m]\n"
    )
    options = ("--law", "complement", "--profile", "quick", "--workers", "0")
    for named in ("a:b/mine.py:Mine", "./a:b/mine.py:Mine", str(tmp_path / "a:b" / "mine.py:Mine")):
        done = run("check", named, *options, cwd=tmp_path)
        assert (done.status, "conforms: 1 of 1 core laws hold" in done.out) == (0, True), done.err


def test_the_version_tells_which_laws_ship(tmp_path: Path) -> None:
    ran = run("--version", cwd=tmp_path)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == f"conformance {version('masking-conformance')}, spec {load().digest[:16]}\n"


def test_a_command_is_imported_when_it_is_asked_for_and_known_by_name_before() -> None:
    source = (
        "import sys; from conformance.cli import cli; before = 'conformance.cli.check' in sys.modules; "
        "print(before, 'check' in cli.commands, cli.commands['check'].name, 'conformance.cli.check' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert done.stdout == "False True check True\n"
