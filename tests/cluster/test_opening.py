"""What names a cluster on the command line, and what is refused before anything is started."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conformance.cluster.opening import address_of
from conformance.errors import UsageError
from tests.cli.commands import run


@pytest.mark.parametrize(
    ("text", "address"),
    [("dask", ""), ("dask:tcp://10.0.0.1:8786", "tcp://10.0.0.1:8786"), ("dask:localhost:8786", "localhost:8786")],
)
def test_an_address_follows_the_engine(text: str, address: str) -> None:
    assert address_of(text) == address


@pytest.mark.parametrize(
    "text", ["", "ray", "dask:", "dask: ", "Dask", "dask:localhost", "dask:tcp://host", "tcp://h:1"]
)
def test_what_names_no_cluster_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match=r"^`--on .*: (expected `dask`, or|the address has no port; expected) `dask:"):
        address_of(text)


def test_no_other_process_and_others_do_not_go_together(tmp_path: Path) -> None:
    done = run("check", "python", "--on", "dask", "--workers", "0", cwd=tmp_path)
    assert (done.status, done.out) == (2, "")
    assert "`--workers 0` is for this process alone" in done.err


def test_dask_that_is_not_installed_is_named_with_its_extra(tmp_path: Path) -> None:
    hidden = "import sys; sys.modules['distributed'] = None; from conformance.cli import main; main()"
    command = [sys.executable, "-c", hidden, "check", "python", "--on", "dask"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (2, "")
    extra = "pip install 'masking-conformance[dask]'"
    assert done.stderr == f"conformance: `--on dask` needs Dask distributed, which is not installed: {extra}\n"
