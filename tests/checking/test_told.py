"""What a domain tells of an input is asked once for all its laws, while the inputs are kept."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from conformance.cases.plan import WideCase
from conformance.checking.told import ToldOnce


class Keeper:
    """What keeps inputs."""


def telling() -> tuple[Any, list[Any]]:
    """A domain that notes of which inputs it was asked."""
    asked: list[Any] = []

    def told(frame: Any) -> tuple[bool, int, bool]:
        asked.append(frame)
        return True, frame[0] + 10**6, True

    return SimpleNamespace(told=told, key="a", bounds=None), asked


def told_of(once: ToldOnce, domain: Any, keeper: object, *cases: WideCase) -> list[Any]:
    tell: Callable[[WideCase], Any] = once(domain, keeper)
    return [tell(case) for case in cases]


def test_inputs_with_a_number_are_asked_about_once() -> None:
    once, keeper, (domain, asked) = ToldOnce(), Keeper(), telling()
    for _ in range(2):
        found = told_of(once, domain, keeper, WideCase([5], number=3), WideCase([6], number=0))
        assert [bits for _, bits, _ in found] == [10**6 + 5, 10**6 + 6]
    assert asked == [[5], [6]]


def test_what_is_told_of_many_is_held_once() -> None:
    domain, _ = telling()
    first, second = told_of(ToldOnce(), domain, Keeper(), *(WideCase([5], number=k) for k in range(2)))
    assert first is second


def test_others_are_asked_about_each_time() -> None:
    once, (domain, asked) = ToldOnce(), telling()
    told_of(once, domain, None, WideCase([5], number=0), WideCase([5], number=0))
    told_of(once, domain, Keeper(), WideCase([7]), WideCase([7]))
    assert asked == [[5], [5], [7], [7]]


def test_another_domain_and_another_keeper_are_told_of_by_themselves() -> None:
    once, keeper, (domain, asked), (other, asked_too) = ToldOnce(), Keeper(), telling(), telling()
    other.key = "b"
    for one, kept in ((domain, keeper), (other, keeper), (domain, Keeper())):
        told_of(once, one, kept, WideCase([5], number=0))
    assert (len(asked), len(asked_too)) == (2, 1)
