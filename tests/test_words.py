"""The fixed words as types: those that the records' lists and the schema have."""

from __future__ import annotations

from typing import get_args

from conformance import words
from conformance.cases.profiles import PROFILES
from conformance.records.vocabulary import ORIGINS
from tests.records.small import SCHEMA


def test_the_words_are_those_of_the_schema() -> None:
    fields = {name: of["properties"] for name, of in SCHEMA["$defs"].items() if "properties" in of}
    assert list(get_args(words.Status)) == fields["Result"]["status"]["enum"]
    assert list(get_args(words.Kind)) == fields["LawRecord"]["kind"]["enum"]
    assert list(get_args(words.Level)) == fields["LawRecord"]["level"]["enum"]


def test_the_profiles_and_origins_are_those_that_there_are() -> None:
    assert list(get_args(words.ProfileName)) == list(PROFILES)
    assert list(get_args(words.Origin)) == list(ORIGINS)
