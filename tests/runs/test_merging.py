"""The reports of shards make that of one run, whatever they are merged with first; what does not fit is refused."""

from __future__ import annotations

import json
import operator
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check
from conformance.backends import python
from conformance.errors import UsageError
from conformance.records.report import Report
from conformance.runs.merging import Named, merge

LAWS = ("complement*", "selected*", "maskedLoss", "maskedLoss_append", "maskedLoss.preserves_inputs", "allMask*")


def complement_late(mask: list[bool]) -> list[bool]:
    """Wrong on masks of five positions whose last one alone is not selected, which come late among the enumerated."""
    return [True] * 5 if mask == [True] * 4 + [False] else python.complement(mask)


def complement_large(mask: list[bool]) -> list[bool]:
    """Wrong on masks of more than 200 positions, which are in the wide stage alone."""
    return mask if len(mask) > 200 else python.complement(mask)


def complement_middling(mask: list[bool]) -> list[bool]:
    """Wrong on masks of 20 to 48 positions, which are sampled."""
    return mask if 20 < len(mask) < 48 else python.complement(mask)


def loss_raises(idxs: list[int], losses: list[int]) -> int:
    """Raises where a position is listed twice."""
    if len(set(idxs)) < len(idxs):
        raise RuntimeError("twice")
    return sum(losses[i] for i in idxs)


def complement_of_rows(mask: Any) -> Any:
    """Of masks that come many at a time, wrong where the last of five positions alone is not selected."""
    wrong = (mask.shape[-1] == 5) & mask[..., :4].all(-1, keepdims=True) & ~mask[..., 4:5].any(-1, keepdims=True)
    return ~mask | wrong


def batched(complement: Callable[[Any], Any]) -> SimpleNamespace:
    return SimpleNamespace(complement=complement, carrier="numpy", batched=("complement",), name="mine")


def backend(**changed: Callable[..., Any]) -> SimpleNamespace:
    given = {n: getattr(python, n) for n in ("selected", "all_mask", "empty_mask", "complement", "masked_loss")}
    return SimpleNamespace(**{**given, **changed}, name="mine")


BACKENDS = {
    "correct": lambda: [backend()],
    "late": lambda: [backend(complement=complement_late)],
    "large": lambda: [backend(complement=complement_large)],
    "middling": lambda: [backend(complement=complement_middling)],
    "raising": lambda: [backend(masked_loss=loss_raises)],
    "two": lambda: [backend(), SimpleNamespace(**vars(backend(complement=complement_large)) | {"name": "other"})],
    "limited": lambda: [SimpleNamespace(**vars(backend()), limits={"max_n": 2, "nonempty": True})],
    "batched": lambda: [batched(operator.invert)],
    "wrong rows": lambda: [batched(complement_of_rows)],
    "lacking": lambda: [SimpleNamespace(complement=python.complement, name="mine")],
}


def run(backends: Sequence[object], shard: str | None = None, **options: Any) -> Report:
    return check(*backends, **{"laws": LAWS, "profile": "quick", "shard": shard, **options})


def shards(backends: Callable[[], Sequence[object]], of: int, **options: Any) -> list[Named]:
    """The shards of a run as files have them."""
    return [
        (f"{k}.json", Report.from_json(run(backends(), f"{k}/{of}", **options).to_json())) for k in range(1, of + 1)
    ]


def told(report: Report) -> dict[str, Any]:
    """What a report says, but for times, and for calls made and what the last one gave."""
    plain: dict[str, Any] = json.loads(report.to_json())
    plain["started"] = ""
    for result in plain["results"]:
        result["seconds"] = 0
    for one in plain["backends"]:
        one["operations"] = sorted(one["operations"])
    return plain


@pytest.mark.parametrize("name", BACKENDS)
def test_shards_make_the_report_of_one_run(name: str) -> None:
    if name in ("batched", "wrong rows"):
        pytest.importorskip("numpy")
    one = run(BACKENDS[name]())
    for of in (2, 7):
        several = shards(BACKENDS[name], of)
        random.Random(of).shuffle(several)
        assert told(merge(several)) == told(one)
    nested = merge([several[0], ("some.json", merge(several[1:4], partial=True)), *several[4:]])
    assert nested.to_json() == merge(several).to_json()
    assert any(report.exit_status() for _, report in several) == bool(one.exit_status())


def test_what_wide_inputs_cross_is_united() -> None:
    options = {"laws": ("complement", "maskedLoss"), "profile": "default"}
    one = run(BACKENDS["limited"](), **options)
    assert any(result.evidence.crossed.missing for result in one.results if result.evidence.crossed is not None)
    assert told(merge(shards(BACKENDS["limited"], 3, **options))) == told(one)


def test_a_part_of_shards_is_the_same_in_any_order() -> None:
    several = shards(BACKENDS["late"], 5)
    one_way = merge([("a", merge(several[:2], partial=True)), several[4]], partial=True)
    other = merge([several[4], ("b", merge([several[1], several[0]], partial=True))], partial=True)
    assert one_way.to_json() == other.to_json()
    assert Report.from_json(one_way.to_json()).to_json() == one_way.to_json()
    assert one_way.shards is not None
    assert (one_way.shards.text, one_way.shards.missing) == ("shards 1, 2, 5 of 5", (3, 4))
    assert one_way.verdicts()[0] == "a part of a run, shards 1, 2, 5 of 5"


def test_a_shard_says_that_it_is_one_and_fails_for_what_it_found_alone() -> None:
    found = [report for _, report in shards(BACKENDS["late"], 3)]
    assert {report.exit_status() for report in found} == {0, 1}
    passed = next(report for report in found if not report.exit_status())
    assert not passed.conforms("mine")
    assert re.fullmatch(r"mine: \d+ of 16 core laws held on the inputs of shard \d of 3.*", passed.verdicts()[1])
    assert "does not conform" in next(report for report in found if report.exit_status()).verdict()


FIRST, SECOND = shards(BACKENDS["correct"], 2, laws=["complement"])


def changed(report: Report, **fields: Any) -> Report:
    return replace(report, **fields)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ([FIRST], "shard 2 of 2 is missing; `--partial` merges those that are there"),
        ([FIRST, FIRST], "shard 1 of 2 is in `1.json` and in `1.json`; give it once"),
        ([("run.json", changed(FIRST[1], shards=None))], "`run.json` has the whole of a run; expected shards"),
        ([FIRST, ("2.json", changed(SECOND[1], incomplete=True))], "`2.json`: shard 2 of 2 was interrupted"),
        ([FIRST, ("2.json", changed(SECOND[1], seed=1))], "seed 0 in the first, 1 in the second"),
        ([FIRST, ("2.json", changed(SECOND[1], profile="deep"))], "profile quick in the first, deep in the second"),
        (
            [FIRST, ("2.json", changed(SECOND[1], spec=replace(SECOND[1].spec, digest="abc")))],
            "no shards of one run: spec ",
        ),
        (
            [FIRST, ("2.json", changed(SECOND[1], backends=(replace(SECOND[1].backends[0], digest="abc"),)))],
            "digest of mine ",
        ),
        (
            [FIRST, ("2.json", changed(SECOND[1], environment={**SECOND[1].environment, "python": "2.7"}))],
            "2.7 in the second; expected the same",
        ),
        (
            [FIRST, shards(BACKENDS["correct"], 3, laws=["complement"])[1]],
            "number of shards 2 in the first, 3 in the second",
        ),
    ],
)
def test_what_is_no_part_of_one_run_is_refused_by_name(files: Sequence[Named], message: str) -> None:
    with pytest.raises(UsageError, match=re.escape(message)):
        merge(files)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("shards", "numbers"), [3], "report.shards: expected numbers of shards from 1 to 2, each once, in order"),
        (("shards", "numbers"), [], "report.shards: expected numbers"),
        (("results", 0, "parts", 0, "shard"), 2, "a part of shard 2, which the report does not have"),
        (("results", 0, "parts", 0, "failed_in"), "no", "found the stage `no`"),
        (("results", 0, "parts", 0, "pieces", 0, "stage"), "no", "found the stage `no`"),
        (("results", 0, "parts", 0, "bearing"), None, "nothing is said of what its verdict hangs on"),
        (("results", 0, "parts", 0, "bearing", "required"), ["no"], "a required partition is none"),
        (("results", 0, "parts", 0, "crossed", "met"), "x", "expected a set of bits of "),
        (("results", 0, "parts", 0, "crossed", "met"), "f" * 99_999, "expected a set of bits of "),
        (("results", 0, "parts", 0, "crossed", "missed"), {"no": "0"}, "expected reasons among limit, budget, size"),
        (("results", 0, "parts", 0, "crossed", "strength"), 99, "expected 1 to 3 of at most 32 factors at a time"),
    ],
)
def test_a_file_whose_parts_cannot_be_is_refused(path: Sequence[Any], value: object, message: str) -> None:
    plain = json.loads(FIRST[1].to_json())
    place = plain
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    with pytest.raises(ValueError, match=re.escape(message)):
        Report.from_json(json.dumps(plain))


def test_machines_may_have_different_releases_of_a_system_and_no_different_systems() -> None:
    def on(platform: str) -> Report:
        return changed(SECOND[1], environment={**SECOND[1].environment, "platform": platform})

    first = changed(FIRST[1], environment={**FIRST[1].environment, "platform": "Linux-6.1-gcp-x86_64"})
    merged = merge([("a", first), ("b", on("Linux-5.4-x86_64"))])
    assert merged.environment["platform"] == "Linux-5.4-x86_64, Linux-6.1-gcp-x86_64"
    with pytest.raises(UsageError, match="platform Linux-x86_64 in the first, Linux-arm64 in the second"):
        merge([("a", first), ("b", on("Linux-6.1-arm64"))])


@pytest.mark.parametrize("wrong", ["", "0/2", "3/2", "2", "1/2/3", "a/b", "1/999999", 2, ["1/2"]])
def test_what_names_no_shard_is_refused(wrong: object) -> None:
    with pytest.raises(UsageError, match=r"`shard` must be K/N, the K-th of N parts of a run"):
        run([backend()], wrong)  # type: ignore[arg-type]
