"""The ways in which a function may be called, told by its parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conformance.laws.specfile import shipped
from conformance.runs.ways import after, given, parameters_of, taken, told

OPERATIONS = shipped().operations


def ways(function: Callable[..., Any], operation: str, *held: str) -> list[dict[str, str]]:
    return [forms for forms, is_batched in taken(function, OPERATIONS[operation], held) if not is_batched]


@pytest.mark.parametrize(
    ("function", "counts"),
    [
        (lambda a, b=0: 0, [1, 2]),
        (lambda a, *, b: 0, [2]),
        (lambda a, *, b, c=0: 0, [2, 3]),
        (lambda a, *rest: 0, [1, 2, 3, 4]),
    ],
)
def test_how_many_arguments_a_function_takes(function: Callable[..., Any], counts: list[int]) -> None:
    assert [count for count in range(5) if parameters_of(function).takes(count)] == counts


def test_what_goes_by_keyword_alone_is_the_argument_that_is_nearest_in_name_or_in_order() -> None:
    assert ways(lambda idxs, *, loss: 0, "maskedLoss") == [{"per_patch_loss": "keyword(loss)"}]
    assert ways(lambda *, loss, idxs: 0, "maskedLoss")[0] == {"idxs": "keyword", "per_patch_loss": "keyword(loss)"}
    assert {"m": "keyword(mask)/complement"} in ways(lambda *, mask: 0, "complement")


def test_arguments_in_another_order_go_by_their_names() -> None:
    swapped = [{"idxs": "keyword", "per_patch_loss": "keyword"}, {}]
    assert ways(lambda per_patch_loss, idxs: 0, "maskedLoss") == swapped
    assert ways(lambda idxs, per_patch_loss: 0, "maskedLoss") == [{}]


def test_a_seed_is_a_generator_where_the_parameter_says_so_and_global_where_there_is_none() -> None:
    assert ways(lambda n, k, *, generator=None: 0, "randomMask") == [{"seed": "keyword(generator)/generator"}]
    assert ways(lambda n, k, *, other=None: 0, "randomMask") == [{"seed": "global"}]
    assert ways(lambda n, k, seed: 0, "randomMask") == [{}, {"seed": "generator"}]


def test_all_arguments_are_held_in_another_way_or_one_of_them() -> None:
    one = {"idxs": "list"}, {"per_patch_loss": "list"}
    assert ways(lambda idxs, loss: 0, "maskedLoss", "list") == [{"idxs": "list", "per_patch_loss": "list"}, *one]
    assert ways(lambda idxs, loss: 0, "maskedLoss", "int32") == [{"idxs": "int32"}]
    assert {"m": "complement/float01/list"} in ways(lambda m: 0, "complement", "list")
    assert after("float01", "int32", OPERATIONS["complement"].result) == ""


def test_a_result_is_read_as_it_is_held() -> None:
    definition = OPERATIONS["maskToIndices"]
    assert list(given([0, 1], definition, ("list", "int32"))) == [{"returns": "list"}]
    assert list(given([0, 1], definition)) == [{}]
    mask = OPERATIONS["complement"]
    assert {"returns": "kept/list"} in list(given([0, 1], mask, ("list",)))
    assert {"returns": "item(1)/int01/list"} in list(given((0, [1]), mask, ("list",)))


def test_what_was_tried_is_told_word_by_word() -> None:
    tried = [{}, {"m": "keyword(mask)/complement/float01"}, {"returns": "item(1)/int01"}]
    assert told(tried, OPERATIONS["complement"]) == (
        "m as array, complement, float01, by keyword mask; returns as array, int01"
    )
