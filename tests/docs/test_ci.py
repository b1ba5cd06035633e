"""The gate: the action's own shell steps run here, and every file and command that docs/ci.md shows is a right one."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.cli import cli
from conformance.reports.formats import RESULTS

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: dict[str, dict[str, Any]] = {step["name"]: step for step in ACTION["runs"]["steps"]}
DOCUMENT = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL)
SCHEMAS = {".pre-commit-config.yaml": None, ".gitlab-ci.yml": "vendor.gitlab-ci"}
FAULTY = "def complement(mask):\n    return list(mask)\n"
GOOD = "def complement(mask):\n    return [not bit for bit in mask]\n"


def filled(text: str, inputs: dict[str, str], outputs: dict[str, str]) -> str:
    """An expression as GitHub would fill it in."""
    values = {f"inputs.{k}": v for k, v in inputs.items()} | {f"steps.check.outputs.{k}": v for k, v in outputs.items()}
    values["github.action_path"] = str(ROOT)
    return re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda match: values[match[1]], text)


class Job:
    """A job in a folder that runs shell steps of the action, as GitHub's runner does."""

    def __init__(self, folder: Path, **inputs: str) -> None:
        self.folder = folder
        self.inputs = {k: v.get("default", "") for k, v in ACTION["inputs"].items()} | inputs
        self.summary, self.output = folder / "summary", folder / "output"
        self.summary.touch()
        self.output.touch()

    @property
    def outputs(self) -> dict[str, str]:
        return dict(line.split("=", 1) for line in self.output.read_text(encoding="utf-8").splitlines())

    def run(self, name: str) -> subprocess.CompletedProcess[str]:
        step = STEPS[name]
        script = self.folder / "step.sh"
        script.write_text(step["run"], encoding="utf-8")
        told = {k: filled(v, self.inputs, self.outputs) for k, v in step["env"].items()}
        github = {"GITHUB_STEP_SUMMARY": str(self.summary), "GITHUB_OUTPUT": str(self.output), "GITHUB_ACTIONS": "true"}
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environment = {**os.environ, **told, **github, "PATH": path, "GITHUB_WORKSPACE": str(self.folder)}
        where = self.folder / filled(step.get("working-directory", "."), self.inputs, {})
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=where, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip


@pytest.mark.slow
def test_a_good_backend_passes_the_gate(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(GOOD)
    job = Job(tmp_path, backends="  mine.py  \n\npython\n", profile="quick", junit="j.xml", sarif="s.sarif")
    done = job.run("Check")
    assert (done.returncode, done.stderr) == (0, "")
    assert job.outputs["exit-status"] == "0"
    assert job.outputs["verdict"].startswith("mine.py: conforms")
    assert "; python: conforms" in job.outputs["verdict"]
    assert job.summary.read_text(encoding="utf-8").startswith("### ✅ Masking conformance: mine.py: conforms")
    assert {"conformance.html", "j.xml", "s.sarif"} <= {p.name for p in tmp_path.iterdir()}
    assert job.run("Decide").returncode == 0


def test_a_bad_backend_fails_the_gate_after_the_page_is_kept(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "mine.py").write_text(FAULTY)
    job = Job(tmp_path, backends="mine.py", profile="quick", **{"working-directory": "sub"})
    done = job.run("Check")
    assert done.returncode == 0
    assert job.outputs["exit-status"] == "1"
    assert "mine.py: does not conform" in job.outputs["verdict"]
    assert "::error file=sub/mine.py,line=1,title=complement on mine.py::" in done.stdout
    assert job.summary.read_text(encoding="utf-8").startswith("### ❌")
    assert (tmp_path / "sub" / "conformance.html").is_file()
    assert job.run("Decide").returncode == 1
    names = list(STEPS)
    assert names.index("Check") < names.index("Keep the page") < names.index("Decide")


def test_a_wrong_request_is_told_in_summary_and_verdict(tmp_path: Path) -> None:
    job = Job(tmp_path, backends="nunpy")
    done = job.run("Check")
    assert (done.returncode, job.outputs["exit-status"]) == (0, "2")
    assert "did you mean `numpy`?" in done.stderr
    assert "did you mean `numpy`?" in job.outputs["verdict"]
    assert "Exit status 2" in job.summary.read_text(encoding="utf-8")
    assert job.run("Decide").returncode == 2


def test_text_of_an_input_is_never_a_command_nor_an_option(tmp_path: Path) -> None:
    hostile = '$(touch pwned)`touch pwned`"; touch pwned; "\n--json=pwned'
    job = Job(tmp_path, backends=hostile, profile="quick", seed="0", expect="", spec="")
    job.run("Check")
    assert job.outputs["exit-status"] == "2"
    assert not (tmp_path / "pwned").exists()


def test_no_step_pastes_an_expression_into_its_script() -> None:
    for step in STEPS.values():
        assert "${{" not in step.get("run", "")


def test_an_option_is_passed_only_where_its_input_is_set(tmp_path: Path) -> None:
    told = tmp_path / "bin" / "conformance"
    told.parent.mkdir()
    told.write_text('#!/bin/sh\nprintf "%s\\n" "$@" >arguments\nexit 2\n')
    told.chmod(0o755)

    def arguments(**inputs: str) -> list[str]:
        job = Job(tmp_path, **inputs)
        step = STEPS["Check"]
        environment = {**os.environ, **{k: filled(v, job.inputs, {}) for k, v in step["env"].items()}}
        environment |= {"GITHUB_STEP_SUMMARY": str(job.summary), "GITHUB_OUTPUT": str(job.output)}
        environment["PATH"] = f"{told.parent}{os.pathsep}{os.environ['PATH']}"
        subprocess.run(["bash", "-eo", "pipefail", "-c", step["run"]], cwd=tmp_path, env=environment, check=True,
                       capture_output=True)  # fmt: skip
        return (tmp_path / "arguments").read_text().splitlines()

    plain = arguments()
    assert plain[:5] == ["check", "--require=core", "--profile=default", "--seed=0", "--html=conformance.html"]
    assert [a.split("=")[0] for a in plain[5:]] == ["--json", "--markdown", "--"]
    full = arguments(expect="e.yaml", spec="a b.yaml\nc", junit="j", sarif="s", json="r", html="", backends="x\n y z ")
    assert full[1:10] == ["--require=core", "--profile=default", "--seed=0", "--spec=a b.yaml", "--spec=c",
                          "--expect=e.yaml", "--junit=j", "--sarif=s", "--json=r"]  # fmt: skip
    assert full[-3:] == ["--", "x", "y z"]


def test_the_install_step_names_the_action_and_its_extras(tmp_path: Path) -> None:
    (tmp_path / "python").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    (tmp_path / "python").chmod(0o755)

    def installed(extras: str) -> str:
        environment = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "EXTRAS": extras, "ACTION_PATH": "/a b"}
        done = subprocess.run(["bash", "-ec", STEPS["Install"]["run"]], env=environment, check=True,
                              capture_output=True, text=True)  # fmt: skip
        return done.stdout.splitlines()[-1]

    assert (installed(""), installed("numpy,torch")) == ("/a b", "/a b[numpy,torch]")


def schema_of(snippet: str) -> str | None:
    named = re.match(r"# (\S+)\n", snippet)
    return SCHEMAS.get(named[1], "vendor.github-workflows") if named else "vendor.github-workflows"


def refused(schema: str, text: str, file: Path) -> str:
    """What a schema says against a file; empty where it fits."""
    file.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_the_project_s_own_workflow_uses_the_action_with_inputs_that_it_has(tmp_path: Path) -> None:
    text = (ROOT / ".github" / "workflows" / "conformance.yml").read_text(encoding="utf-8")
    assert refused("vendor.github-workflows", text, tmp_path / "conformance.yml") == ""
    jobs = yaml.safe_load(text)["jobs"]
    (ours,) = [step for job in jobs.values() for step in job["steps"] if step.get("uses") == "./"]
    assert set(ours["with"]) <= set(ACTION["inputs"])
    for line in [step["run"] for step in jobs["tests"]["steps"] if step.get("run", "").startswith("tests/")]:
        assert os.access(ROOT / line.split()[0], os.X_OK)


def test_the_action_fits_github_s_schema(tmp_path: Path) -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    assert refused("vendor.github-actions", text, tmp_path / "action.yml") == ""
    assert refused("vendor.github-actions", text.replace("shell: bash", ""), tmp_path / "action.yml") != ""


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_a_snippet_fits_the_schema_of_its_file(snippet: str, tmp_path: Path) -> None:
    data = yaml.safe_load(snippet)
    assert isinstance(data, dict)
    schema = schema_of(snippet)
    if schema == "vendor.github-workflows" and True not in data:
        snippet = f"on: push\n{snippet}"
    if schema is not None:
        assert refused(schema, snippet, tmp_path / "snippet.yml") == ""


def uses(data: object) -> list[dict[str, Any]]:
    """Every step, wherever it is, that uses this action."""
    if isinstance(data, dict):
        own = [data] if "masking-conformance@" in str(data.get("uses", "")) else []
        return own + [step for value in data.values() for step in uses(value)]
    return [step for value in data for step in uses(value)] if isinstance(data, list) else []


def test_inputs_and_outputs_that_the_document_names_are_those_of_the_action() -> None:
    for snippet in SNIPPETS:
        for step in uses(yaml.safe_load(snippet)):
            assert set(step["with"]) <= set(ACTION["inputs"])
    listed = DOCUMENT.split("The inputs are")[1].split(";")[0]
    assert re.findall(r"`([\w-]+)`", listed) == sorted(ACTION["inputs"], key=re.findall(r"`([\w-]+)`", listed).index)
    assert re.findall(r"`([\w-]+)`", DOCUMENT.split("The outputs are")[1].split(".")[0]) == list(ACTION["outputs"])


def commands() -> list[list[str]]:
    """Every call of `conformance` in the document, with its arguments."""
    lines = [line.split(":", 1)[-1] if "entry:" in line else line for line in DOCUMENT.splitlines()]
    found = re.findall(r"(?:^|[-`] |`|\s)(conformance (?:check|report|history)\b[^`\n]*)", "\n".join(lines))
    return [shlex.split(line) for line in found]


def test_options_of_the_document_s_commands_exist() -> None:
    assert len(commands()) >= 5
    for _, name, *arguments in commands():
        command = cli.commands[name]
        known = {option for parameter in command.params for option in parameter.opts}
        assert {a for a in arguments if a.startswith("--")} <= known
    table = set(re.findall(r"^\| `(--\w+)`", DOCUMENT, re.MULTILINE))
    assert table <= {o for p in cli.commands["check"].params for o in p.opts}
    assert {f"--{one.option}" for one in RESULTS} <= table


def test_the_pre_commit_hooks_are_whole() -> None:
    (data,) = [yaml.safe_load(s) for s in SNIPPETS if ".pre-commit-config.yaml" in s]
    for hook in data["repos"][0]["hooks"]:
        assert {"id", "name", "entry", "language"} <= set(hook)
        assert hook["pass_filenames"] is False


@pytest.mark.parametrize(("named", "kept"), [(False, False), (True, True)])
def test_in_ci_failing_inputs_are_kept_in_a_folder_that_is_named(tmp_path: Path, named: bool, kept: bool) -> None:
    (tmp_path / "mine.py").write_text(FAULTY)
    environment = {**os.environ, "CI": "true", "HYPOTHESIS_STORAGE_DIRECTORY": str(tmp_path / "kept") if named else ""}
    command = [sys.executable, "-m", "conformance", "check", "mine.py", "--law", "complement", "--profile", "quick"]
    subprocess.run([*command, "--json", "r.json"], cwd=tmp_path, env=environment, check=False, capture_output=True)
    assert json.loads((tmp_path / "r.json").read_text())["results"][0]["status"] == "failed"
    assert any((tmp_path / "kept").rglob("*")) == kept
