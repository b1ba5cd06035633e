"""Seeded trials of every door at which a file or an argument enters: a few hundred inputs, and thousands where slow.

Whatever comes in, the answer is a status of 0, 1 or 2 and at most one message, within seconds, and never a fault of
this program.
"""

from __future__ import annotations

import json
import random
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from hypothesis.database import InMemoryExampleDatabase

from conformance.checking.database import FailingInputs
from conformance.checking.laws import laws_of
from conformance.cli import cli, main
from conformance.errors import ExpectationsError, SpecError
from conformance.laws import specfile
from conformance.laws.specfile import shipped, shipped_folder
from conformance.records.matrix import summary_of
from conformance.records.report import Report
from conformance.runs import announcing
from conformance.runs.expectations import ExpectationsFile, load
from conformance.values.membership import has_types
from tests.cli.mutants import changed_bytes, changed_tree
from tests.reports.records import LAWS, everything

pytestmark = pytest.mark.usefixtures("in_a_folder")

SECONDS = 10.0
"""For one input, on a machine that is busy with others."""

INPUTS = pytest.mark.parametrize("inputs", [40, pytest.param(2_000, marks=pytest.mark.slow)])


@pytest.fixture
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "GITHUB_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)


def answered(capsys: pytest.CaptureFixture[str], *arguments: str) -> int:
    """The status of a command, which is told as it must be."""
    since = time.monotonic()
    with pytest.raises(SystemExit) as end:
        main(arguments)
    out, told = capsys.readouterr()
    assert end.value.code in (0, 1, 2), told
    assert "Traceback" not in out + told
    assert len(told) < 20_000
    assert (end.value.code == 2) == told.startswith("conformance: "), told
    assert time.monotonic() - since < SECONDS
    return int(end.value.code)


@contextmanager
def replayable(seed: int) -> Iterator[random.Random]:
    """The source of one input; what fails says which."""
    try:
        yield random.Random(seed)
    except BaseException:
        print(f"seed {seed}", file=sys.__stderr__)
        raise


def dumped(tree: Any) -> bytes:
    """JSON with numbers of any length."""
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        return json.dumps(tree, default=str).encode()
    finally:
        sys.set_int_max_str_digits(before)


def mutants(texts: list[str], draw: random.Random) -> bytes:
    """A file of YAML or JSON that is almost one of those given."""
    text = draw.choice(texts)
    if draw.random() < 0.5:
        return changed_bytes(text.encode(), draw)
    return dumped(changed_tree(yaml.safe_load(text), draw))


SPECS = [
    # Digests would refuse what is changed before it is looked at.
    re.sub(r" +sha256: \w+\n", "", (shipped_folder() / "masking.yaml").read_text(encoding="utf-8")),
    "module: M\nabout: An example.\nsource: {project: P}\ndefinitions:\n  double:\n    about: Twice.\n    lean: |\n"
    "      def double (a : Nat) : Nat := a + a\n    examples: ['double 2 = 4', 'double 0 = 0']\ntheorems:\n  even:\n"
    "    lean: 'theorem even (a : Nat) (h : a > 0) : double a % 2 = 0'\n    cover: []\n    training: Nothing.\n",
]


@INPUTS
def test_spec_files(inputs: int, capsys: pytest.CaptureFixture[str]) -> None:
    """All are read; of those that hold a spec, the theorems of one in ten are tried on the definitions as well."""
    told = set()
    for seed in range(inputs):
        with replayable(seed) as draw:
            Path("spec.yaml").write_bytes(mutants(SPECS[draw.random() < 0.8 :], draw))
            since = time.monotonic()
            try:
                laws_of(specfile.load(["spec.yaml"]))
            except SpecError as error:
                told.add(str(error).startswith("spec.yaml"))
            assert time.monotonic() - since < SECONDS
            if seed % 10 == 0:
                told.add(answered(capsys, "spec", "check", "spec.yaml", "--profile", "quick"))
    assert told == {True, 0, 2}


KNOWN = """
extend: more.yaml
expect:
- backend: numpy
  law: maskedLoss_cons
  reason: repeated indices count once
  issue: https://example.org/1
  until: 2099-12-31
  inputs: {n: 2, i: 0, is: [0, 1], perPatchLoss: [1, 0]}
  failure: violation
  layout: reversed
# A comment.
- {backend: torch, law: complement, reason: none, inputs: {n: 1, m: [true]}, failure: malformed}
"""


@INPUTS
def test_files_of_known_failures(inputs: int) -> None:
    Path("more.yaml").write_text("expect: []\n")
    report = small_report()
    read = 0
    for seed in range(inputs):
        with replayable(seed) as draw:
            Path("known.yaml").write_bytes(mutants([KNOWN], draw))
            try:
                known = load("known.yaml")
                file = ExpectationsFile.read(Path("known.yaml"))
            except ExpectationsError:
                continue
            update = announcing.updated(report, "known.yaml", file, known)
            again = ExpectationsFile.parse("known.yaml", update.text)
            assert [e.cell for e in again.entries] == [
                e.cell for e in update.expected.entries if e.path == "known.yaml"
            ]
            read += 1
    assert read


def small_report() -> Report:
    """Results of a few laws, of which none is a fault of the harness."""
    few = ("maskedLoss_cons", "emptyMask", "maskedLoss_eq_zero_of_all_zero", "selected.deterministic")
    laws = tuple(law for law in LAWS if law.id in few)
    report = everything(laws=laws)
    return replace(report, summary=summary_of(len(report.results), report.results))


RESULTS = (
    ("report", "h/r.json", "--html", "o.html"),
    ("report", "h/r.json", "--junit", "o.xml", "--markdown", "o.md", "--sarif", "o.sarif", "--badge", "o.svg"),
    ("compare", "h/r.json", "good.json", "--json", "c.json", "--markdown", "c.md"),
    ("compare", "good.json", "h/r.json"),
    ("history", "h", "--html", "h.html"),
)


@INPUTS
def test_results_files(inputs: int, capsys: pytest.CaptureFixture[str]) -> None:
    text = small_report().to_json()
    Path("good.json").write_text(text)
    Path("h").mkdir()
    statuses = set()
    for seed in range(inputs):
        with replayable(seed) as draw:
            Path("h/r.json").write_bytes(mutants([text], draw))
            statuses.add(answered(capsys, *RESULTS[seed % len(RESULTS)]))
    assert {0, 2} <= statuses


@INPUTS
def test_entries_of_the_example_database(inputs: int) -> None:
    """Those that do not fit the law are passed over; those that do have its types."""
    laws = laws_of(shipped())
    good = ['["", {"n": 2, "idxs": [0, 1, 0], "perPatchLoss": [3, 4]}]', '["reversed", {"n": 1, "m": [true]}]']
    fitting = 0
    for seed in range(inputs):
        with replayable(seed) as draw:
            database = InMemoryExampleDatabase()
            remembered = FailingInputs(database, "b")
            entries = [mutants(good, draw) for _ in range(3)]
            for law in laws:
                for entry in entries:
                    database.save(remembered._key(law), entry)
                found = remembered.fetch(law)
                assert all(has_types(law.binders, frame) for frame, _ in found)
                fitting += len(found)
    assert fitting


OPTIONS = sorted({o for command in cli.commands.values() for p in command.params for o in p.opts if o[:1] == "-"})
NAMES = (
    *cli.commands, *OPTIONS, "-h", "--help", "--help", "--version", "laws", "backends",
    "python", "numpy", "--", "-", "r.json", "spec.yaml", "known.yaml",
    "mine.py", "mine", "mine.py:x", ".", "..", "/", "/dev/null", "/dev/full", "none", "no/where", "core",
    "hardened", "quick", "0", "-1", "1", "10" * 30, "1e400", "nan", "*", "[", "**", "complement", "x" * 300,
    "x" * 5000, "\udcff", "::error::x", "\x1b[31m", "a:b", ":", "a.b:c", "", " ", "process:", "=",
    "process:none", "b.svg", "--json=r", "--seed=x", "../" * 20, "%s", "{}", "~", "$HOME",
)  # fmt: skip
RIGHT = (("--version",), ("list", "backends"), ("list", "laws"), ("show", "complement"), ("check", "--help"))
"""Commands that are as they should be."""


@INPUTS
def test_arguments(inputs: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Of every command; where it comes to a run, what a run gives is ready."""
    report = small_report()
    monkeypatch.setattr("conformance.cli.opening.open_sessions", lambda named, *_: _Nothing(named))
    monkeypatch.setattr("conformance.runs.running.run", lambda *_: report)
    monkeypatch.setattr("conformance.runs.selftest.selftest", _refused)
    monkeypatch.setattr("conformance.runs.proving.prove_laws", _refused)
    monkeypatch.setattr("conformance.protocol.suite.run_suite", _refused)
    Path("r.json").write_text(report.to_json())
    Path("spec.yaml").write_text(SPECS[1])
    Path("known.yaml").write_text(KNOWN)
    Path("more.yaml").write_text("expect: []\n")
    statuses = set()
    for seed in range(inputs):
        with replayable(seed) as draw:
            words = [draw.choice(NAMES) for _ in range(draw.randrange(1, 7))]
            first = [draw.choice(list(cli.commands))] if draw.random() < 0.9 else []
            right = draw.choice(RIGHT) if draw.random() < 0.1 else None
            statuses.add(answered(capsys, *(right or (*first, *words))))
    assert statuses >= {0, 2}


class _Nothing:
    """Opened sessions that have names alone."""

    at_once = 1
    cluster = spread = None

    def __init__(self, named: Sequence[str]) -> None:
        self.opened = [SimpleNamespace(name=name) for name in named]

    def stop(self) -> None: ...

    def close(self) -> None: ...

    def told(self) -> list[str]:
        return []


def _refused(*_: Any) -> Any:
    from conformance.errors import UsageError

    raise UsageError("nothing is tried here")
