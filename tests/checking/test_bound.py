"""The laws of a spec are bound to a backend: their inputs, and each as a check of its operations."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from conformance.cases.profiles import PROFILES
from conformance.cases.streams import Streams
from conformance.checking.bound import BoundLaws, asks_among_others
from conformance.checking.evaluation import Violated
from conformance.checking.laws import laws_of
from conformance.laws.specfile import shipped
from conformance.subjects.loading import load_backend
from conformance.system.pacing import Pace
from tests.cases.support import shipped_law
from tests.checking.support import bound


def test_a_law_is_a_check_of_the_operations_that_it_is_given() -> None:
    laws = bound(all_mask=lambda n: [False] * n)
    law = shipped_law("allMask")
    assert laws.compile(law, laws.reference)([3])
    with pytest.raises(Violated):
        laws.compile(law, laws.operations)([3])
    assert laws.operations["allMask"].calls == laws.calls_made() == 1


def test_laws_that_quantify_over_the_same_share_their_inputs() -> None:
    laws = bound()
    assert laws.domain(shipped_law("complement")) is laws.domain(shipped_law("complement.well_formed"))
    assert laws.domain(shipped_law("complement")) is not laws.domain(shipped_law("maskedLoss"))


def test_what_a_backend_lacks_is_told_with_what_it_has_instead() -> None:
    spec, profile = shipped("masking"), PROFILES["quick"]
    backend = load_backend(SimpleNamespace(name="b", allMask=lambda n: [True] * n), spec.definitions)
    laws = BoundLaws(backend, spec, profile, Streams(profile, 0), Pace())
    assert laws.missing(shipped_law("allMask")) == "the backend has no `all_mask` (it has `allMask`)"
    assert bound().missing(shipped_law("allMask")) == ""


def test_laws_beyond_the_domain_are_those_of_indices_and_totals() -> None:
    laws = bound()
    found = {law.id: laws.selective(law, laws.backend, laws.claims) for law in laws_of(shipped("masking"))}
    assert {law for law, check in found.items() if check is not None} == {
        "selected.rejects_out_of_range", "maskedLoss.rejects_out_of_range", "maskedLoss.no_silent_overflow"
    }  # fmt: skip


def test_determinism_alone_is_asked_among_other_operations() -> None:
    asking = {law.obligation for law in laws_of(shipped("masking")) if asks_among_others(law)}
    assert asking == {"deterministic"}


def test_no_shipped_law_needs_a_guard() -> None:
    laws = bound()
    assert [law.id for law in laws_of(shipped("masking")) if laws.guard(law) is not None] == []
