"""The words that fields may hold are those of the schema."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.records import vocabulary
from tests.records.small import SCHEMA


def lists_of(schema: Any) -> set[tuple[str, ...]]:
    """Every list of words in a schema, without null."""
    if isinstance(schema, list):
        return set().union(*map(lists_of, schema))
    if not isinstance(schema, dict):
        return set()
    own = {tuple(word for word in schema["enum"] if word is not None)} if "enum" in schema else set()
    return own.union(*map(lists_of, schema.values()))


@pytest.mark.parametrize(
    "name", ["STATUSES", "REASONS", "LEVELS", "KINDS", "ROLES", "MISSING_REASONS", "ORIGINS", "REQUIRED"]
)
def test_a_list_of_words_is_in_the_schema(name: str) -> None:
    assert set(getattr(vocabulary, name)) in map(set, lists_of(SCHEMA))


def test_the_schema_has_no_other_list_of_words() -> None:
    known = [
        vocabulary.STATUSES, vocabulary.REASONS, vocabulary.LEVELS, vocabulary.KINDS, vocabulary.ROLES,
        vocabulary.MISSING_REASONS, tuple(vocabulary.ORIGINS), vocabulary.REQUIRED,
    ]  # fmt: skip
    assert [words for words in lists_of(SCHEMA) if set(words) not in map(set, known)] == []


def test_the_schema_is_of_this_version() -> None:
    assert json.dumps(SCHEMA["properties"]["schema_version"]).count(str(vocabulary.SCHEMA_VERSION)) == 1
