"""What a project says in the right form and wrongly all the same is told with the line that says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.errors import FileError
from conformance.project.reading import find_configuration
from tests.cli.commands import run

MODULE = "def all_mask(n):\n    return [True] * n\n\n\nclass Masks:\n    pass\n"

BACKEND = """[tool.conformance]
profile = "quick"

[tool.conformance.backends.mae]
target = "mine.py"
"""


def told(folder: Path, text: str, *arguments: str, status: int = 2) -> str:
    (folder / "mine.py").write_text(MODULE, encoding="utf-8")
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")
    done = run("check", *arguments, "--law", "allMask", "--workers", "0", cwd=folder)
    assert done.status == status, done.out + done.err
    return done.err


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ('carrier = "nmpy"', "6: backend `mae`: carrier `nmpy`: unknown library `nmpy`; did you mean `numpy`?"),
        ('carrier = "numpy:flot32"', "6: backend `mae`: carrier `numpy:flot32`"),
        ('forms = { mask = "flot01" }', "6: backend `mae`: `mask` in `forms`: unknown form `flot01`; did you mean"),
        ('[tool.conformance.backends.mae.forms]\nreturns = "bool"\nmask = "flot01"',
         "8: backend `mae`: `mask` in `forms`: unknown form `flot01`"),
        ('forms."all_mask.retrns" = "int01"', "6: backend `mae`: unknown key `all_mask.retrns` in `forms`; did you"),
        ('forms = { mask = "padded(0)/indices" }', "6: backend `mae`: "),
        ('batched = [\n  "all_mask",\n  "all_msk",\n]',
         "6: backend `mae`: unknown operation `all_msk` in `batched`; did you mean"),
        ('double_backward = ["al_mask"]', "6: backend `mae`: unknown operation `al_mask` in `double_backward`; did"),
        ('wrap = "compil"', "6: backend `mae`: "),
    ],
)  # fmt: skip
def test_what_a_backend_cannot_be_has_the_line_of_its_key(said: str, message: str, tmp_path: Path) -> None:
    assert f"conformance: pyproject.toml:{message}" in told(tmp_path, f"{BACKEND}{said}\n")


@pytest.mark.parametrize(
    ("backends", "message"),
    [
        ("[tool.conformance.backends.mae]\ntarget = 'mne.py'\n",
         "2: backend `mne.py`: there is no file `mne.py`; did you mean `mine.py`?"),
        ("[tool.conformance.backends.no_mae]\nwrap = 'jit'\n", "1: unknown backend `no_mae`"),
        ("[tool.conformance.backends.mae]\ntarget = 'mine.py:Mask'\n",
         "2: backend `mine.py:Mask`: `mine.py` has no attribute `Mask`; did you mean `Masks`?"),
        ("[tool.conformance]\nbackends = ['mine.py', 'mne.py']\n",
         "2: backend `mne.py`: there is no file `mne.py`; did you mean `mine.py`?"),
        ("[tool.conformance]\nbackends = ['mine.py', './mine.py']\n", "2: `mine.py` and `./mine.py` are one backend"),
        ("[tool.conformance.backends.mae]\ntarget = 'process:no-such-command'\n",
         "2: backend `process:no-such-command`: there is no command"),
        ("[tool.conformance.backends.mae]\ntarget = 'process:python3 x.py'\nbatched = true\n",
         "3: backend `mae`: a process is given one row at a time"),
    ],
)  # fmt: skip
def test_a_backend_that_is_not_there_has_the_line_that_names_it(backends: str, message: str, tmp_path: Path) -> None:
    assert f"conformance: pyproject.toml:{message}" in told(tmp_path, backends)


def test_a_fault_of_the_code_has_no_line_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("import no_such_module\n", encoding="utf-8")
    err = told(tmp_path, "[tool.conformance]\nbackends = ['broken.py']\n")
    assert err.startswith("conformance: backend `broken.py` could not be imported: ModuleNotFoundError")


def test_a_worker_tells_it_with_its_place_too(tmp_path: Path) -> None:
    told(tmp_path, f'{BACKEND}forms = {{ mask = "flot01" }}\n')
    done = run("check", "--law", "allMask", "--workers", "1", cwd=tmp_path)
    assert (done.status, "pyproject.toml:6: backend `mae`: `mask` in `forms`" in done.err) == (2, True)


def test_what_the_command_line_says_has_no_line_of_the_file(tmp_path: Path) -> None:
    err = told(tmp_path, f'{BACKEND}forms = {{ mask = "float01" }}\n', "mae", "--form", "mask=flot01")
    assert "conformance: backend `mae`: `mask` in `forms`: unknown form `flot01`" in err
    assert "conformance: unknown backend `nothing`" in told(tmp_path, BACKEND, "nothing")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("spec = ['shipped', 'laws/mne.yaml']",
         "`spec`: there is no file or folder `laws/mne.yaml`; did you mean `laws/mine.yaml`?"),
        ("spec = 'maskng'", "`spec`: there is no file or folder `maskng`; did you mean `masking`?"),
        ("expect = 'laws/mine.yml'", "`expect`: there is no file `laws/mine.yml`; did you mean `laws/mine.yaml`?"),
        ("expect = 'nowhere/known.yaml'", "`expect`: there is no file `nowhere/known.yaml`\n"),
    ],
)  # fmt: skip
def test_paths_that_are_not_there_have_the_line_of_their_key(said: str, message: str, tmp_path: Path) -> None:
    inner = tmp_path / "laws"
    inner.mkdir()
    (inner / "mine.yaml").write_text("module: M\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(f"[tool.conformance]\nprofile = 'quick'\n{said}\n", encoding="utf-8")
    for folder, file in ((tmp_path, "pyproject.toml"), (inner, "../pyproject.toml")):
        done = run("check", "python", cwd=folder)
        assert (done.status, f"conformance: {file}:3: [tool.conformance] {message}" in done.err) == (2, True), done.err
    if said.startswith("spec"):
        for command in (("list", "laws"), ("show", "allMask"), ("selftest", "python")):
            assert f"pyproject.toml:3: [tool.conformance] {message}" in run(*command, cwd=tmp_path).err
        assert run("show", "allMask", "--spec", "masking", cwd=tmp_path).status == 0


@pytest.mark.parametrize("said", ["[tool.conformance]\nbackends = []", "[tool.conformance]\nbackends = {}"])
def test_backends_that_are_none_are_refused(said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text(f"{said}\n", encoding="utf-8")
    with pytest.raises(
        FileError, match=r"^pyproject.toml:2: \[tool.conformance\] `backends`: names no backend; name one"
    ):
        find_configuration(tmp_path)
