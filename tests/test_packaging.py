"""What is installed: the wheel's and the sdist's files, and a run from a fresh environment."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
from trove_classifiers import classifiers

ROOT = Path(__file__).parents[1]
PACKAGES = {"conformance": "conformance", "spec": "conformance/spec", "backends": "conformance/backends",
            "reports": "conformance/reports"}  # fmt: skip


def files(*endings: str) -> dict[str, str]:
    """Files of the packages by their path in the wheel, with their path in the checkout."""
    found = {}
    for folder, package in PACKAGES.items():
        for path in (ROOT / folder).rglob("*"):
            if path.name.endswith(endings) and "__pycache__" not in path.parts:
                inside = path.relative_to(ROOT / folder).as_posix()
                found[f"{package}/{inside}"] = path.relative_to(ROOT).as_posix()
    return found


DATA = files(".yaml", ".json", ".lark", ".html", ".css", ".js", "py.typed")
SOURCES = files(".py")


def test_the_data_files_are_those_that_are_meant() -> None:
    assert {"conformance/spec/masking.yaml", "conformance/spec/schema.json", "conformance/records/results.schema.json",
            "conformance/project/configuration.schema.json", "conformance/subjects/messages.schema.json",
            "conformance/runs/expectations.schema.json",
            "conformance/lean/grammar.lark", "conformance/reports/templates/report.html",
            "conformance/reports/templates/selftest.html", "conformance/reports/templates/page/page.css",
            "conformance/reports/templates/page/page.js", 
            "conformance/reports/templates/page/verdict.html", "conformance/py.typed"} <= set(DATA)  # fmt: skip


def test_what_the_package_says_of_itself_is_known_to_the_index() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(project["classifiers"]) <= classifiers
    least = project["requires-python"].removeprefix(">=")
    assert f"Programming Language :: Python :: {least}" in project["classifiers"]
    assert all(re.fullmatch(r"https://\S+", address) for address in project["urls"].values())


def test_every_folder_with_modules_is_a_package_that_is_installed() -> None:
    named = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    assert sorted(named) == sorted({path.rpartition("/")[0].replace("/", ".") for path in SOURCES})


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel made from it."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)], check=True, capture_output=True)
    return folder


@pytest.mark.slow
def test_the_wheel_holds_one_package_with_its_data(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert set(DATA) <= names
    assert {n.split("/")[0] for n in names if ".dist-info/" not in n} == {"conformance"}
    assert set(SOURCES) <= names


@pytest.mark.slow
def test_the_sdist_holds_the_same_data(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {n.partition("/")[2] for n in archive.getnames()}
    assert {*DATA.values(), *SOURCES.values()} <= names


@pytest.mark.slow
def test_the_sdist_has_every_file_of_the_project_and_its_tests_run(built: Path, tmp_path: Path) -> None:
    """Those that read files beside the packages stand for all: the others need no more than the packages."""
    if not (ROOT / ".git").exists():
        pytest.skip("what belongs to the project is asked of git")
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], check=True, capture_output=True, text=True)
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    tracked = {path for path in listed.stdout.split("\0") if path and (ROOT / path).exists()}
    assert {path for path in tracked if not (source / path).exists()} == {".gitignore"}

    python = with_these_libraries(tmp_path / "env")
    install = [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "-e", str(source)]
    subprocess.run(install, check=True, capture_output=True)
    command = [python, "-m", "pytest", "-p", "no:cacheprovider", "tests/docs/test_ci.py", "tests/test_architecture.py",
               "tests/laws", "-k", "schema or imports or shipped"]  # fmt: skip
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert str(source / "conformance") in subprocess.run(
        [python, "-c", "import conformance; print(conformance.__file__)"], cwd=tmp_path, check=True,
        capture_output=True, text=True,
    ).stdout  # fmt: skip


def with_these_libraries(home: Path) -> str:
    """The Python of a new environment that borrows the libraries of this one, and lacks what is installed in place."""
    venv.create(home)
    python = str(home / "bin" / "python")
    ask = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = Path(subprocess.run(ask, check=True, capture_output=True, text=True).stdout.strip())
    ours = [path for path in sys.path if path.endswith("site-packages")]
    (site / "libraries.pth").write_text("\n".join(ours) + "\n", encoding="utf-8")
    return python


@pytest.mark.slow
def test_the_wheel_checks_python_in_a_fresh_environment(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    home = tmp_path / "env"
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    install = [python, "-m", "pip", "install", "-q", "-c", str(ROOT / "constraints.txt"), str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    command = [home / "bin" / "conformance", "check", "python", "--profile", "quick", "--html", "report.html", "--json",
               "results.json"]  # fmt: skip
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("python: conforms")
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
