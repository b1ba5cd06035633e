"""Lists, options and defaults that the documents name are those of the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from types import SimpleNamespace

import click
import pytest
import yaml

from conformance import check
from conformance.carriers import LIBRARIES
from conformance.cases.profiles import DEFAULT_PROFILE, PROFILES
from conformance.cli import cli
from conformance.laws.specfile import shipped
from conformance.lean.notation import INFIXES, PREFIXES
from conformance.lean.prelude import NAMES
from conformance.lean.syntax import Definition
from conformance.records.crossings import MISSING_WORDS
from conformance.records.vocabulary import STAGES, STATUSES
from conformance.subjects.loading import load_backend
from conformance.subjects.naming import BUILT_IN
from conformance.values.limits import Limits
from conformance.values.naming import snake_case
from tests.asked import is_asked

ROOT = Path(__file__).parents[2]
BACKENDS = (ROOT / "docs" / "backends.md").read_text(encoding="utf-8")
LANGUAGE = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
EVIDENCE = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")
STATUS_PAGE = (ROOT / "docs" / "reference" / "exit-status.md").read_text(encoding="utf-8")
CHECKING = (ROOT / "docs" / "explanation" / "checking.md").read_text(encoding="utf-8")
LAWS = (ROOT / "docs" / "explanation" / "laws.md").read_text(encoding="utf-8")


def test_the_page_of_statuses_names_every_one_and_no_other() -> None:
    table = STATUS_PAGE.split("| status | meaning |")[1].split("\n\n")[0]
    assert sorted(re.findall(r"`(\w+)`", "".join(row.split("|")[1] for row in table.splitlines()[2:]))) == sorted(
        STATUSES
    )


def test_the_language_s_page_names_every_built_in_function_and_operator() -> None:
    told = set(re.findall(r"[^\s`(),|\\]+", LANGUAGE)) | {"||"}
    symbols = {notation.symbol for notation in (*INFIXES.values(), *PREFIXES.values())}
    assert sorted({*NAMES, *symbols} - told) == []
    assert set(re.findall(r"`((?:List|Nat|Fin|Bool)\.\w+)`", LANGUAGE)) <= set(NAMES)


def commands_of(command: click.Command) -> Iterator[click.Command]:
    yield command
    for part in getattr(command, "commands", {}).values():
        yield from commands_of(part)


@pytest.mark.parametrize("page", [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))], ids=lambda p: p.name)
def test_options_that_a_page_names_exist(page: Path, pytestconfig: pytest.Config) -> None:
    ours = {o for c in commands_of(cli) for p in c.params for o in (*p.opts, *p.secondary_opts)}
    of_pytest = {o for group in pytestconfig._parser._groups for option in group.options for o in option.names()}
    # The last two are those of pytest's cache, which may be off.
    of_others = {"--no-deps", "--part", "--copies", "--lf", "--ff"}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", page.read_text(encoding="utf-8")))
    assert sorted(named - ours - of_pytest - of_others) == []


def test_defaults_of_the_command_line_are_the_code_s() -> None:
    defaults = {p.name: p.default for p in cli.commands["check"].params}
    assert (defaults["profile"], defaults["seed"]) == (DEFAULT_PROFILE, 0)
    assert list(PROFILES) == ["quick", "default", "deep"]


def test_budgets_that_are_told_are_those_of_the_profiles() -> None:
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([\d,]+) \| ([\d,]+) \| ([\w ]+) \|$", CHECKING, re.MULTILINE)
    crossed = {"each level once": 1, "every pair": 2, "every triple": 3}
    told = {name: (*(int(n.replace(",", "")) for n in numbers), crossed[wide]) for name, *numbers, wide in rows}
    assert told == {p.name: (p.exhaustive, p.sampled, p.wide) for p in PROFILES.values()}


def test_the_bounds_that_are_told_are_those_of_a_default_run() -> None:
    (evidence,) = (r.evidence.exhaustive for r in check("python", laws=["maskedLoss"]).results)
    assert evidence is not None
    assert f"`{evidence.bounds}: {evidence.cases:,} cases`" in CHECKING


def test_the_law_that_is_shown_is_the_shipped_one() -> None:
    block = next(b for b in re.findall(r"```yaml\n(.*?)```", LAWS, re.S) if "maskedLoss_append" in b)
    shown = yaml.safe_load(block)["theorems"]["maskedLoss_append"]
    declared = next(d for d in shipped().declarations if d.id == "maskedLoss_append")
    assert (shown["lean"].strip(), shown["about"]) == (declared.lean, declared.about)


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_ins_have_an_extra_where_they_need_a_library(name: str) -> None:
    extras = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert BUILT_IN[name] is None or f"\n{name} = [" in extras


def table(page: str, heading: str) -> list[list[str]]:
    """The cells of the table whose first heading cells are these, row by row."""
    (_, rest) = page.split(f"| {heading} |", 1)
    return [[c.strip() for c in row.strip().strip("|").split(" | ")] for row in rest.split("\n\n")[0].splitlines()[2:]]


def test_the_evidence_page_names_every_reason_for_what_is_missing_as_reports_tell_it() -> None:
    rows = table(EVIDENCE, "reason | told as")
    assert {code(row[0]): row[1] for row in rows} == MISSING_WORDS
    assert [code(row[0]) for row in table(EVIDENCE, "stage | inputs")] == list(STAGES)


def code(cell: str) -> str:
    return cell.strip().strip("`")


def test_the_operations_of_the_guide_are_the_spec_s() -> None:
    told = [code(row[0]) for row in table(BACKENDS, "function | takes")]
    operations = [d.declared for d in shipped().declarations if isinstance(d.declared, Definition)]
    assert told == [f"{snake_case(d.name)}({', '.join(told_name(b.name) for b in d.explicit)})" for d in operations]


def told_name(binder: str) -> str:
    """A mask is `m` in Lean."""
    return "mask" if binder == "m" else snake_case(binder)


def test_the_carriers_of_the_guide_are_those_of_the_code() -> None:
    rows = table(BACKENDS, "library | text")
    assert [code(row[0]) for row in rows] == list(LIBRARIES)
    assert [code(row[0]) for row in table(BACKENDS, "library | mask")] == list(LIBRARIES)
    for row in rows:
        library = LIBRARIES[code(row[0])]
        parts = [p for p in re.split(r"[\[\]:]+", code(row[1])) if p][1:]
        assert tuple(parts) == library.parts
        assert code(row[1]).partition("[")[0].count(":") == library.required
        assert code(row[4]) == (library.extra or "none")


@pytest.mark.parametrize("library", ["numpy", "torch", "jax"])
def test_the_dtypes_of_the_guide_are_those_of_the_code(library: str) -> None:
    module = pytest.importorskip(f"conformance.carriers.{library}")
    (row,) = [row for row in table(BACKENDS, "library | text") if code(row[0]) == library]
    told: set[str] = set()
    for part in row[2].split(", "):
        if " to " in part:
            first, last = (code(name) for name in part.split(" to "))
            kind, bits = re.match(r"(\D+)(\d+)", first).groups()  # type: ignore[union-attr]
            sizes = [size for size in (8, 16, 32, 64) if int(bits) <= size <= int(last.removeprefix(kind))]
            told |= {f"{kind}{size}" for size in sizes}
        else:
            told.add(code(part))
    assert told == set(module.DTYPES)


def test_the_limits_of_the_guide_are_those_of_the_code() -> None:
    rows = table(BACKENDS, "limit | value")
    assert [code(row[0]) for row in rows] == [f.name for f in fields(Limits)]
    for row in rows:
        example = ast.literal_eval(re.sub(r"2\*\*(\d+)", lambda m: str(2 ** int(m[1])), row[3].split("`")[1]))
        assert list(example) == [code(row[0])]
        assert load_backend(SimpleNamespace(limits=example), {}).limits.shown() == example


def test_the_backend_of_the_guide_conforms_within_its_limits() -> None:
    pytest.importorskip("numpy")
    block = next(b for b in re.findall(r"```python\n(.*?)```", BACKENDS, re.DOTALL) if "limits" in b)
    names: dict[str, object] = {}
    exec(block, names)
    report = check(SimpleNamespace(**names), profile="quick", laws=["maskedLoss*"])
    assert report.conforms("SimpleNamespace")
    assert {r.law for r in report.results if r.status == "vacuous" and r.level == "core"} == {"maskedLoss_nil"}


def test_the_loss_on_patches_of_the_guide_conforms_and_is_held_to_its_laws() -> None:
    pytest.importorskip("numpy")
    block = next(b for b in re.findall(r"```python\n(.*?)```", BACKENDS, re.DOTALL) if "def mae_loss" in b)
    by_place = block.replace("predictions[ids_mask]", "predictions[: len(ids_mask)]")
    for text, status in ((block, "passed"), (by_place, "failed")):
        names: dict[str, object] = {}
        exec(text, names)
        report = check(SimpleNamespace(**names), profile="quick", laws=["maeLoss", "maeLoss_append"])
        assert {r.status for r in report.results if is_asked(r)} == {status}
