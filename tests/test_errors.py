"""What a user did wrong is one message: what was expected, what came, where, and the nearest name."""

from __future__ import annotations

import pytest

from conformance.errors import ConformanceError, SpecError, UsageError, did_you_mean, one_of, refused


def test_a_request_that_is_wrong_is_a_wrong_value_too() -> None:
    error = refused("seed", -1, "a natural number")
    assert {UsageError, ConformanceError, ValueError} <= set(type(error).__mro__)
    assert str(error) == "`seed` must be a natural number, not -1"


def test_a_file_s_error_starts_with_its_place() -> None:
    error = SpecError("there is no such name", "s.yaml", 3, 7, "  lean\n  ^")
    assert str(error) == "s.yaml:3:7: there is no such name\n  lean\n  ^"
    assert (error.path, error.line, error.column) == ("s.yaml", 3, 7)
    assert str(SpecError("it is empty", "s.yaml")) == "s.yaml: it is empty"


def test_a_name_is_one_of_those_that_are_known() -> None:
    assert one_of("profile", "quick", ["quick", "deep"]) == "quick"
    with pytest.raises(UsageError) as caught:
        one_of("profile", "quikc", ["quick", "deep"])
    assert str(caught.value) == "`profile` must be one of quick, deep, not 'quikc'; did you mean `quick`?"


def test_of_many_names_some_are_told_and_of_none_that() -> None:
    with pytest.raises(UsageError, match=r"one of n0, .*, n11 and 1,988 more, not 'x'$"):
        one_of("law", "x", [f"n{k}" for k in range(2_000)])
    with pytest.raises(UsageError, match="a name, and there is none here"):
        one_of("law", "x", [])


def test_a_text_that_compares_as_it_likes_is_no_name() -> None:
    class Any_(str):
        __hash__ = str.__hash__

        def __eq__(self, other: object) -> bool:
            return True

    with pytest.raises(UsageError, match="not a Any_"):
        one_of("profile", Any_("x"), ["quick"])


@pytest.mark.parametrize(
    ("came", "told"),
    [(["a"], "a list"), (10**200, "an int of 665 bits"), ("x" * 90, f"'{'x' * 80}'... (90 long)"), (None, "None")],
)
def test_what_came_is_told_in_a_few_characters(came: object, told: str) -> None:
    assert str(refused("seed", came, "a number")).endswith(f", not {told}")


def test_a_message_has_no_force_in_a_log() -> None:
    told = str(UsageError("::error::x\x1b[31m\n##[error]y"))
    assert "\x1b" not in told
    assert not told.startswith("::error::")


def test_the_nearest_name_is_told_where_one_is_near() -> None:
    assert did_you_mean("nunpy", ["numpy", "torch"]) == "; did you mean `numpy`?"
    assert did_you_mean("zzz", ["numpy", "torch"]) == ""
