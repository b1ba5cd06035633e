"""How specimens are declared, and what is known of them by that: what they change, and what they are about."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.backends.zoo._registry import Collection


def test_a_fault_must_be_seen_by_a_law_that_is_named_once() -> None:
    collection = Collection("python")
    with pytest.raises(ValueError, match="must be caught by something: nothing"):
        collection.faulty("nothing", caught_by={})
    with pytest.raises(ValueError, match="must see it or may, not both: selected: twice"):
        collection.faulty("twice", caught_by={"selected": "violation"}, also={"selected": "exception"})
    assert collection.specimens == ()


class Base:
    """A base of whose operations one uses another."""

    carrier = "python"

    def complement(self, mask: list[bool]) -> list[bool]:
        return [self.flipped(bit) for bit in mask]

    def flipped(self, bit: bool) -> bool:
        return not bit

    def all_mask(self, n: int) -> list[bool]:
        return [True] * n

    def empty_mask(self, n: int) -> list[bool]:
        return self.complement(self.all_mask(n))


class AnotherOperation(Base):
    def all_mask(self, n: int) -> list[bool]:
        return [True for _ in range(n)]


class AnotherHelper(Base):
    def flipped(self, bit: bool) -> bool:
        return bit is False


class InTheObject(Base):
    def __init__(self) -> None:
        self.complement = lambda mask: [not bit for bit in mask]


class InBetween(AnotherHelper):
    def selected(self, mask: list[bool], i: int) -> bool:
        return mask[i]


class AnotherCarrier(Base):
    carrier = "python:other"


class WhenAsked(Base):
    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


class WithoutBase:
    def all_mask(self, n: int) -> list[bool]:
        return [True] * n


@pytest.mark.parametrize(
    ("implementation", "changed"),
    [
        (AnotherOperation, {"all_mask", "empty_mask"}),
        (AnotherHelper, {"flipped", "complement", "empty_mask"}),
        (InTheObject, {"complement", "empty_mask"}),
        (InBetween, {"selected", "flipped", "complement", "empty_mask"}),
        *((other, None) for other in (Base, AnotherCarrier, WhenAsked, WithoutBase)),
    ],
)
def test_what_a_specimen_changes_is_what_its_base_has_otherwise_or_uses(
    implementation: type, changed: set[str] | None
) -> None:
    collection = Collection("python")
    collection.correct("masking")(Base)
    if implementation is not Base:
        collection.unusual("another one")(implementation)
    found = collection.specimens[-1].changed
    assert (found and {name for name in found if not name.startswith("_")}) == changed


def test_of_a_specimen_that_reaches_further_nothing_is_known_to_be_as_it_was() -> None:
    collection = Collection("python")
    collection.correct("masking")(Base)
    collection.unusual("sets something", reaches_further=True)(AnotherOperation)
    assert collection.specimens[-1].changed is None


def test_a_specimen_is_about_the_spec_files_of_what_it_starts_from() -> None:
    collection = Collection("python")
    collection.correct("masking")(Base)
    collection.correct("mae", "jepa")(AnotherHelper)
    for implementation, modules in ((AnotherOperation, ()), (InBetween, ()), (InTheObject, ("vicreg",))):
        collection.unusual("another one", modules=modules)(implementation)
    told = {s.implementation: (s.base, s.modules) for s in collection.specimens}
    assert told == {
        Base: (Base, ("masking",)),
        AnotherHelper: (AnotherHelper, ("mae", "jepa")),
        AnotherOperation: (Base, ("masking",)),
        InBetween: (AnotherHelper, ("mae", "jepa")),
        InTheObject: (Base, ("vicreg",)),
    }
    assert (collection.specimens[3].changed or set()) - {"__module__", "__doc__"} == {"selected"}
