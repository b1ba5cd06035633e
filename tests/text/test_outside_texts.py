"""Every place where text from outside enters, and every form in which it is shown: it is told, and has no force.

A place is tried with a text of many lines that holds every kind of attack, and with one that would be a command at the
start of any line. Logs are read as GitHub, Azure and TeamCity read them, Markdown by a parser, XML and YAML likewise.
"""

from __future__ import annotations

import dataclasses
import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from markdown_it import MarkdownIt

from conformance.records.report import Report
from conformance.reports.formats import RESULTS
from tests.cli.commands import run
from tests.reports.records import everything
from tests.reports.test_hostile import FEW, with_texts

MARK = "Zebra"
MANY = (
    f"{MARK}\n::error::{MARK}\n \t::set-output name=a::{MARK}\n##[error]{MARK} ##vso[task.setvariable variable=a]i "
    "\x1b[31m\x9b1m\u202e\u2066\u200b\u2028\x08\r::warning::j\U000e0041 @who #1 GH-2 http://evil.example "
    "www.evil.example [l](u) ![i](u) <b>x</b> <!-- | `q` *b* __c__ [red]r[/red]"
)
START = f"::error::{MARK}\r::error::{MARK}"
HALF = f"{MARK}\udcff"
TEXTS = {"many lines": MANY, "one line": START, "half a character": HALF}
CALL = ("--law", "complement", "--profile", "quick", "--workers", "0")
WRONG = "def complement(mask):\n    return mask\n"
TAGS = {
    "h2", "h3", "p", "ul", "li", "strong", "table", "thead", "tbody", "tr", "th", "td", "code", "details", "summary",
    "b", "pre",
}  # fmt: skip


def unseen(text: str) -> list[str]:
    """Characters that a reader does not see, or that move what stands beside them."""
    return sorted({c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")} - {"\n", "\t"})


def commands(log: str) -> list[str]:
    """What a CI takes for commands: GitHub at the start of a line, GitHub and Azure, or TeamCity, anywhere in it."""
    lines = re.split(r"\r\n|\r|\n", log)
    told = [line.strip() for line in lines if re.match(r"\s*::[^\s:]+.*::", line)]
    return told + [line for line in lines if re.search(r"##(\[|vso\[|teamcity\[)", line)]


def has_no_force(log: str, own: str = "(?!)") -> None:
    """A log shows all that it says, and holds no command but those of the given form."""
    assert unseen(log) == []
    assert [command for command in commands(log) if not re.match(own, command)] == []


CANNOT_HOLD = re.compile("is half a character|surrogates not allowed")
"""What YAML and the name of a class answer to half a character."""
OWN = r"::(error|warning) (file=[^:,]*,line=\d+,)?title=[^:,]*::"
"""An annotation."""


def markdown_has_no_force(text: str) -> None:
    assert unseen(text) == []
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    assert set(re.findall("<([a-z0-9]+)", page)) <= TAGS
    outside = re.sub("<(code|pre)>.*?</(code|pre)>", "", page, flags=re.DOTALL)
    assert not re.search(r"@\w|GH-\d|#\d", re.sub("&#?[a-z0-9]+;", "", outside))
    assert not re.search(r"https?://|www\.", re.sub("<[^>]*>", "", re.sub("&#46;", "", text.split("```")[0])))


def quoted(text: str) -> str:
    """The text as YAML between double quotes."""
    return '"' + "".join(json.dumps(c)[1:-1] if c <= "\uffff" else f"\\U{ord(c):08x}" for c in text) + '"'


def spec(module: str = "M", key: str = "t", about: str = "a", lean: str = "theorem t (n : Nat) : n = n",
         more: str = "") -> dict[str, str]:  # fmt: skip
    entry = f"  {quoted(key)}:\n    about: {quoted(about)}\n    lean: {quoted(lean)}\n{more}"
    return {"s.yaml": f"module: {quoted(module)}\ntheorems:\n{entry}"}


def known(**fields: str) -> dict[str, str]:
    told = {"backend": "b.py", "law": "complement", "reason": "known", **fields}
    lines = "\n  ".join(f"{key}: {quoted(value)}" for key, value in told.items())
    return {"b.py": WRONG, "e.yaml": f"expect:\n- {lines}\n"}


def places(text: str) -> Iterator[tuple[str, dict[str, str], tuple[str, ...]]]:
    """Where outside text enters: a name, the files it stands in, and the command that reads them."""
    check = ("spec", "check", "s.yaml")
    yield "key of a theorem", spec(key=text), check
    yield "module", spec(module=text), check
    yield "statement", spec(lean=f"theorem t : 1 = {text}"), check
    yield "line of a statement", spec(lean=f"theorem t : 1 =\n{text}"), check
    yield "name that a statement declares", spec(lean=f"theorem {text} : 1 = 1"), check
    yield "unknown key", {"s.yaml": f"module: M\n{quoted(text)}: 1\n"}, check
    yield "partition", spec(more=f"    cover: [{quoted(text)}]\n"), check
    yield "example", spec(more=f"    examples: [{quoted(text)}]\n"), check
    yield "example that is false", spec(more=f"    examples: [{quoted('1 = 2 /- ' + text + ' -/')}]\n"), check
    yield "about", {**spec(about=text), "b.py": WRONG}, ("check", "python", "--spec", "s.yaml", *CALL[2:])
    yield "argument", {}, ("check", text, *CALL)
    yield "attribute", {"b.py": WRONG}, ("check", f"b.py:{text}", *CALL)
    yield "law", {"b.py": WRONG}, ("check", "b.py", "--law", text, *CALL[2:])
    for option in ("profile", "seed", "require", "workers", "timeout", "memory-limit", "spec", "expect"):
        yield f"--{option}", {"b.py": WRONG}, ("check", "b.py", *CALL, f"--{option}", text)
    for option in (*sorted(one.option for one in RESULTS), "write-expect"):
        yield f"--{option}", {"b.py": WRONG}, ("check", "b.py", *CALL, f"--{option}", f"no/{text}")
    yield "unknown option", {}, ("check", f"--{text}")
    yield "command", {}, (text,)
    for command in ("show", "list", "history", "protocol", "selftest"):
        yield command, {}, (command, text)
    yield "report", {}, ("report", text, "--html", "x.html")
    yield "compare", {}, ("compare", text, text)
    yield "file in a folder", {f"{text.replace('/', '')[:200]}.json": "{"}, ("history", ".")
    yield "error of an import", {"b.py": f"raise ImportError({text!r})"}, ("check", "b.py", *CALL)
    yield "class of an error", {"b.py": f"raise type({text!r}, (Exception,), {{}})"}, ("check", "b.py", *CALL)
    yield "warning", {"b.py": f"import warnings\nwarnings.warn({text!r})\n{WRONG}"}, ("check", "b.py", *CALL)
    yield "carrier", {"b.py": f"{WRONG}carrier = {text!r}"}, ("check", "b.py", *CALL)
    yield "limit", {"b.py": f"{WRONG}limits = {{{text!r}: 1}}"}, ("check", "b.py", *CALL)
    yield "value of a limit", {"b.py": f"{WRONG}limits = {{'max_n': {text!r}}}"}, ("check", "b.py", *CALL)
    yield "name of a backend", {"b.py": f"{WRONG}name = {text!r}"}, ("check", "b.py", *CALL)
    yield "version", {"b.py": f"{WRONG}__version__ = {text!r}"}, ("check", "b.py", *CALL)
    raising = f"def complement(mask):\n    raise ValueError({text!r})\n"
    yield "message of an exception", {"b.py": raising}, ("check", "b.py", *CALL)
    yield "message, quiet", {"b.py": raising}, ("check", "b.py", *CALL, "-q")
    returning = "class R:\n    def __repr__(self):\n        return {0!r}\n\ndef complement(mask):\n    return R()\n"
    yield "repr", {"b.py": returning.format(text)}, ("check", "b.py", *CALL, "-v")
    yield "type", {"b.py": f"def complement(mask):\n    return type({text!r}, (), {{}})()\n"}, ("check", "b.py", *CALL)
    yield "text for a mask", {"b.py": f"def complement(mask):\n    return {text!r}\n"}, ("check", "b.py", *CALL)
    for field in ("law", "reason", "issue", "until", "failure"):
        yield f"expected {field}", known(**{field: text}), ("check", "b.py", *CALL, "--expect", "e.yaml")
    yield (
        "extended file",
        {"b.py": WRONG, "e.yaml": f"extend: {quoted(text)}\n"},
        ("check", "b.py", *CALL, "--expect", "e.yaml"),
    )
    talk = f"import sys\nsys.stderr.write({text!r})\nprint({text!r})\n"
    yield "what a process prints", {"x.py": talk}, ("check", "process:python x.py", *CALL)
    yield "what a process says", {"x.py": talk}, ("protocol", "python x.py")


FORMS = {one.option: one.names("r")[-1] for one in RESULTS if one.option != "json"}
"""A file of each format that is to be shown, by its option."""
FILES = (*FORMS.values(), "changes.markdown", "history.html", "e2.yaml")
OPTIONS = [part for option, path in FORMS.items() for part in (f"--{option}", path)]
TRIED = [
    pytest.param(files, arguments, id=f"{place}, {kind}")
    for kind, text in TEXTS.items()
    for place, files, arguments in places(text)
]


@pytest.mark.parametrize(("files", "arguments"), TRIED)
def test_wherever_it_enters_it_is_told_without_force(
    files: dict[str, str], arguments: tuple[str, ...], tmp_path: Path
) -> None:
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    options = [*OPTIONS, "--annotations"] if arguments[0] == "check" else []
    done = run(arguments[0], *options, *arguments[1:], cwd=tmp_path)
    assert done.status in (0, 1, 2)
    has_no_force(done.out + done.err, OWN if arguments[0] == "check" else "(?!)")
    shown = {name: (tmp_path / name).read_text(encoding="utf-8") for name in FILES if (tmp_path / name).exists()}
    files_have_no_force(shown)
    told = done.out + done.err + "".join(shown.values())
    assert MARK in told or CANNOT_HOLD.search(told)


def files_have_no_force(shown: dict[str, str]) -> None:
    """Of files by name: nothing unseen, no markup that a text brought."""
    assert {name: found for name, text in shown.items() if (found := unseen(text))} == {}
    for name, text in shown.items():
        match Path(name).suffix:
            case ".html":
                assert not re.search(r"<b>x|<!-- \||\[l\]\(u\)</a>", text)
            case ".markdown":
                markdown_has_no_force(text)
            case ".junit" | ".svg":
                ElementTree.fromstring(text)
            case ".sarif":
                json.loads(text)
            case ".yaml":
                yaml.safe_load(text)


def saved(folder: Path, text: str) -> Report:
    """Results of which every text, but for words from fixed lists, is from outside; beside them, all passed."""
    report: Report = with_texts(everything(laws=FEW), (f"{text}{k}" for k in range(10**6)))
    passed = [dataclasses.replace(r, status="passed", failure=None, expectation=None, cause="") for r in report.results]
    (folder / "new.json").write_text(report.to_json(), encoding="utf-8", errors="backslashreplace")
    old = dataclasses.replace(report, results=passed, agreement=[], complaints=(), environment={})
    (folder / "old.json").write_text(old.to_json(), encoding="utf-8", errors="backslashreplace")
    return report


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_saved_results_are_told_without_force(text: str, tmp_path: Path) -> None:
    saved(tmp_path, text)
    for arguments in (
        ("report", "new.json", *OPTIONS),
        ("compare", "old.json", "new.json", "--markdown", "changes.markdown"),
        ("compare", "new.json", "old.json", "--markdown", "changes.markdown"),
        ("history", ".", "--html", "history.html"),
    ):
        for name in FILES:
            (tmp_path / name).unlink(missing_ok=True)
        done = run(*arguments, cwd=tmp_path)
        assert done.status in (0, 1), done
        has_no_force(done.out + done.err)
        shown = {name: (tmp_path / name).read_text(encoding="utf-8") for name in FILES if (tmp_path / name).exists()}
        assert shown
        files_have_no_force(shown)
        assert all(MARK in text for name, text in shown.items() if not name.endswith(".svg"))


def test_a_file_of_known_failures_names_what_cannot_be_seen_by_escapes(tmp_path: Path) -> None:
    name = "b\x1b[31m\u202e∀掩👩\u200d💻"
    (tmp_path / "b.py").write_text(f"{WRONG}name = {name!r}\n", encoding="utf-8")
    done = run("check", "b.py", *CALL, "--write-expect", "e2.yaml", cwd=tmp_path)
    text = (tmp_path / "e2.yaml").read_text(encoding="utf-8")
    files_have_no_force({"e2.yaml": text.replace("\u200d", "")})
    assert yaml.safe_load(text)["expect"][0]["backend"] == name
    assert done.status == 1
    again = run("check", "b.py", *CALL, "--expect", "e2.yaml", cwd=tmp_path)
    assert "xfail" in again.out


@pytest.mark.parametrize("error", [RuntimeError, KeyError, OSError])
def test_a_fault_of_ours_is_told_without_force(
    error: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error(MANY)

    monkeypatch.setattr("conformance.laws.specfile.load", fails)
    done = run("spec", "check", "s.yaml", cwd=tmp_path)
    assert done.status == 3
    assert MARK in done.err
    has_no_force(done.err)
    assert [line for line in done.err.splitlines() if not line.startswith(" ")] == done.err.splitlines()[:1]
