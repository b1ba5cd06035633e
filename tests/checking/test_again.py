"""Arguments of earlier calls: what is packed anyway is made anew, all else is held."""

from __future__ import annotations

from conformance.cases.packed import Packed
from conformance.cases.plan import WideCase
from conformance.checking.again import Keeping, held

MASK = (True, False) * 50
PACKED = Packed([WideCase([len(MASK), MASK]), WideCase([2, (True, False)])])


def test_the_values_of_a_packed_input_are_made_anew() -> None:
    keeping = Keeping()
    for case in PACKED:
        keeping.turn_to(case, PACKED)
        arguments = tuple(case.frame or ())
        again = keeping(arguments)()
        assert again == arguments
        assert again[1] is not arguments[1]


def test_other_arguments_are_held() -> None:
    keeping = Keeping()
    first, _ = PACKED
    keeping.turn_to(first, PACKED)
    for other in ((len(MASK), tuple([*MASK])), (len(MASK),)):
        assert keeping(other)() is other


def test_inputs_that_are_not_packed_or_have_no_place_are_held() -> None:
    first, _ = PACKED
    for case, keeper in ((first, object()), (WideCase(first.frame), PACKED), (None, PACKED)):
        keeping = Keeping()
        keeping.turn_to(first, PACKED)
        keeping.turn_to(case, keeper)
        arguments = tuple(first.frame or ())
        assert keeping(arguments)() is arguments


def test_what_is_held_comes_back_as_it_is() -> None:
    assert held((1, MASK))()[1] is MASK
