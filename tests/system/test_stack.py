"""Room on the interpreter's stack: how deep a loop stands does not decide what its calls cost."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from conformance.system.stack import in_one_block

resource = pytest.importorskip("resource")


def _faults() -> int:
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_minflt)


def _called(times: int) -> int:
    """How often the system was asked for a page while a function was called that often."""

    def callee() -> None:
        pass

    # A frame larger than those that lead here, so that the end of a block falls into it at some depth.
    callee.__code__ = callee.__code__.replace(co_stacksize=100)
    before = _faults()
    for _ in range(times):
        callee()
    return _faults() - before


def _at_depth(depth: int, work: Callable[[int], int]) -> int:
    return work(1_000) if depth == 0 else _at_depth(depth - 1, work)


def test_calls_take_no_new_block_wherever_the_loop_stands() -> None:
    inside = in_one_block(_called)
    assert max(_at_depth(depth, inside) for depth in range(200)) < 500


@pytest.mark.skipif(sys.version_info[:2] > (3, 13), reason="later ones may keep an empty block")
def test_without_it_there_is_a_depth_at_which_each_call_takes_one() -> None:
    assert max(_at_depth(depth, _called) for depth in range(200)) >= 1_000


def test_it_is_the_function_as_it_was() -> None:
    @in_one_block
    def divided(a: int, *, by: int) -> int:
        """Whole part."""
        return a // by

    assert divided(7, by=2) == 3
    assert divided.__doc__ == "Whole part."
    with pytest.raises(ZeroDivisionError):
        divided(1, by=0)
