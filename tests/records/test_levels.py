"""Levels of laws, and what is demanded where some of them decide."""

from __future__ import annotations

import pytest

from conformance.errors import UsageError
from conformance.records.levels import demanded, in_words, is_demanded, joined, legend, marked
from conformance.records.vocabulary import CORE, REQUIRED


def test_core_is_always_demanded() -> None:
    assert demanded("core") == ("core",)
    assert demanded("hardened") == ("core", "hardened")
    assert demanded("hardened,training") == ("core", "hardened", "training")
    assert not is_demanded("training", "hardened")


@pytest.mark.parametrize(
    ("given", "text"),
    [("core", "core"), (["training", "hardened"], "hardened,training"), (("core", "training"), "training"), ([], CORE)],
)
def test_levels_are_one_text_in_their_order(given: object, text: str) -> None:
    assert joined(given) == text
    assert text in REQUIRED


@pytest.mark.parametrize("given", ["most", ["hardened", "most"], 1, [None]])
def test_another_level_is_refused(given: object) -> None:
    with pytest.raises(UsageError, match="core, hardened, training"):
        joined(given)


def test_levels_are_told_in_words() -> None:
    assert [in_words(r) for r in REQUIRED] == [
        "core", "core and hardened", "core and training", "core, hardened and training",
    ]  # fmt: skip
    assert [marked("a", level) for level in ("core", "hardened", "training")] == ["a", "a*", "a†"]
    assert legend(["core", "hardened", "training"], "training") == [
        "* hardened: beyond the domain; decides the exit status with --require hardened only."
    ]
