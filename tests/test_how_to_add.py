"""Each thing that docs/architecture.md says how to add is added to a copy of the package, in the files that the page
names and in no other, and works through the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.commands import Ran
from tests.copied import ROOT, Copy, copied

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("## How to add\n")[1].split("\n## ")[0]


def named(what: str) -> list[str]:
    """The files of the package that the page names for what is added."""
    (told,) = re.findall(rf"^- \*\*{what}\*\*: (.*?)(?=^- |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    return re.findall(r"`((?:conformance|backends|reports|spec)/[\w/]+\.\w+)`", told)


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return copied(tmp_path)


def add(copy: Copy, what: str, *parts: tuple[str, ...], name: str = "") -> None:
    """Adds what the page tells of, to all files that it names."""
    assert [file for file, *_ in parts] == [file.replace("NAME", name) for file in named(what)]
    copy.add(*parts)


def complement(result: str) -> str:
    return f"def complement(mask):\n    return {result}\n"


CORRECT = complement("[not bit for bit in mask]")
MASKING = "spec/masking.yaml"


def test_a_theorem_is_an_entry_in_a_file_of_laws(copy: Copy) -> None:
    theorem = "theorem complement_twice {n : Nat} (m : Mask n) : complement (complement m) = m"
    entry = f'  complement_twice:\n    about: Twice is not at all.\n    lean: "{theorem}"\n'
    add(copy, "A theorem", (MASKING, entry, "\ntheorems:\n"))
    copy.write(bad_py=complement("[True for _ in mask]"))
    line = "check {} --law complement_twice"
    shown, good, bad = copy.run("show complement_twice", line.format("python"), line.format("bad.py"))
    assert theorem in shown.out
    assert (good.status, bad.status) == (0, 1)
    assert "FAIL  complement_twice  on bad.py: violation" in bad.out


def test_a_definition_is_an_entry_in_a_file_of_laws(copy: Copy) -> None:
    definition = "def bothMasks {n : Nat} (a b : Mask n) : Mask n := fun i => a i && b i"
    entry = f'  bothMasks:\n    about: Both choose it.\n    lean: "{definition}"\n'
    add(copy, "A definition", (MASKING, entry, '      - "maskedLoss [0, 2, 2] (fun i : Fin 3 => i + 1) = 7"\n'))
    source = "def both_masks(a, b):\n    return [x {} y for x, y in zip(a, b)]\n"
    copy.write(good_py=source.format("and"), bad_py=source.format("or"))
    laws, good, bad = copy.run(
        "list laws --module masking", *(f"check {name}.py --law bothMasks*" for name in ("good", "bad"))
    )
    assert re.findall(r"^ +(bothMasks\S*) ", laws.out, re.MULTILINE)[:2] == ["bothMasks", "bothMasks.well_formed"]
    assert good.out.startswith("good.py: conforms: 4 of 4 core laws hold\n")
    assert bad.out.startswith("bad.py: does not conform: 1 of 4 core laws failed\n")


def test_an_operator_is_a_line_in_the_tables_of_the_language(copy: Copy) -> None:
    tables = copy.path("conformance/lean/grammar.json")
    tables.unlink()
    add(
        copy, "An operator of the language",
        ("conformance/lean/notation.py", '        infixl("^^^", "HXor.hXor", 58),\n',
         '        infix(">", "GT.gt", 50),\n'),
        ("conformance/lean/grammar.lark", r"\^\^\^|", "INFIX: /"),
        ("conformance/lean/grammar.json", ""),
        ("conformance/lean/prelude.py", '    "HXor.hXor": BuiltinFunction(takes(NAT, NAT), NAT, operator.xor),\n',
         '    "HDiv.hDiv": _arithmetic(divide),\n'),
    )  # fmt: skip
    copy.python("-m", "conformance.lean.tables")
    assert tables.read_bytes() != (ROOT / "conformance" / "lean" / "grammar.json").read_bytes()
    theorem = "theorem xor_self (a b : Nat) : a ^^^ b + 0 = {}"
    said = f'module: M\ntheorems:\n  xor_self: {{{{about: Either., lean: "{theorem}"}}}}\n'
    copy.write(good_yaml=said.format("b ^^^ a"), bad_yaml=said.format("a"))
    good, bad = copy.run("spec check good.yaml", "spec check bad.yaml")
    assert (good.status, good.out.partition("\n")[0], good.err) == (0, "M: 1 declarations, 1 laws", "")
    assert "false by the spec's own definitions on a = 0, b = 1: `a ^^^ b + 0` is 1" in bad.err


def test_a_kind_of_value_is_a_file_and_a_line(copy: Copy) -> None:
    integers = (ROOT / "tests" / "values" / "integers.py").read_text(encoding="utf-8")
    add(
        copy, "A kind of value",
        ("conformance/values/integers.py", integers),
        ("conformance/values/__init__.py", '    "integers:Int64",\n', '    "nat:Nat",\n'),
        name="integers",
    )  # fmt: skip
    copy.write(
        s_yaml="module: M\ndefinitions:\n  drift: {lean: 'def drift (a b : I64) : I64 := Int64.add a (Int64.neg b)'}\n",
        good_py="def drift(a, b):\n    return a - b\n",
        bad_py="carrier = 'numpy'\n\ndef drift(a, b):\n    return abs(a - b)\n",
    )
    pytest.importorskip("numpy")
    (ran,) = copy.run("check good.py bad.py --spec s.yaml --law drift --json r.json")
    assert ran.out.startswith(
        "good.py: conforms: 1 of 1 core laws hold\nbad.py: does not conform: 1 of 1 core laws failed\n"
    )
    wrong = json.loads(copy.read("r.json"))["results"][1]["failure"]
    assert wrong["inputs"] == {"a": 0, "b": 1}
    assert (wrong["expected"], wrong["actual"]) == (-1, 1)


OBLIGATION = '''
"""A result is no argument."""

from conformance.checking.evaluation import Violated
from conformance.checking.obligations.base import CheckedObligation
from conformance.values.known import holds_items


def takes_parts(definition, definitions):
    return any(holds_items(b.type) for b in definition.explicit)


class IsAnew:
    def __init__(self, subject):
        self.subject = subject
        self.answered = False

    def __call__(self, frame):
        operation = self.subject.operation
        natives = operation.embed(frame)
        result = operation.call(natives)
        self.answered = True
        if any(result is native for native in natives):
            raise Violated("aliased", "the result is an argument", "another object", "the argument")
        return True

    def finish(self):
        return


OBLIGATION = CheckedObligation(
    name="is_anew", level="core", meaning="a result is no argument", training="One is written into.",
    applies=takes_parts, check=IsAnew, calls=1,
)
'''


def test_an_obligation_is_a_file_and_a_line(copy: Copy) -> None:
    folder = "conformance/checking/obligations"
    add(
        copy, "An obligation",
        (f"{folder}/is_anew.py", OBLIGATION), (f"{folder}/registry.py", '    "is_anew",\n', '    "deterministic",\n'),
        name="is_anew",
    )  # fmt: skip
    copy.write(bad_py="def complement(mask):\n    mask[:] = [not bit for bit in mask]\n    return mask\n")
    line = "check {} --law complement.is_anew"
    laws, shown, good, bad = copy.run(
        "list laws --module masking", "show complement.is_anew", line.format("python"), line.format("bad.py")
    )
    of_operations = re.findall(r"^ +(\w+)\.is_anew +obligation +core$", laws.out, re.MULTILINE)
    assert of_operations == ["selected", "complement", "maskedLoss"]
    assert "a result is no argument" in shown.out
    assert good.out.startswith("python: conforms: 1 of 1 core laws hold\n")
    assert "FAIL  complement.is_anew  on bad.py: aliased" in bad.out


CARRIER = '''
"""The carrier of tuples."""

from conformance.carriers.nested import to_lists
from conformance.carriers.python import PythonCarrier


class TuplesCarrier(PythonCarrier):
    text = library = "tuples"

    def embedder(self, form):
        return lambda value: value

    def decoder(self, form):
        read = super().decoder(form)

        def decode(native):
            if form.rank and type(native) is not tuple:
                self.refuse("a tuple", native)
            return read(to_lists(native))

        return decode

    def literal(self, form, value):
        return repr(value)

    def check_source(self, name, form, value):
        return f"assert {name} == {value!r}, {name}"
'''


def test_a_carrier_is_a_file_and_a_line(copy: Copy) -> None:
    add(
        copy, "A carrier",
        ("conformance/carriers/tuples.py", CARRIER),
        ("conformance/carriers/registry.py",
         '    "tuples": Library("conformance.carriers.tuples", "TuplesCarrier"),\n',
         '    "python": Library("conformance.carriers.python", "PythonCarrier"),\n'),
        name="tuples",
    )  # fmt: skip
    tuples = "carrier = 'tuples'\n"
    copy.write(
        good_py=tuples + complement("tuple(not bit for bit in mask)"), bad_py=tuples + CORRECT,
        odd_py=tuples.replace("s'", "s:int64'") + CORRECT,
    )  # fmt: skip
    good, bad, odd = copy.run(
        *(f"check {name}.py --law complement --json {name}.json" for name in ("good", "bad", "odd"))
    )
    assert good.out.startswith("good.py: conforms: 1 of 1 core laws hold\n")
    assert json.loads(copy.read("good.json"))["backends"][0]["carrier"] == "tuples"
    assert "expected a tuple, got [" in bad.out
    assert "tuples takes no dtype; write `tuples`" in odd.err


FORMAT = '''
"""Comma-separated values: a line for each result."""


def render(report):
    return "".join(f"{r.backend},{r.law},{r.status}\\n" for r in report.results)
'''


def test_a_report_format_is_a_file_and_a_line(copy: Copy) -> None:
    add(
        copy, "A report format",
        ("reports/csv.py", FORMAT),
        ("reports/formats.py", '    Format("csv", "as comma-separated values", "conformance.reports.csv:render"),\n',
         '    Format("sarif", "as SARIF 2.1.0", "conformance.reports.sarif:render"),\n'),
        name="csv",
    )  # fmt: skip
    *helps, written, again, told = copy.run(
        "check --help", "report --help", "check python --law complement --csv r.csv --json r.json",
        "report r.json --csv again.csv", "report r.json",
    )  # fmt: skip
    for one in helps:
        assert re.search(r"--csv FILE +Write the results as comma-separated values\.", one.out)
    assert "Wrote r.json\nWrote r.csv\n" in written.out
    assert copy.read("r.csv") == "python,complement,passed\n"
    assert again == Ran(0, "Wrote again.csv\n", "")
    assert copy.read("again.csv") == copy.read("r.csv")
    assert told.out == written.out.partition("Wrote ")[0]


COMMAND = '''
"""`conformance count`."""

import click


@click.command()
def count():
    """Count the laws."""
    from conformance.checking.laws import laws_of
    from conformance.laws.specfile import load
    from conformance.terminal.console import console

    console().line(f"{len(laws_of(load(['shipped'])))} laws")
'''


def test_a_command_is_a_file_and_a_line(copy: Copy) -> None:
    add(
        copy, "A command",
        ("conformance/cli/count.py", COMMAND),
        ("conformance/cli/__init__.py", '    "count:count",\n', '    "compare:compare",\n'),
        name="count",
    )  # fmt: skip
    told, counted, laws = copy.run("--help", "count", "list laws")
    assert re.search(r"^  count +Count the laws\.$", told.out, re.MULTILINE)
    assert counted == Ran(0, f"{len(re.findall('^ ', laws.out, re.MULTILINE))} laws\n", "")


def test_a_backend_is_a_file_that_imports_nothing_of_ours_and_a_built_in_has_a_line(copy: Copy) -> None:
    add(
        copy, "A backend",
        ("backends/plain.py", CORRECT),
        ("conformance/subjects/naming.py", ', "plain": None', '"python": None'),
        name="plain",
    )  # fmt: skip
    copy.write(mine_py=CORRECT)
    listed, built_in, mine = copy.run(
        "list backends", *(f"check {name} --law complement" for name in ("plain", "mine.py"))
    )
    assert "plain" in listed.out.splitlines()
    assert built_in.out.startswith("plain: conforms: 1 of 1 core laws hold\n")
    assert mine.out.startswith("mine.py: conforms: 1 of 1 core laws hold\n")


def test_the_page_tells_of_each_and_names_files_that_are_there() -> None:
    told = re.findall(r"^- \*\*(.*?)\*\*: ", PAGE, re.MULTILINE)
    assert told == [
        "A theorem", "A definition", "An operator of the language", "A kind of value", "An obligation", "A carrier",
        "A report format", "A command", "A backend",
    ]  # fmt: skip
    assert [file for what in told for file in named(what) if "NAME" not in file and not (ROOT / file).exists()] == []
