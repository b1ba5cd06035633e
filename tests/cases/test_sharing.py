"""Laws over the same variables share their inputs, but for those that would leave the others few."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from conformance.cases.claims import Bounds, Claims
from conformance.cases.domain import Domain
from conformance.cases.profiles import PROFILES
from conformance.cases.sharing import Sharing
from conformance.cases.streams import Streams
from conformance.checking.laws import laws_of
from conformance.laws.laws import Law
from conformance.values.limits import Limits
from tests.cases.support import spec_of

BINDERS = "{n : Nat} (f : Fin n → Nat) (m : Mask n)"
SELF = f"theorem self {BINDERS} : documentMask f = documentMask f"
MASK = f"theorem mask {BINDERS} : complement m = complement m"
BY_1 = f"theorem by_1 {BINDERS} : documentMask (fun i => f i + 1) = documentMask f"
BY_300 = f"theorem by_300 {BINDERS} : documentMask (fun i => f i + 300) = documentMask f"
WINDOW_2 = f"theorem window_2 {BINDERS} : slidingWindowMask n 2 = slidingWindowMask n 2"
WINDOW_300 = f"theorem window_300 {BINDERS} : slidingWindowMask n 300 = slidingWindowMask n 300"
AGAIN_300 = f"theorem again_300 {BINDERS} : slidingWindowMask n 300 = slidingWindowMask n 300"
WINDOW_400 = f"theorem window_400 {BINDERS} : slidingWindowMask n 400 = slidingWindowMask n 400"


def domains(leans: Iterable[str], bounds: Bounds) -> tuple[dict[str, Domain], Claims, list[Law]]:
    spec = spec_of(*leans)
    claims, laws = Claims(spec.definitions, spec.reference, bounds), list(laws_of(spec))
    theorems = [law for law in laws if law.kind == "theorem"]
    return Sharing().domains(theorems, claims), claims, theorems


def parts(*leans: str, bounds: Bounds) -> list[list[str]]:
    """The laws that share a domain, by name."""
    found, _, _ = domains(leans, bounds)
    by_domain: dict[int, list[str]] = {}
    for name, domain in found.items():
        by_domain.setdefault(id(domain), []).append(name)
    return sorted(map(sorted, by_domain.values()))


BYTES = Bounds(Limits(), 255)
SHORT = Bounds(Limits(), 2**15 - 1)
WORDS = Bounds(Limits(), 2**31 - 1)


@pytest.mark.parametrize("bounds", [Bounds(Limits(), None), SHORT])
def test_laws_that_leave_each_other_their_inputs_share_one_domain(bounds: Bounds) -> None:
    assert parts(SELF, BY_300, WINDOW_300, bounds=bounds) == [["by_300", "self", "window_300"]]


def test_wide_bounds_part_laws_too_where_one_names_a_number_beyond_them() -> None:
    beyond = f"theorem beyond {BINDERS} : slidingWindowMask n (2 ^ 31) = slidingWindowMask n (2 ^ 31)"
    named = f"theorem named {BINDERS} : slidingWindowMask n 3000000000 = slidingWindowMask n 3000000000"
    assert parts(SELF, named, bounds=WORDS) == [["named"], ["self"]]
    assert parts(SELF, WINDOW_300, bounds=WORDS) == [["self", "window_300"]]
    assert parts(SELF, named, bounds=Bounds(Limits(), 2**63 - 1)) == [["named", "self"]]
    # A number that is worked out is no larger than what is named: it leaves others fewer inputs, as before.
    assert parts(SELF, beyond, bounds=WORDS) == [["beyond", "self"]]


def test_a_law_without_inputs_inside_has_a_domain_of_its_own() -> None:
    assert parts(WINDOW_300, SELF, WINDOW_2, BY_1, bounds=BYTES) == [["by_1", "self", "window_2"], ["window_300"]]


def test_so_has_one_with_few() -> None:
    found, _, _ = domains([SELF, BY_300], BYTES)
    assert found["by_300"] is not found["self"]
    assert found["by_300"].admits([0, (), ()])
    assert not found["by_300"].admits([1, (0,), (True,)])
    assert found["self"].admits([1, (255,), (True,)])


def test_laws_with_few_inputs_in_common_are_parted_where_each_has_many() -> None:
    h = "(a b : Nat)"
    first = f"theorem first {h} : slidingWindowMask 1 (a * 200) = slidingWindowMask 1 0"
    second = f"theorem second {h} : slidingWindowMask 1 (b * 200) = slidingWindowMask 1 0"
    assert parts(first, second, bounds=Bounds(Limits(), 2 * 200)) == [["first"], ["second"]]


def test_laws_without_small_inputs_share_where_they_make_the_same_calls() -> None:
    found = parts(WINDOW_300, AGAIN_300, WINDOW_400, MASK, bounds=BYTES)
    assert found == [["again_300", "window_300"], ["mask"], ["window_400"]]


def test_where_no_law_has_a_small_input_nothing_tells_them_apart() -> None:
    assert parts(WINDOW_300, WINDOW_400, bounds=BYTES) == [["window_300", "window_400"]]


def test_laws_whose_types_are_beyond_what_is_reckoned_with_share_what_they_have() -> None:
    binders = "(n : Nat) (m : Mask (2^2^(40 + n)))"
    same = f"theorem same {binders} : complement m = complement m"
    twice = f"theorem twice {binders} : complement (complement m) = m"
    assert parts(same, twice, bounds=BYTES) == [["same", "twice"]]


def test_inputs_that_miss_a_premise_tell_nothing() -> None:
    h = "(a b : Nat) (h : 100 ≤ a) (k : b < 50)"
    fine = f"theorem fine {h} : slidingWindowMask 1 (a + b) = slidingWindowMask 1 (a + b)"
    beyond = f"theorem beyond {h} : slidingWindowMask 1 (3 * a) = slidingWindowMask 1 (3 * a)"
    assert parts(fine, beyond, bounds=BYTES) == [["beyond"], ["fine"]]
    assert parts(fine, beyond, bounds=SHORT) == [["beyond", "fine"]]


def test_what_the_others_are_left_is_what_they_have_without_the_law() -> None:
    streams = Streams(PROFILES["quick"], 0)
    found, claims, laws = domains([SELF, BY_1, WINDOW_300], BYTES)
    without = Sharing().domains([law for law in laws if law.id != "window_300"], claims)["self"]
    spoiled = Domain(laws, claims)
    assert not any(streams.sampled(spoiled))
    assert not [case for case in streams.wide(spoiled) if case.frame is not None]
    assert sum(frame is not None for frame in streams.sampled(found["self"])) == PROFILES["quick"].sampled
    assert [case.frame for case in streams.wide(found["self"])] == [case.frame for case in streams.wide(without)]


def test_inputs_of_parts_are_kept_apart() -> None:
    found, claims, laws = domains([SELF, WINDOW_300], BYTES)
    keys = {domain.key for domain in [*found.values(), Domain(laws, claims)]}
    assert len(keys) == 3
    assert domains([SELF, BY_1], BYTES)[0]["self"].key == Domain(laws, claims).key
