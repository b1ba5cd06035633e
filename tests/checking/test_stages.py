"""A law is tried on enumerated, sampled and wide inputs, which are counted, up to the first on which it fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conformance.cases.plan import WideCase
from conformance.cases.profiles import PROFILES
from conformance.cases.streams import Streams
from conformance.checking.asking import Asker, Failing
from conformance.checking.stages import Observer, Progress, Stages
from conformance.checking.tally import Tally
from conformance.system.pacing import Pace
from tests.cases.support import shipped_law
from tests.checking.support import bound


def tried(
    law_id: str, stage: str, observe: Observer | None = None, pace: Pace | None = None, **functions: Callable[..., Any]
) -> tuple[Tally, str, Failing | None]:
    """What a stage of a law comes to, and shows, on the Python backend with some operations exchanged."""
    laws, law = bound(pace, **functions), shipped_law(law_id)
    stages = Stages(laws, PROFILES["quick"], Asker(laws), Progress(observe))
    tally, domain = Tally(), laws.domain(law)
    bounds, failing = dict(stages.of(law))[stage](law, domain, tally)
    return tally, bounds, None if failing is None else stages.shown(stage, law, domain, failing)


def fails_at(n: int) -> Callable[[list[bool]], list[bool]]:
    return lambda mask: list(mask) if len(mask) == n else [not bit for bit in mask]


@pytest.mark.parametrize("stage", ["exhaustive", "sampled", "wide"])
def test_a_law_that_holds_is_tried_on_all_inputs_of_a_stage(stage: str) -> None:
    tally, bounds, failing = tried("complement", stage)
    assert failing is None
    assert tally.answered
    assert not tally.is_cut
    assert 0 < tally.met <= tally.drawn
    assert bounds.startswith({"exhaustive": "every input with n ≤ ", "sampled": "", "wide": "n of "}[stage])


def test_the_first_of_the_enumerated_inputs_that_fails_is_a_smallest_one() -> None:
    tally, _, failing = tried("complement", "exhaustive", complement=fails_at(2))
    assert failing is not None
    assert list(failing.frame) == [2, (False, False)]
    # The empty mask and two of one position are before it.
    assert (tally.drawn, tally.met) == (4, 3)


@pytest.mark.parametrize("stage", ["sampled", "wide"])
def test_a_drawn_input_that_fails_is_made_small(stage: str) -> None:
    def complement(mask: list[bool]) -> list[bool]:
        return list(mask) if len(mask) > 4 else [not bit for bit in mask]

    _, _, failing = tried("complement", stage, complement=complement)
    assert failing is not None
    assert failing.frame[0] == 5


def test_a_law_whose_check_makes_calls_of_its_own_is_tried_on_fewer_inputs() -> None:
    for stage in ("exhaustive", "sampled"):
        claim, own = (tried(law, stage)[0].drawn for law in ("complement", "complement.deterministic"))
        assert 0 < own < claim, stage


def test_progress_is_told_while_a_stage_goes_on() -> None:
    told: list[tuple[str, int]] = []
    tried("complement", "sampled", lambda stage, inputs: told.append((stage, inputs)))
    assert {stage for stage, _ in told} == {"sampled"}
    counts = [inputs for _, inputs in told]
    assert counts == sorted(counts)
    assert len(counts) > 1


@pytest.mark.parametrize("stage", ["exhaustive", "sampled", "wide"])
def test_a_stage_ends_where_its_time_is_over(stage: str) -> None:
    over = Pace(0.0)
    over.begin()
    over.until(1.0)
    tally, _, failing = tried("complement", stage, pace=over)
    assert failing is None
    assert tally.is_cut
    assert tally.drawn == 0


def test_wide_inputs_that_share_a_vector_ask_once_what_is_asked_of_it_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def complement(mask: list[bool]) -> list[bool]:
        asked.append(len(mask))
        return [not bit for bit in mask]

    mask = tuple([k % 3 == 0 for k in range(100)])
    cases = [WideCase([100, mask, i]) for i in (0, 1, 50, 99)]
    monkeypatch.setattr(Streams, "wide", lambda streams, domain: cases)
    tally, _, failing = tried("complement_selected_iff", "wide", complement=complement)
    assert (failing, tally.met, asked) == (None, 4, [100])
    # An obligation speaks of the calls themselves.
    cases = [WideCase([100, mask]) for _ in range(4)]
    tally, _, failing = tried("complement.well_formed", "wide", complement=complement)
    assert (failing, tally.met, asked) == (None, 4, [100] * 5)
