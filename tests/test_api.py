"""The Python door: what is asked for wrongly is refused, and what a report answers."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import conformance
from conformance import check, load_backend, parametrize_with_laws
from conformance.errors import ConformanceError, UsageError
from conformance.report import Report

NO_TEXT = (None, 5, True, b"core", ["core"], {"core"}, object(), 1.5)
NO_LEVEL = ("hardend", "CORE", "", ["core", "hardend"], None, 5, True, b"core", object(), 1.5)


def wrong_loss(idxs: list[int], per_patch_loss: list[int]) -> int:
    return sum(per_patch_loss[i] for i in set(idxs))


WRONG = SimpleNamespace(name="wrong", masked_loss=wrong_loss)
LAWS = ("maskedLoss", "maskedLoss_nil", "maskedLoss.rejects_out_of_range")


@pytest.fixture(scope="module")
def one() -> Report:
    return check(WRONG, laws=LAWS, profile="quick")


WAYS: dict[str, tuple[Callable[[Report, Any], object], tuple[object, ...], str]] = {
    "check: backends": (
        lambda report, v: check(v, profile="quick"),
        (None, 5, True, 1.5, b"python", ["python"], ("python",), {"f": len}, "", " "),
        "`backends` must be a name",
    ),
    "check: name": (lambda report, v: check(v), ("pythn", "nunpy"), "did you mean"),
    "check: laws": (lambda report, v: check("python", laws=v), (None, 5, [5], [None], b"x", object()), "`laws`"),
    "check: law": (lambda report, v: check("python", laws=v), ("maskedLos", ["complement", "x"], ""), "`laws`"),
    "check: exclude_laws": (lambda report, v: check("python", exclude_laws=v), (None, 5, [5], "x"), "exclude_laws"),
    "check: all excluded": (lambda report, v: check("python", exclude_laws=v), ("*",), "exclude_laws"),
    "check: spec": (lambda report, v: check("python", spec=v), (None, 5, [5], [None], "", b"x"), "`spec`"),
    "check: profile": (lambda report, v: check("python", profile=v), ("quik", "", *NO_TEXT), "`profile`"),
    "check: seed": (lambda report, v: check("python", seed=v), ("a", "0", -1, 1.0, None, True, [0]), "`seed`"),
    "check: require": (lambda report, v: check("python", require=v), NO_LEVEL, "`require`"),
    "check: remember": (lambda report, v: check("python", remember=v), (None, 1, "yes"), "`remember`"),
    "check: expect": (lambda report, v: check("python", expect=v), (5, "", ["x"], b"x"), "`expect`"),
    "check: timeout": (lambda report, v: check("python", timeout=v), (0, -1, "5", True, float("nan")), "`timeout`"),
    "load_backend": (lambda report, v: load_backend(v), (None, 5, "", ["python"]), "`named`"),
    "parametrize: backend": (lambda report, v: parametrize_with_laws(v), (None, 5, "", ["python"]), "`backend`"),
    "parametrize: laws": (lambda report, v: parametrize_with_laws("python", laws=v), (5, [5], b"x"), "`laws`"),
    "parametrize: profile": (lambda report, v: parametrize_with_laws("python", profile=v), NO_TEXT[1:], "`profile`"),
    "parametrize: seed": (lambda report, v: parametrize_with_laws("python", seed=v), ("a", -1, 0.5), "`seed`"),
    "parametrize: require": (
        lambda report, v: parametrize_with_laws("python", require=v),
        [v for v in NO_LEVEL if v is not None],
        "`require`",
    ),
    "parametrize: spec": (lambda report, v: parametrize_with_laws("python", spec=v), (5, "", [5]), "`spec`"),
    "parametrize: expect": (lambda report, v: parametrize_with_laws("python", expect=v), (5, "", ["x"]), "`expect`"),
    "parametrize: forms": (
        lambda report, v: parametrize_with_laws("python", forms=v),
        (5, "x", {"mask": 1}),
        "`forms`",
    ),
    "conforms: backend": (lambda report, v: report.conforms(v), ("python", "", 5, ["wrong"]), "`backend`"),
    "conforms: level": (lambda report, v: report.conforms("wrong", v), NO_LEVEL, "`level`"),
    "conforms: level by name": (lambda report, v: report.conforms("wrong", level=v), ("hardend",), "`level`"),
    "required: backend": (lambda report, v: report.required(v), ("python", 5), "`backend`"),
    "required: level": (lambda report, v: report.required("wrong", v), NO_LEVEL, "`level`"),
    "exit_status": (lambda report, v: report.exit_status(v), [v for v in NO_LEVEL if v is not None], "`level`"),
    "assert_conforms: backend": (lambda report, v: report.assert_conforms(v), ("python", "", 5), "`backend`"),
    "assert_conforms: level": (lambda report, v: report.assert_conforms(None, v), NO_LEVEL, "`level`"),
    "report[law]": (lambda report, v: report[v], ("maskedLos", "", 5, None, ("maskedLoss",)), "`law`"),
    "report[law, backend]": (lambda report, v: report["maskedLoss", v], ("python", 5, ""), "`backend`"),
}
"""By public function and argument: how it is called, wrong values, and how the message names the argument."""


@pytest.mark.parametrize("way", WAYS)
def test_a_wrong_argument_is_refused_and_named(way: str, one: Report) -> None:
    call, values, named = WAYS[way]
    for value in values:
        with pytest.raises(UsageError) as caught:
            call(one, value)
        message = str(caught.value)
        assert named in message, value
        assert "\n" not in message


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda r: r.conforms("wrong", "hardend"),
         "`level` must be one of core, hardened, training, not 'hardend'; did you mean `hardened`?"),
        (lambda r: r.conforms("wron"), "`backend` must be one of wrong, not 'wron'; did you mean `wrong`?"),
        (lambda r: check("python", seed="a"), "`seed` must be a natural number, not 'a'"),
        (lambda r: check("python", profile="quik"),
         "`profile` must be one of quick, default, deep, not 'quik'; did you mean `quick`?"),
        (lambda r: check("python", laws="maskedLos"),
         "no law matches `maskedLos` (`laws`); did you mean `maskedLoss`?"),
        (lambda r: check("python", seed=-(10**5000)), "`seed` must be a natural number, not an int of 16,610 bits"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_is_expected_and_what_came(call: Any, message: str, one: Report) -> None:
    with pytest.raises(UsageError) as caught:
        call(one)
    assert str(caught.value) == message


def test_a_usage_error_is_a_value_error() -> None:
    assert issubclass(UsageError, ValueError)
    assert issubclass(UsageError, ConformanceError)


def test_no_backend_is_refused() -> None:
    with pytest.raises(UsageError, match="`backends` must be at least one backend"):
        check()


def test_a_path_names_a_backend(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("def all_mask(n):\n    return [True] * n\n")
    assert check(tmp_path / "mine.py", laws="allMask", profile="quick").failures == []


def test_laws_are_left_out(one: Report) -> None:
    report = check(WRONG, laws=LAWS, exclude_laws="*nil", profile="quick")
    assert [law.id for law in report.laws] == ["maskedLoss", "maskedLoss.rejects_out_of_range"]


# Anything


def anything(rng: random.Random, depth: int = 2) -> Any:
    """A random value that somebody may give for any argument."""
    if depth and rng.random() < 0.3:
        many = [anything(rng, depth - 1) for _ in range(rng.randrange(3))]
        return rng.choice((list, tuple, lambda x: dict(enumerate(x))))(many)
    return rng.choice((
        None, True, 0, -1, 7, 10**5_000, 0.5, float("nan"), float("inf"), 1j, "", " ", "core", "hardend", "quick",
        "python", "no.such.module", "a\x1b[31m\u202e\nb", "x" * 10**5, "*", "[", "maskedLoss", "../..", "\0", "wrong",
        "/dev/null", "process:", "process:no-such-command", "mine.py:x", ":", b"python", object(), object, len, ...,
        NotImplemented, Path("no-such-file"), Path(), range(3), float("-inf"), "python:name", "conformance:check",
    ))  # fmt: skip


ARGUMENTS = ("laws", "exclude_laws", "spec", "profile", "seed", "require", "remember", "expect", "timeout")


def test_what_there_is_can_be_imported_and_is_listed() -> None:
    assert set(conformance.__all__) <= set(dir(conformance))
    assert {n for n in conformance.__all__ if getattr(conformance, n).__name__ == n} == set(conformance.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'chek'"):
        conformance.chek  # noqa: B018


@pytest.mark.slow
def test_whatever_is_asked_is_answered_or_refused(one: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rng = random.Random(14)
    few: dict[str, Any] = {"laws": "allMask.well_formed", "profile": "quick"}
    asked: list[Callable[[], object]] = [
        lambda: check("python", **few | {rng.choice(ARGUMENTS): anything(rng)}),
        lambda: check(anything(rng), **few),
        lambda: load_backend(anything(rng)),
        lambda: parametrize_with_laws(anything(rng), **{rng.choice(("laws", "profile", "seed")): anything(rng)}),
        lambda: one.conforms(anything(rng), anything(rng)),
        lambda: one.assert_conforms(None, anything(rng)),
        lambda: one.required("wrong", anything(rng)),
        lambda: one.exit_status(anything(rng)),
        lambda: one[anything(rng)],
    ]
    refusals: list[str] = []
    told: set[str] = set()
    for turn in range(600):
        try:
            asked[turn % len(asked)]()
        except ConformanceError as error:
            refusals.append(str(error))
        except AssertionError as error:
            told.add(str(error).partition(":")[0])
    assert told == {"wrong"}
    assert len(refusals) > 300
    assert max(map(len, refusals)) < 1_000
