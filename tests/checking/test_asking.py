"""A law is asked of single inputs, by which what fails is made small and confirmed."""

from __future__ import annotations

from conformance.checking.asking import CONFIRMATIONS, Asker, Failing
from conformance.checking.evaluation import Violated
from tests.cases.support import shipped_law
from tests.checking.support import bound

LAW = shipped_law("complement")
MASK = [5, (True, False, True, True, False)]


def fails_from(n: int, mask: list[bool]) -> list[bool]:
    return list(mask) if len(mask) >= n else [not bit for bit in mask]


def test_a_law_that_holds_on_an_input_has_no_error() -> None:
    asker = Asker(bound())
    assert asker.error(LAW, MASK, "") is None
    assert asker.asked(LAW, lambda check: check(MASK), "") == (None, True)


def test_a_failure_is_made_small() -> None:
    laws = bound(complement=lambda mask: fails_from(2, mask))
    asker = Asker(laws)
    error = asker.error(LAW, MASK, "")
    assert isinstance(error, Violated)
    small = asker.made_small(LAW, laws.domain(LAW), Failing(MASK, error))
    assert list(small.frame) == [2, (False, False)]
    assert small.error.reason == "violation"


def test_a_failure_of_an_obligation_that_asks_among_others_stays_as_it_is() -> None:
    calls: list[int] = []

    def complement(mask: list[bool]) -> list[bool]:
        calls.append(1)
        return [bool(bit) != bool(len(calls) % 2) for bit in mask]

    asker, law = Asker(laws := bound(complement=complement)), shipped_law("complement.deterministic")
    assert asker.error(law, [1, (True,)], "") is not None
    error = asker.error(law, MASK, "")
    assert error is not None
    failing = Failing(MASK, error)
    assert asker.made_small(law, laws.domain(law), failing) is failing


def test_what_holds_when_it_is_asked_again_is_not_deterministic() -> None:
    asked: list[int] = []

    def complement(mask: list[bool]) -> list[bool]:
        asked.append(len(mask))
        return fails_from(2 if len(asked) <= CONFIRMATIONS else 99, mask)

    asker = Asker(bound(complement=complement))
    error = asker.error(LAW, MASK, "")
    assert error is not None
    told = asker.confirmed(LAW, Failing(MASK, error)).error
    assert told.reason == "nondeterministic"
    assert told.message.endswith("evaluated again on the same input, the law held")
