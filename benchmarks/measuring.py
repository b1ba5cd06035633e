"""What is measured: processes from a cold start, the exhaustive stage beside bare calls, and how cost grows."""

from __future__ import annotations

import gc
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bare import LOOPS, Loop, loop_of

from conformance.cases.blocks import Chunk
from conformance.cases.domain import Domain
from conformance.cases.packed import Packed
from conformance.cases.plan import WideCase
from conformance.cases.profiles import PROFILES
from conformance.cases.streams import Streams
from conformance.checking.checker import Checker
from conformance.checking.laws import in_turn, laws_of
from conformance.laws.laws import Law
from conformance.laws.specfile import Spec, load
from conformance.lean.closures import Frame
from conformance.subjects.backend import Backend
from conformance.subjects.loading import load_backend

HANDWRITTEN = Path(__file__).parent / "handwritten"
BACKENDS = ("python", "numpy", "torch")
SIZES = (17, 197, 1_568, 65_537)
SEED = 0


@dataclass(frozen=True, slots=True)
class Process:
    """A command that ran: seconds by the clock and of both cores, its exit status, evaluations by law."""

    wall: float
    cpu: float
    status: int
    evaluations: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.evaluations.values())


def measure(command: Sequence[str], environment: dict[str, str]) -> tuple[float, float, int]:
    """Runs a command in a new folder; its output goes nowhere."""
    with tempfile.TemporaryDirectory() as folder:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.perf_counter()
        done = subprocess.run(command, cwd=folder, env=os.environ | environment, capture_output=True, check=False)
        wall = time.perf_counter() - started
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, done.returncode


def harness_process(backend: str, profile: str = "default", laws: Sequence[str] = ()) -> Process:
    """`conformance check BACKEND`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "results.json"
        chosen = [word for law in laws for word in ("--law", law)]
        command = [
            sys.executable,
            "-m",
            "conformance",
            "check",
            backend,
            "--module",
            "masking",
            "--profile",
            profile,
            *chosen,
        ]
        wall, cpu, status = measure([*command, "--json", str(path)], {})
        told = json.loads(path.read_text(encoding="utf-8"))
    return Process(wall, cpu, status, {r["law"]: r["cases"] for r in told["results"]})


_CHECKED = """
import sys, pathlib
from conformance import check
pathlib.Path(sys.argv[2]).write_text(check(sys.argv[1], module="masking").to_json(), encoding="utf-8")
"""


def library_process(backend: str) -> Process:
    """`conformance.check(BACKEND)`, which stays in its process."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "results.json"
        wall, cpu, status = measure([sys.executable, "-c", _CHECKED, backend, str(path)], {})
        told = json.loads(path.read_text(encoding="utf-8"))
    return Process(wall, cpu, status, {r["law"]: r["cases"] for r in told["results"]})


def pytest_process(backend: str) -> Process:
    """`pytest --conformance BACKEND`, which stays in its process; it tells no evaluations."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--conformance", backend]
    command += ["--conformance-module", "masking"]
    return Process(*measure(command, {}), {})


def handwritten_process(library: str, backend: str = "", examples: int | None = None) -> Process:
    """`pytest benchmarks/handwritten` on the built-in backend of that library, or on another in its form."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "counts.json"
        environment = {"HANDWRITTEN_LIBRARY": library, "HANDWRITTEN_COUNTS": str(path)}
        if backend:
            environment["HANDWRITTEN_BACKEND"] = backend
        if examples is not None:
            environment["HANDWRITTEN_EXAMPLES"] = str(examples)
        command = [sys.executable, "-m", "pytest", "-c", str(HANDWRITTEN / "pytest.ini"), "-p", "no:cacheprovider"]
        wall, cpu, status = measure([*command, str(HANDWRITTEN)], environment)
        told: dict[str, int] = json.loads(path.read_text(encoding="utf-8"))
    return Process(wall, cpu, status, told)


def in_turns(rounds: int, *sides: Callable[[], Any]) -> list[list[Any]]:
    """What each side gives in each round; every other round the sides go in the opposite order."""
    found: list[list[Any]] = [[] for _ in sides]
    order = list(range(len(sides)))
    for turn in range(rounds):
        for side in order if turn % 2 == 0 else order[::-1]:
            found[side].append(sides[side]())
    return found


class EnumeratedOnly(Streams):
    """The inputs of a run without those that are sampled or drawn wide.

    `asked` notes what was enumerated, and `seconds` how long that took in all.
    """

    def __init__(self) -> None:
        super().__init__(PROFILES["default"], SEED)
        self.asked: list[Iterable[Chunk]] = []
        self.seconds = 0.0

    def enumerated(self, domain: Domain, budget: int) -> tuple[str, Iterable[Chunk]] | None:
        started = time.perf_counter()
        found = super().enumerated(domain, budget)
        self.seconds += time.perf_counter() - started
        self.asked.append(found[1] if found is not None else ())
        return found

    def sampled(self, domain: Domain) -> Sequence[Frame | None]:
        return []

    def wide(self, domain: Domain) -> Iterable[WideCase]:
        return Packed(())


class TimedStreams(Streams):
    """The inputs of a run, and how many seconds it took to enumerate, sample and draw them."""

    def __init__(self) -> None:
        super().__init__(PROFILES["default"], SEED)
        self.seconds = {"exhaustive": 0.0, "sampled": 0.0, "wide": 0.0}

    def enumerated(self, domain: Domain, budget: int) -> tuple[str, Iterable[Chunk]] | None:
        started = time.perf_counter()
        found = super().enumerated(domain, budget)
        self.seconds["exhaustive"] += time.perf_counter() - started
        return found

    def sampled(self, domain: Domain) -> Sequence[Frame | None]:
        started = time.perf_counter()
        found = super().sampled(domain)
        self.seconds["sampled"] += time.perf_counter() - started
        return found

    def wide(self, domain: Domain) -> Iterable[WideCase]:
        started = time.perf_counter()
        found = super().wide(domain)
        self.seconds["wide"] += time.perf_counter() - started
        return found


def stage_costs(backend: str) -> tuple[dict[str, float], dict[str, float]]:
    """Seconds of each stage in a default run in this process, and those of them in which inputs were made."""
    spec = load(["masking"])
    streams = TimedStreams()
    seconds = dict.fromkeys(streams.seconds, 0.0)
    began = "", 0.0

    def ended(stage: str, inputs: int) -> None:
        nonlocal began
        if inputs:
            return
        now = time.perf_counter()
        if began[0]:
            seconds[began[0]] += now - began[1]
        began = stage, now

    checker = Checker(
        load_backend(backend, spec.definitions), spec, PROFILES["default"], SEED, streams, observe=ended
    )  # fmt: skip
    for law in in_turn([law for law in laws_of(spec) if law.level != "training"]):
        checker.check(law)
        ended("", 0)
    return seconds, streams.seconds


def frames_of(chunks: Iterable[Chunk]) -> list[Frame]:
    """The inputs that meet the premises, in their order."""
    return [frame for chunk in chunks for frame in chunk.frames]


@dataclass(frozen=True, slots=True)
class Pair:
    """A law's exhaustive stage in one round: cases, seconds of the harness and of the bare calls."""

    law: Law
    cases: int
    harness: float
    bare: float


class Exhaustive:
    """The exhaustive stage of a default run on one backend beside bare calls on the same inputs.

    On the side of the harness: a fresh checker for each round, so that outcomes are remembered among laws as in a run
    and no further; then for each law, in the order of a run, all that `Checker.check` does where nothing is sampled or
    wide: compiling the law, embedding, calls, decoding, comparing, counting partitions, the result's record.
    On the other side: `bare.loop_of` on the inputs that meet the premises, every call made anew.
    On neither: enumerating the inputs, with the premises that they meet and the partitions into which they fall, which
    happens once for all laws and backends of a run and is cached here; its seconds are in `streams.seconds`.
    """

    def __init__(self, backend: str, streams: EnumeratedOnly) -> None:
        self.spec: Spec = load(["masking"])
        self.streams = streams
        # What is built in is not batched.
        self.laws = tuple([law for law in laws_of(self.spec) if law.level != "training"])
        self.backend: Backend = load_backend(backend, self.spec.definitions)
        checker = self.checker()
        self.loops: list[Loop] = [loop_of(checker, law, self.frames(checker, law)) for law in self.laws]

    def checker(self) -> Checker:
        return Checker(self.backend, self.spec, PROFILES["default"], SEED, self.streams)

    def frames(self, checker: Checker, law: Law) -> list[Frame]:
        """The inputs that the exhaustive stage evaluates the law on."""
        self.streams.asked.clear()
        result = checker.check(law)
        if result.status not in ("passed", "vacuous"):
            raise RuntimeError(f"{law.id} on {self.backend.name}: {result.status} {result.note}")
        domain = checker.domain(law)
        frames = [f for f in frames_of(self.streams.asked[0]) if domain.admits(f)]
        if law.kind != "obligation" and len(frames) != result.cases:
            raise RuntimeError(f"{law.id}: {result.cases} cases, but {len(frames)} inputs for the bare calls")
        return frames

    def round(self, harness_first: bool) -> list[Pair]:
        """Every law once on each side, one after the other."""
        checker = self.checker()
        gc.collect()
        pairs = []
        for law, loop in zip(self.laws, self.loops, strict=True):
            if harness_first:
                cases, harness = self._harness(checker, law)
                bare = seconds_of(loop)
            else:
                bare = seconds_of(loop)
                cases, harness = self._harness(checker, law)
            pairs.append(Pair(law, cases, harness, bare))
        return pairs

    @staticmethod
    def _harness(checker: Checker, law: Law) -> tuple[int, float]:
        started = time.perf_counter()
        result = checker.check(law)
        return result.cases, time.perf_counter() - started


def seconds_of(loop: Loop) -> float:
    started = time.perf_counter()
    loop()
    return time.perf_counter() - started


def is_claim(law: Law) -> bool:
    """Whether the law is a definition or theorem, whose bare loop is written out."""
    return law.id in LOOPS


def wide_costs(backend: str, n: int, spend: float = 0.2) -> tuple[float, float]:
    """Seconds for 1,000 evaluations of `maskedLoss` with a list of n items, and for 1,000 bare calls."""
    spec = load(["masking"])
    loaded = load_backend(backend, spec.definitions)
    checker = Checker(loaded, spec, PROFILES["default"], SEED)
    law = next(law for law in laws_of(spec) if law.id == "maskedLoss")
    rng = random.Random(n)
    frame = (n, tuple(rng.choices(range(n), k=n)), tuple(rng.choices(range(256), k=n)))
    check = checker.compile(law, checker.operations)
    bare = loop_of(checker, law, [frame])

    def evaluate() -> None:
        check(frame)

    evaluate()
    bare()
    gc.collect()
    harness_seconds: list[float] = []
    bare_seconds: list[float] = []
    until = time.perf_counter() + spend
    while time.perf_counter() < until or len(bare_seconds) < 5:
        harness_seconds.append(seconds_of(evaluate))
        bare_seconds.append(seconds_of(bare))
    return 1_000 * statistics.median(harness_seconds), 1_000 * statistics.median(bare_seconds)
