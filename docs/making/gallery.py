"""The gallery: runs that show what reports tell, each a page of the site with the report's own page beside it."""

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from click.testing import CliRunner

from conformance.cli import cli
from conformance.text.escaping import visible

INTRODUCTION = """# Gallery of reports

Runs that end as runs do, made where this site is built. Each shows the files, the command, what the terminal says, and
the page that `--html` writes: one file, which loads nothing and reads without JavaScript too.
[A run of three backends](examples/report.html) over the whole module `masking` is larger, and has
[its JSON](examples/results.json) beside it.
"""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of the gallery: what it shows, its files by name, and the arguments of `conformance check`."""

    title: str
    about: str
    files: dict[str, str] = field(repr=False)
    arguments: str
    status: int


COMPLEMENT = """carrier = "numpy"


def complement(mask):
    return {}


def masked_loss(idxs, per_patch_loss):
    return {}
"""
RUNS = {
    "mae": Run(
        "A faulty masked autoencoder",
        "The loss takes the mean over all patches, and not over those that are masked. It shrinks with the share that"
        " is masked, so that losses at two ratios cannot be compared.",
        {
            "mae.py": '''carrier = "numpy:float64"


def masked_mse(pred, target, mask):
    """Mean squared error; pred and target have shape (n, d), mask has (n,)."""
    loss = ((pred - target) ** 2).mean(axis=-1) if pred.size else 0 * mask
    return (loss * mask).mean() if mask.size else 0.0


def mask_to_indices(mask):
    return mask.nonzero()[0]
'''
        },
        "mae.py --law 'maskedMse*' --law 'maskToIndices*' --profile quick",
        1,
    ),
    "agreement": Run(
        "Two backends that part",
        "Each is checked by itself, and then both are held against each other. One counts a position that is listed"
        " twice once; where they part is told once, on an input as small as found.",
        {
            "listed.py": COMPLEMENT.format("~mask", "per_patch_loss[idxs].sum()"),
            "selected.py": "import numpy as np\n\n"
            + COMPLEMENT.format("~mask", "per_patch_loss[np.unique(idxs)].sum()"),
        },
        "listed.py selected.py --law 'complement*' --law 'maskedLoss*' --profile quick",
        1,
    ),
    "known": Run(
        "A failure that is known",
        "The same fault, written down with its reason: the run tells it apart, and its exit status is that of the"
        " rest.",
        {
            "selected.py": "import numpy as np\n\n"
            + COMPLEMENT.format("~mask", "per_patch_loss[np.unique(idxs)].sum()"),
            "known.yaml": """expect:
  - backend: selected.py
    law: maskedLoss
    reason: A set takes each position once.
  - backend: selected.py
    law: maskedLoss_append
    reason: A set takes each position once.
""",
        },
        "selected.py --expect known.yaml --law complement --law maskedLoss --law maskedLoss_append --profile quick",
        0,
    ),
    "conforms": Run(
        "A backend that conforms",
        "All that is required holds. What lies beyond the domain is told below, and decides the exit status with"
        " `--require hardened` only.",
        {"listed.py": COMPLEMENT.format("~mask", "per_patch_loss[idxs].sum()")},
        "listed.py --law 'complement*' --law 'maskedLoss*' --profile quick",
        0,
    ),
}


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a run: what the terminal says, and the page."""

    terminal: str
    page: str


@cache
def ran(name: str) -> Ran:
    """Runs one in a folder of its own.

    Raises:
        RuntimeError: it does not end as the gallery says.
    """
    run = RUNS[name]
    with _folder(run.files):
        words = ["check", *shlex.split(run.arguments), "--workers", "0", "--html", "report.html"]
        done = CliRunner(env={"COLUMNS": "110"}).invoke(cli, words, catch_exceptions=False)
        page = Path("report.html")
        if done.exit_code != run.status:
            raise RuntimeError(f"gallery: {name} ended with {done.exit_code}, not {run.status}:\n{done.output}")
        return Ran(done.stdout, page.read_text(encoding="utf-8") if page.exists() else "")


@contextmanager
def _folder(files: dict[str, str]) -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        for name, text in files.items():
            Path(name).write_text(text, encoding="utf-8")
        yield


def page() -> str:
    parts = [INTRODUCTION]
    for name, run in RUNS.items():
        parts.append(f"## {run.title}\n\n{run.about}\n")
        parts += [f'```{Path(file).suffix[1:].replace("py", "python")} title="{file}"\n{text}```\n'
                  for file, text in run.files.items()]  # fmt: skip
        parts.append(f"```sh\nconformance check {run.arguments} --html report.html\n```\n")
        told = visible(ran(name).terminal).strip()
        parts.append(
            f'<details markdown="1"><summary>What the terminal says; the exit status is {run.status}</summary>\n'
        )
        parts.append(f"```text\n{told}\n```\n\n</details>\n")
        parts.append(f"[The page of the report](examples/{name}.html), also below:\n")
        parts.append(
            f'<iframe class="report" title="{run.title}" src="examples/{name}.html" loading="lazy"></iframe>\n'
        )
    return "\n".join(parts)


def reports() -> dict[str, str]:
    """The pages of the reports, by their path in the site."""
    return {f"examples/{name}.html": ran(name).page for name in RUNS}
