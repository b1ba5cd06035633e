"""Limits are honoured: inputs are built inside them, and what they leave a law without is told by the limit's name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from conformance import check
from conformance.backends import python as python_backend
from conformance.cases.profiles import PROFILES
from conformance.cases.streams import Streams
from conformance.checking.blame import limits_to_blame
from conformance.checking.laws import laws_of
from conformance.laws.specfile import shipped
from conformance.records.report import Report
from conformance.records.result import Result
from conformance.subjects.loading import load_backend
from conformance.values.limits import Limits
from conformance.values.membership import inputs_of
from tests.asked import is_asked
from tests.cases.support import domain_of, law_of, shipped_law

OPERATIONS = ("selected", "all_mask", "empty_mask", "complement", "masked_loss")
VALUES: dict[str, tuple[Any, ...]] = {
    "max_n": (None, 0, 1, 3), "max_nat": (None, 0, 1, 5), "distinct_indices": (None, True), "nonempty": (None, True),
}  # fmt: skip
ALONE = [{name: value} for name, values in VALUES.items() for value in values if value is not None]


def combinations() -> list[dict[str, Any]]:
    """Every combination of limits, those that limit nothing left out."""
    chosen = (dict(zip(VALUES, values, strict=True)) for values in product(*VALUES.values()))
    return [{k: v for k, v in limits.items() if v is not None} for limits in chosen]


def limited(limits: dict[str, Any], module: ModuleType = python_backend, **changed: Any) -> SimpleNamespace:
    """A built-in backend that claims less."""
    functions = {n: getattr(module, n) for n in OPERATIONS}
    carrier = getattr(module, "carrier", "python")
    return SimpleNamespace(**functions | {"name": "b", "limits": limits, "carrier": carrier} | changed)


def false_alarms(report: Report) -> list[tuple[str, str, str]]:
    """Results that a correct backend must not have: a law that limits leave nothing to say is none."""
    return [
        (r.law, r.status, r.note)
        for r in report.results
        if is_asked(r) and r.status != "passed" and not (r.status == "vacuous" and r.limited)
    ]


ONCE = {name for limits in ALONE for name in limits}
FIRST = [next(limits for limits in ALONE if name in limits) for name in sorted(ONCE)]
"""Each limit with its first value; with others the test is a slow one."""


@pytest.mark.parametrize(
    "limits", [a if a in FIRST else pytest.param(a, marks=pytest.mark.slow) for a in ALONE], ids=str
)
def test_a_limit_alone_gives_no_false_alarm(limits: dict[str, Any]) -> None:
    report = check(limited(limits), profile="quick", module="masking")
    assert false_alarms(report) == []
    assert report.exit_status() == 0
    assert report.backends[0].limits == limits
    assert ", ".join(f"{k}={v}" for k, v in limits.items()) in report.verdict()


@pytest.mark.slow
@pytest.mark.parametrize("limits", [c for c in combinations() if len(c) > 1], ids=str)
def test_limits_together_give_no_false_alarm(limits: dict[str, Any]) -> None:
    assert false_alarms(check(limited(limits), profile="quick", module="masking")) == []


@pytest.mark.slow
@pytest.mark.parametrize("limits", [*ALONE, {"max_n": 1, "max_nat": 1, "distinct_indices": True, "nonempty": True}],
                         ids=str)  # fmt: skip
@pytest.mark.parametrize("library", ["numpy", "torch"])
def test_limits_give_no_false_alarm_on_other_carriers(library: str, limits: dict[str, Any]) -> None:
    pytest.importorskip(library)
    module = __import__(f"conformance.backends.{library}", fromlist=["carrier"])
    assert false_alarms(check(limited(limits, module), profile="quick", module="masking")) == []


def frames(name: str, limits: Limits, law: Any = None) -> Iterator[dict[str, Any]]:
    """The inputs of all three stages, by variable."""
    law = law or shipped_law(name)
    domain = domain_of(law, limits, limits.max_nat)
    streams = Streams(PROFILES["default"], 0)
    _, chunks = streams.enumerated(domain, 500) or ("", ())
    for chunk in chunks:
        yield from (inputs_of(law.binders, frame) for frame in chunk.frames if domain.admits(frame))
    for frame in (*streams.sampled(domain), *(case.frame for case in streams.wide(domain))):
        if frame is not None:
            yield inputs_of(law.binders, frame)


def test_append_splits_one_list_without_repeats() -> None:
    inputs = list(frames("maskedLoss_append", Limits(distinct_indices=True)))
    assert all(len({*i["xs"], *i["ys"]}) == len(i["xs"]) + len(i["ys"]) for i in inputs)
    both = [i for i in inputs if i["xs"] and i["ys"]]
    assert len(both) > len(inputs) / 8
    assert max(len(i["xs"]) + len(i["ys"]) for i in both) >= 196


def test_cons_puts_a_position_in_front_that_the_list_has_not() -> None:
    inputs = list(frames("maskedLoss_cons", Limits(distinct_indices=True)))
    assert all(i["i"] not in i["idxs"] for i in inputs)
    assert sum(len(i["idxs"]) > 1 for i in inputs) > len(inputs) / 8


@pytest.mark.parametrize("stage", ["exhaustive", "sampled", "wide"])
def test_inputs_are_built_inside_and_few_are_thrown_away(stage: str) -> None:
    limits = {"max_n": 300, "max_nat": 1000, "distinct_indices": True, "nonempty": True}
    for result in check(limited(limits), laws=["maskedLoss*"], profile="quick").results:
        evidence = result.evidence[stage]
        # A law of the empty list has no input where no list is empty.
        if result.kind == "obligation" or result.law == "maskedLoss_nil":
            continue
        assert evidence is not None
        # Small inputs are listed, and those with a repeat are passed over; drawn ones are made to have none.
        assert evidence.cases >= (0.75 if stage != "exhaustive" else 0.1) * evidence.drawn
        assert evidence.cases >= 5


def test_no_call_inside_the_domain_goes_beyond_the_limits() -> None:
    limits = {"max_n": 3, "max_nat": 5, "distinct_indices": True, "nonempty": True}

    def masked_loss(idxs: list[int], losses: list[int]) -> int:
        assert 1 <= len(losses) <= 3
        assert 1 <= len(idxs) == len(set(idxs))
        total = sum(losses[i] for i in idxs)
        assert max(*losses, total) <= 5
        return total

    report = check(limited(limits, masked_loss=masked_loss), laws=["maskedLoss*"], profile="quick")
    assert [(r.law, r.failure) for r in report.results if r.failure is not None and r.level == "core"] == []


def only(limits: dict[str, Any], law: str) -> Result:
    (result,) = check(limited(limits), laws=[law], profile="quick").results
    return result


@pytest.mark.parametrize(
    ("limits", "law", "note"),
    [
        ({"max_n": 0, "distinct_indices": True}, "allMask_selected", "no input inside the limit max_n=0"),
        ({"max_n": 5, "nonempty": True}, "maskedLoss_nil", "no input inside the limit nonempty=True"),
        ({"max_n": 0, "nonempty": True}, "allMask_selected", "no input inside the limit max_n=0"),
        ({"max_n": 1, "distinct_indices": True, "nonempty": True}, "maskedLoss_append",
         "no input inside the limit max_n=1"),
        ({"max_n": 0, "max_nat": 3}, "maskedLoss_eq_zero_of_all_zero",
         "inside the limit max_n=0, the premises were met in a trivial way only: no input on which they say anything"),
    ],
)  # fmt: skip
def test_a_law_without_inputs_names_the_limit_that_does_it(limits: dict[str, Any], law: str, note: str) -> None:
    result = only(limits, law)
    assert (result.status, result.limited, result.note) == ("vacuous", True, note)


def test_limits_that_do_it_together_only_are_named_together() -> None:
    law = law_of("theorem t {n : Nat} (i : Fin n) (f : Fin n → Nat) (h : f i = 3) : maskedLoss [i, i] f = 6")
    spec = shipped("masking")

    def blamed(**limits: Any) -> tuple[str, ...]:
        backend = load_backend(limited(limits), spec.definitions)
        return limits_to_blame(law, backend, spec.definitions, spec.reference)

    assert blamed(max_n=3, max_nat=5) == blamed(max_nat=5, nonempty=True) == ("max_nat",)
    assert blamed(max_nat=7, distinct_indices=True) == ("distinct_indices",)
    assert blamed(max_n=0, max_nat=5, nonempty=True) == ("max_n", "max_nat")
    assert blamed(max_n=0, max_nat=5, distinct_indices=True) == ("max_n", "max_nat", "distinct_indices")


LARGE = "theorem t {n : Nat} (i : Fin n) (f : Fin n → Nat) (h : f i > 1000) : maskedLoss [i] f = f i"
MANY = "theorem t {n : Nat} (m : Mask n) (h : n ≥ 9) : complement (complement m) = m"
REPEATED = "theorem t {n : Nat} (i : Fin n) (f : Fin n → Nat) (h : f i = 700) : maskedLoss [i, i] f = 1400"
NONE = "theorem t {n : Nat} (xs : List (Fin n)) (f : Fin n → Nat) (h : xs = []) : maskedLoss xs f = 0"
EITHER = "theorem t {n : Nat} (m : Mask n) (k : Nat) (h : k > 90) (g : n = 7) : complement (complement m) = m"


@pytest.mark.parametrize(
    ("lean", "limits", "blamed"),
    [
        (LARGE, {"max_n": 5, "max_nat": 10}, ("max_nat",)),
        (LARGE, {"max_n": 0, "max_nat": 10}, ("max_n", "max_nat")),
        (LARGE, {"max_n": 5, "distinct_indices": True, "nonempty": True, "max_nat": 1000}, ("max_nat",)),
        (LARGE, {"max_n": 5, "max_nat": 1001}, ()),
        (MANY, {"max_n": 5, "max_nat": 10}, ("max_n",)),
        (REPEATED, {"max_n": 5, "max_nat": 10}, ("max_nat",)),
        (REPEATED, {"max_nat": 800, "distinct_indices": True}, ("max_nat", "distinct_indices")),
        (NONE, {"max_n": 5, "max_nat": 10, "nonempty": True}, ("nonempty",)),
        (EITHER, {"max_n": 5, "max_nat": 10}, ("max_n", "max_nat")),
        (EITHER, {"max_n": 5, "max_nat": 100}, ("max_n",)),
    ],
)
def test_the_fewest_limits_are_blamed(lean: str, limits: dict[str, Any], blamed: tuple[str, ...]) -> None:
    spec = shipped("masking")
    backend = load_backend(limited(limits), spec.definitions)
    assert limits_to_blame(law_of(lean), backend, spec.definitions, spec.reference) == blamed


@pytest.mark.parametrize(
    ("dtype", "limits", "blamed"),
    [("int8", {}, ("carrier",)), ("int64", {"max_n": 5, "max_nat": 10}, ("max_nat",)),
     ("int8", {"max_nat": 10}, ("max_nat", "carrier")), ("int64", {}, ())],
)  # fmt: skip
def test_a_dtype_that_holds_no_such_number_is_blamed(
    dtype: str, limits: dict[str, Any], blamed: tuple[str, ...]
) -> None:
    pytest.importorskip("numpy")
    spec = shipped("masking")
    backend = load_backend(limited(limits, carrier=f"numpy:{dtype}"), spec.definitions)
    assert limits_to_blame(law_of(LARGE), backend, spec.definitions, spec.reference) == blamed


def test_a_law_that_a_dtype_leaves_without_inputs_is_no_fault_of_the_backend(tmp_path: Path) -> None:
    pytest.importorskip("numpy")
    (tmp_path / "large.yaml").write_text(f'module: M\ntheorems:\n  t:\n    lean: "{LARGE}"\n', encoding="utf-8")
    narrow = limited({}, __import__("conformance.backends.numpy", fromlist=["carrier"]), carrier="numpy:int8")
    (result,) = check(narrow, spec=tmp_path / "large.yaml", laws=["t"], profile="quick").results
    told = "no input inside the limit carrier=numpy:int8"
    assert (result.status, result.limited, result.note) == ("vacuous", True, told)


def test_an_obligation_on_totals_blames_the_limit_on_totals() -> None:
    result = only({"max_n": 5, "max_nat": 10}, "maskedLoss.no_silent_overflow")
    assert (result.status, result.limited, result.note) == ("vacuous", True, "no input inside the limit max_nat=10")


def test_a_premise_that_nothing_meets_is_not_blamed_on_limits() -> None:
    law = law_of("theorem t (m : Mask 2) (h : False) : complement m = m")
    spec = shipped("masking")
    backend = load_backend(limited({"max_n": 2}), spec.definitions)
    assert limits_to_blame(law, backend, spec.definitions, spec.reference) == ()


def test_partitions_outside_a_limit_name_that_limit_alone() -> None:
    result = only({"max_nat": 9, "distinct_indices": True}, "maskedLoss_append")
    assert (result.status, result.note) == (
        "passed", "not covered: `repeated index` (outside the limit distinct_indices=True)",
    )  # fmt: skip


SHIFTS = """\
module: Shifts
definitions:
  shifted: {lean: 'def shifted (xs : List Nat) (k : Nat) : List Nat := xs.map (fun x => x + k)'}
  scaled: {lean: 'def scaled (xs : List Int) (k : Int) : List Int := xs.map (fun x => x * k)'}
  total: {lean: 'def total (xs : List Nat) : Nat := xs.sum'}
laws:
  by_300: {stated: us, lean: 'theorem by_300 (xs : List Nat) : (shifted xs 300).length = xs.length'}
  by_100: {stated: us, lean: 'theorem by_100 (xs : List Nat) : total (shifted xs 100) = total xs + 100 * xs.length'}
  by_0: {stated: us, lean: 'theorem by_0 (xs : List Nat) : total (shifted xs 0) = total xs'}
  negated: {stated: us, lean: 'theorem negated (xs : List Int) : (scaled xs (-1)).length = xs.length'}
  unscaled: {stated: us, lean: 'theorem unscaled (xs : List Int) : scaled xs 1 = xs'}
  covered:
    stated: us
    cover: ["2^16 and above"]
    lean: 'theorem covered (xs : List Nat) (k : Nat) : (shifted xs k).length = xs.length'
"""


@pytest.mark.parametrize("carrier", ["numpy:uint8", "numpy:int8", "numpy:int64"])
def test_a_law_beyond_the_dtype_leaves_others_their_inputs(tmp_path: Path, carrier: str) -> None:
    numpy = pytest.importorskip("numpy")
    (tmp_path / "shifts.yaml").write_text(SHIFTS, encoding="utf-8")
    backend = SimpleNamespace(
        shifted=lambda xs, k: (xs.astype(object) + k).astype(xs.dtype), total=lambda xs: sum(xs.tolist()),
        scaled=lambda xs, k: (xs.astype(object) * k).astype(xs.dtype), carrier=carrier, name="b",
    )  # fmt: skip
    report = check(backend, spec=tmp_path, profile="quick", laws=["*total*", "by_*", "negated", "unscaled", "covered"])
    assert report.exit_status() == 0
    for law in ("total", "total.preserves_inputs", "total.deterministic", "by_0", "unscaled"):
        found = report[law].evidence
        assert all(stage is not None and stage.cases >= 10 for stage in (found.sampled, found.wide)), law
    held = numpy.iinfo(carrier.partition(":")[2])
    outside = {r.law: r.note for r in report.results if r.status == "vacuous"}
    beyond = ["by_300"] * (held.max < 300) + ["negated"] * (held.min == 0)
    assert outside == dict.fromkeys(beyond, f"no input inside the limit carrier={carrier}")
    unmet = f"not covered: `2^16 and above` (outside the limit carrier={carrier})"
    assert report["covered"].note == (unmet if held.max < 2**16 else "")


def test_every_law_is_checked_or_says_which_limit_keeps_it_from_being() -> None:
    laws = {law.id for law in laws_of(shipped("masking"))}
    limits = {"max_n": 0, "max_nat": 0, "distinct_indices": True, "nonempty": True}
    report = check(limited(limits), profile="quick", module="masking")
    assert {r.law for r in report.results} == laws
    assert all("the limit" in r.note for r in report.results if r.status == "vacuous")
    # No size is both 0 at most and 1 at least.
    assert report.exit_status() == 1
    assert report.verdict().startswith("nothing was checked for b")


OF_GRIDS = """\
module: M
definitions:
  gridMask: {lean: "def gridMask (h w : Nat) : Fin (h * w) → Bool := fun i => i.val % w == 0"}
  bordered: {lean: "def bordered (n : Nat) : Fin (n + 1) → Bool := fun i => i.val < n"}
  patchAt: {lean: "def patchAt {h w : Nat} (m : Fin (h * w) → Bool) (i : Fin (h * w)) : Bool := m i"}
theorems:
  gridMask_first: {lean: "theorem gridMask_first (h w : Nat) (i : Fin (h * w)) (k : i.val = 0) : gridMask h w i = true"}
  bordered_one: {lean: "theorem bordered_one (n : Nat) (h : n = 0) (i : Fin (n + 1)) : bordered n i = false"}
"""
"""Operations whose number of positions is no variable of theirs."""


def test_the_least_of_a_size_is_asked_for_by_nonempty_alone() -> None:
    law = law_of("theorem t (j k : Nat) (m : Mask (j + 3)) (o : Mask k) : complement (complement m) = m")
    for limits, least, most in (
        (Limits(), {"j": 0, "k": 0}, None),
        (Limits(max_n=3), {"j": 0, "k": 0}, 0),
        (Limits(max_n=9, nonempty=True), {"j": 0, "k": 1}, 6),
    ):
        domain = domain_of(law, limits)
        assert (domain.least_sizes, domain.most_size) == (least, most)


def test_limits_count_positions_and_not_the_numbers_that_they_are_made_of(tmp_path: Path) -> None:
    asked: set[int] = set()

    def noted(mask: list[bool]) -> list[bool]:
        asked.add(len(mask))
        return mask

    def patch_at(mask: list[bool], i: int) -> bool:
        return noted(mask)[range(len(mask))[i] if i >= 0 else len(mask)]

    path = tmp_path / "grids.yaml"
    path.write_text(OF_GRIDS, encoding="utf-8")
    subject = SimpleNamespace(
        grid_mask=lambda h, w: noted([i % w == 0 for i in range(h * w)]),
        bordered=lambda n: noted([i < n for i in range(n + 1)]),
        patch_at=patch_at, limits={"max_n": 16, "nonempty": True},
    )  # fmt: skip
    report = check(subject, spec=path, profile="quick")
    assert [(r.law, r.status, r.note) for r in report.results if is_asked(r) and r.status != "passed"] == []
    assert (min(asked), max(asked)) == (1, 16)
    wide = {r.law: r.evidence.wide for r in report.results if r.evidence.wide is not None}
    assert {law: stage["cases"] for law, stage in wide.items() if not stage["cases"]} == {}  # type: ignore[index]
