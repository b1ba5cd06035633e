"""Checks every adapter of this folder whose library is installed, and writes docs/field-report.md.

The same versions give the same report: the seed and the profile are fixed, and no time or path is in it.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import conformance
from conformance.records.result import Result
from conformance.text.escaping import visible

FOLDER = Path(__file__).resolve().parent
REPORT = FOLDER.parents[1] / "docs" / "field-report.md"
COMMAND = "python examples/field/run.py"
PROFILE = "quick"
TIMEOUT = 300
"""Seconds for a law: so many that a slow machine tells of chances what a fast one does."""
SUPPORT = ("run", "positions", "patches", "batches", "tokens", "graphs", "kinds", "libraries")
LEVELS = ("core", "hardened", "training")
ALONE = ("jepa", "lightly", "momentfm", "selfeeg")
"""Distributions of which one file is loaded by itself, so that what the rest needs is left out."""

BITES = {
    "no_silent_overflow": "A total beyond the dtype comes back wrong without a word: integers wrap around, often to a "
    "negative loss, and floats drop what is small beside the total.",
    "rejects_out_of_range": "An index that is out of range reads another patch: an offset that is one too low, or "
    "positions made for a longer sequence, trains on the wrong patches.",
    "shares_no_memory": "What is done in place to the one, `mul_` or `+=` in a training step, is done to the other.",
    "deterministic": "A run cannot be repeated, and neither can its failure.",
    "preserves_inputs": "The next use of the same mask or losses sees other values.",
    "ignores_unread": "NaN at a position that is masked out, as of padding or of a patch without values, makes the "
    "loss or a gradient NaN.",
    "gradient": "The loss falls and the model learns something else, or nothing.",
    "rounding": "In half precision, or where large numbers cancel, the loss is noise.",
    "malformed": "What comes back is not a number of the type that the caller goes on with.",
    "exception": "The call raises on an input that it must take.",
    "violation": "The loss is not the sum over the chosen patches, so that gradients are of another objective.",
}
"""Why a failure matters in training, by obligation or else by reason; an adapter's own `bites` come first."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """A file of this folder: what it checks, and what there is to say of it."""

    stem: str
    distribution: str
    module: ModuleType

    @property
    def version(self) -> str:
        """The public version: a wheel for one kind of processor says so after a `+`."""
        return importlib.metadata.version(self.distribution).partition("+")[0]

    @property
    def spec(self) -> list[str | Path]:
        """What says what the implementation computes: files here, shipped modules, or all of these that there are."""
        named: str | tuple[str, ...] = getattr(self.module, "spec", ())
        names = (named,) if isinstance(named, str) else named
        return [FOLDER / name if name.endswith(".yaml") else name for name in names]

    def bites(self, result: Result) -> str:
        """Why that failure matters."""
        own: Mapping[str, str] = getattr(self.module, "bites", {})
        obligation = result.law.partition(".")[2]
        reason = result.failure.reason if result.failure is not None else ""
        for key, texts in ((obligation, own), (obligation, BITES), (reason, own), (reason, BITES)):
            if key in texts:
                return texts[key]
        return reason


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check of an adapter found, and what a check of non-empty lists alone finds of the laws that failed."""

    adapter: Adapter
    results: list[Result]
    limits: Mapping[str, object]
    carrier: str
    nonempty: list[Result] = field(default_factory=list)

    def of(self, *statuses: str, level: str | None = None) -> list[Result]:
        return [r for r in self.results if r.status in statuses and level in (None, r.level)]

    @property
    def failing(self) -> list[Result]:
        return [r for r in self.results if r.failure is not None]


@dataclass(frozen=True, slots=True)
class Part:
    """What the report has of one implementation: a row of its table, and a section."""

    row: str
    section: str


def stems() -> list[str]:
    """The adapters by file name."""
    return sorted(p.stem for p in FOLDER.glob("*.py") if p.stem not in SUPPORT)


def load(stem: str, guarded: bool = True) -> Adapter | None:
    """The adapter of that name; None where its library is not installed.

    Where `guarded`, its operations raise `TypeError` for a mask in the place of positions, and the reverse.
    """
    distribution = _distribution(stem)
    try:
        importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None
    if str(FOLDER) not in sys.path:
        sys.path.append(str(FOLDER))
    spec = importlib.util.spec_from_file_location(stem, FOLDER / f"{stem}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if guarded:
        from kinds import refusing

        forms = getattr(module, "forms", {})
        for name, operation in list(vars(module).items()):
            if name.islower() and not name.startswith("_") and getattr(operation, "__module__", "") == stem:
                setattr(module, name, refusing(operation, forms))
    return Adapter(stem, distribution, module)


def _distribution(stem: str) -> str:
    """The distribution that an adapter names, read without importing it."""
    lines = (FOLDER / f"{stem}.py").read_text(encoding="utf-8").splitlines()
    (line,) = [line for line in lines if line.startswith("distribution = ")]
    return str(json.loads(line.partition(" = ")[2]))


def unasked(module: ModuleType) -> Mapping[str, str]:
    """Laws that are not asked, as globs, and why."""
    left_out: Mapping[str, str] = getattr(module, "unasked", {})
    return left_out


def run(adapter: Adapter) -> Outcome:
    """Checks all laws, and those of the core that failed once more on non-empty lists alone."""
    without = list(unasked(adapter.module))
    report = conformance.check(
        adapter.module, spec=adapter.spec, exclude_laws=without, profile=PROFILE, seed=0, timeout=TIMEOUT
    )
    (backend,) = report.backends
    limits = dict(backend.limits)
    found = Outcome(adapter, list(report.results), limits, backend.carrier)
    core = [r.law for r in found.failing if r.level == "core"]
    if not core or limits.get("nonempty"):
        return found
    narrower = SimpleNamespace(**{**vars(adapter.module), "limits": {**limits, "nonempty": True}})
    again = conformance.check(narrower, spec=adapter.spec, profile=PROFILE, seed=0, laws=core, timeout=TIMEOUT)
    return Outcome(adapter, found.results, limits, backend.carrier, list(again.results))


def section(outcome: Outcome) -> str:
    """What the report says of one implementation, as Markdown."""
    adapter, module = outcome.adapter, outcome.adapter.module
    operations = sorted({r.law.partition(".")[0] for r in outcome.of("passed", "failed") if "." in r.law})
    lines = [
        f"## {module.name}",
        "",
        f"- adapter: `{adapter.stem}.py`, {adapter.distribution} {adapter.version}, carrier `{outcome.carrier}`",
        f"- calls: {module.calls}",
        f"- translation: {module.translation}",
        f"- claims: {_listed(operations)}; limits: {_limits(outcome.limits)}",
    ]
    if hasattr(module, "notes"):
        lines.append(f"- note: {module.notes}")
    lines += [f"- not asked: `{law}`: {why}" for law, why in unasked(module).items()]
    for level in LEVELS:
        held = outcome.of("passed", level=level)
        known = outcome.of("passed", "failed", level=level)
        if level == "training" and not known:
            continue
        lines.append(f"- {level}: {len(held)} of {len(known)} laws hold: {_listed(r.law for r in held)}")
    untold = outcome.of("vacuous")
    if untold:
        lines.append(f"- not told within the limits: {_listed(r.law for r in untold)}")
    if not outcome.failing:
        return "\n".join([*lines, "", "No law fails.", ""])
    lines += ["", "| law that fails | level | smallest input | expected | came |", "| --- | --- | --- | --- | --- |"]
    for result in outcome.failing:
        failure = result.failure
        assert failure is not None
        given = ", ".join(f"{k} = {json.dumps(v)}" for k, v in failure.inputs.items())
        cells = [f"`{result.law}`", result.level, f"`{given}`", failure.expected_text, failure.actual_text]
        lines.append(f"| {' | '.join(_cell(c) for c in cells)} |")
    lines += ["", "Why it bites:", ""]
    reasons: dict[str, list[str]] = {}
    for result in outcome.failing:
        reasons.setdefault(adapter.bites(result), []).append(result.law)
    lines += [f"- {_listed(laws)}: {text}" for text, laws in reasons.items()]
    if outcome.nonempty:
        held = [r.law for r in outcome.nonempty if r.status == "passed"]
        other = [f"`{r.law}` {r.status}" for r in outcome.nonempty if r.status != "passed"]
        lines += ["", f"Of the core laws that fail, within the limit `nonempty` these hold: {_listed(held)}"
                  + (f"; the others: {', '.join(other)}." if other else ".")]  # fmt: skip
    return "\n".join([*lines, ""])


def part(o: Outcome) -> Part:
    """What the report has of one implementation."""
    counts = [f"{len(o.of('passed', level=lv))} of {len(o.of('passed', 'failed', level=lv))}" for lv in LEVELS]
    reasons = Counter(r.failure.reason for r in o.failing if r.failure is not None)
    failing = ", ".join(f"{count} `{reason}`" for reason, count in sorted(reasons.items())) or "none"
    row = (f"| {o.adapter.module.name} | {o.adapter.distribution} {o.adapter.version} | {_limits(o.limits)} | "
           f"{' | '.join(counts)} | {failing} |")  # fmt: skip
    return Part(row, section(o))


def parts(report: str) -> dict[str, Part]:
    """What a report that was made before has, by adapter."""
    summary, *sections = report.split("\n## ")
    rows = {row.split(" | ")[0]: row for row in summary.splitlines() if row.startswith("| ")}
    found = {}
    for text in sections:
        title, stem = text.partition("\n")[0], text.partition("- adapter: `")[2].partition(".py`")[0]
        found[stem] = Part(rows[f"| {title}"], f"## {text.rstrip()}\n")
    return found


def document(found: Mapping[str, Part], missing: Iterable[str]) -> str:
    """The report, as Markdown."""
    absent = list(missing)
    rows = ["| implementation | version | limits | core | hardened | training | failures |", "| --- " * 7 + "|"]
    rows += [found[stem].row for stem in sorted(found)]
    head = f"""# Field report

Public implementations held against the laws, each through an adapter of a few lines in `examples/field/` that
translates forms and mends nothing. A law counts where the implementation has what it needs, within the limits that
the adapter declares. The laws of the shipped modules ask for an exact sum over listed positions that refuses what it
cannot answer. A library may document that it does something else; a failure then says where code that builds on it
must be careful. Losses that are means of real numbers are held against their own definitions, in
`examples/field/means.yaml`, at sizes by which floats divide exactly. An epsilon beneath a root or beside a deviation is
set to 0 or drowned; what is beyond that, such as a mean that is always divided by a count and 1e-5 in float32, has no
exact law, and is not here. Masks that are drawn are held against the shipped module `practice`, and where its words
do not fit against `examples/field/ratios.yaml`; batches and forms are declared, so that no adapter turns a mask around.
In a theorem, an operation that an implementation lacks beside one that it has is evaluated by its definition.
[libraries.md](libraries.md) has at a glance what array, table, image, graph and storage libraries do.

<!-- not run: it installs gigabytes, and measures for an hour -->
```sh
pip install -c constraints.txt -e ".[field]"
pip install -c constraints.txt --no-deps {" ".join(ALONE)}
{COMMAND}
```

makes this page again (profile `{PROFILE}`, seed 0), and with names of adapters behind it their parts alone.
"""
    tail = f"\nNot installed when this was made: {_listed(absent)}.\n" if absent else ""
    return "\n".join([head, *rows, tail, *(found[stem].section for stem in sorted(found))]).rstrip() + "\n"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{n}`" for n in names) or "none"


def _limits(limits: Mapping[str, Any]) -> str:
    return ", ".join(f"`{k}`" if v is True else f"`{k}` {v:,}" for k, v in limits.items()) or "none"


def _cell(text: str) -> str:
    return " ".join(visible(text).replace("|", "\\|").split())


def main(asked: Sequence[str]) -> None:
    found = parts(REPORT.read_text(encoding="utf-8")) if asked else {}
    missing = []
    for stem in asked or stems():
        adapter = load(stem)
        if adapter is None:
            missing.append(stem)
            print(f"{stem}: {_distribution(stem)} is not installed")
            continue
        outcome = run(adapter)
        found[stem] = part(outcome)
        print(f"{stem}: {len(outcome.of('passed'))} laws hold, {len(outcome.failing)} fail")
    REPORT.write_text(document(found, missing), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
