"""What holds of every kind of value: each answer that its former gives fits the others."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.carriers.base import Form, Kind
from conformance.carriers.forms import Row
from conformance.lean.closures import Value
from conformance.lean.nodes import Term, Type
from conformance.lean.syntax import Literal, Variable
from conformance.lean.types import INT, NAT, FinType, FunctionType, ListType, OptionType, ProductType
from conformance.values.factors import LENGTHS
from conformance.values.indices import length_of
from conformance.values.known import formed, register, sizes_in
from conformance.values.lacking import NotEnumerable, Unfit
from conformance.values.limits import Held, Limits
from conformance.values.magnitudes import naturals
from conformance.values.places import Place, Resizing
from conformance.values.sources import Listed, Within
from conformance.values.table import Table
from tests.values.integers import Int64
from tests.values.kinds import FIN, FINITE, MANY, MANY_NUMBERS, TYPES


@pytest.fixture(autouse=True, scope="module")
def integers_known() -> None:
    """The former of `Int64`; its name stays unknown to statements."""
    anonymous = type("Anonymous", (Int64,), {"declared": None})
    register(anonymous())


def size_of(size: Term) -> int:
    assert isinstance(size, Literal)
    return size.value


def within(length: int = 2, natural: int = 2) -> Within:
    lengths = range(length + 1)
    return Within(natural, lengths, lengths, False, size_of)


def extent_of(name: str) -> Within:
    """As far as there are few enough values of the type."""
    return within(1 if name in MANY else 2, 1 if name in MANY_NUMBERS else 2)


def values_of(name: str) -> list[Value]:
    former, type_ = formed(TYPES[name])
    return list(former.values(type_, extent_of(name)))


class Standing(Place):
    """A value that may become any that is wanted; the others are tried as well."""

    def __init__(self, value: Value, wanted: Callable[[Value], bool]) -> None:
        self._value, self._wanted = value, wanted
        self.tried: list[Value] = []

    @property
    def value(self) -> Any:
        return self._value

    @property
    def exhausted(self) -> bool:
        return False

    def takes(self, value: Value) -> bool:
        self.tried.append(value)
        if self._wanted(value):
            self._value = value
            return True
        return False


def source(seed: int) -> Any:
    rng = random.Random(seed)
    return SimpleNamespace(
        naturals=naturals(None), distinct=False, least=0, longest=10, longest_nested=4, sharing=1, size_of=size_of,
        step=1 + seed % 2, is_on_grid=seed % 3 == 0, has_negatives=True,
        boolean=lambda: rng.random() < 0.5, integer=rng.randint, length=rng.randint, bytes=rng.randbytes,
    )  # fmt: skip


def drawn(seed: int) -> Any:
    rng = random.Random(seed)
    return SimpleNamespace(
        rng=rng, size=3, distinct=False, nonempty=False, sharing=1, top=2**31 - 1, size_of=size_of,
        is_on_grid=seed % 3 == 0, has_negatives=True,
        count=lambda items: None, kept=lambda key, make: make(rng), unmet=lambda factor, reason: None,
        length=lambda level, size: length_of(LENGTHS, level, size, lambda: rng), list_indices=lambda size, items: None,
        shift=lambda by: None,
        listed=lambda size: Listed([tuple(k for k in (0, 2, 2) if k < size)]),
    )  # fmt: skip


def wide(name: str, seed: int) -> Value:
    """A wide value, at levels of its factors that hang on the seed."""
    former, type_ = formed(TYPES[name])
    levels = [random.Random(f"{seed} {k}").randrange(len(f.levels)) for k, f in enumerate(former.factors(type_))]
    return former.wide(type_, drawn(seed), levels)


@pytest.mark.parametrize("name", FINITE)
def test_there_are_as_many_as_are_counted_none_twice_and_all_of_the_type(name: str) -> None:
    former, type_ = formed(TYPES[name])
    found = values_of(name)
    assert len(found) == former.count(type_, extent_of(name))
    assert len(set(found)) == len(found) > 1
    assert all(former.holds(type_, value, size_of) for value in found)
    assert former.holds_all(type_, tuple(found), size_of)


def test_what_is_infinite_in_its_argument_is_not_enumerated() -> None:
    former, type_ = formed(TYPES["Nat → Nat"])
    with pytest.raises(NotEnumerable):
        former.count(type_, within())
    assert former.holds(type_, former.drawn(type_, source(1)), size_of)


@pytest.mark.parametrize("name", FINITE)
def test_the_least_is_a_value_and_none_weighs_less(name: str) -> None:
    former, type_ = formed(TYPES[name])
    least = former.least(type_, size_of)
    found = values_of(name)
    assert least in found
    assert min(former.weights(type_, found)) == former.weights(type_, [least])[0] == 0
    assert former.weights_of_rows(type_, [(least, v) for v in found]) == former.weights(type_, found)


def test_what_has_no_value_has_no_least() -> None:
    empty = FinType(Literal(NAT, 0))
    for type_ in (empty, FunctionType(FIN, empty)):
        former, plain = formed(type_)
        with pytest.raises(Unfit):
            former.least(plain, size_of)


@pytest.mark.parametrize("name", FINITE)
def test_layers_have_all_values_by_weight_and_else_in_their_order(name: str) -> None:
    former, type_ = formed(TYPES[name])
    extent = extent_of(name)
    found = list(former.layers(type_, extent))
    for weight, values in found:
        assert set(former.weights(type_, values)) == {weight}
    every = list(former.values(type_, extent))
    weight_of = dict(zip(every, former.weights(type_, every), strict=True))
    assert [v for _, values in found for v in values] == sorted(every, key=weight_of.__getitem__)


@pytest.mark.parametrize("name", FINITE)
def test_what_is_drawn_is_of_the_type_and_goes_to_json_and_back(name: str) -> None:
    former, type_ = formed(TYPES[name])
    found = {former.drawn(type_, source(seed)) for seed in range(30)}
    found |= {wide(name, seed) for seed in range(30)}
    assert len(found) > 1
    for value in found:
        assert former.holds(type_, value, size_of)
        assert former.from_plain(type_, former.to_plain(type_, value)) == value


@pytest.mark.parametrize("name", FINITE)
def test_a_value_is_drawn_at_each_level_of_each_factor(name: str) -> None:
    former, type_ = formed(TYPES[name])
    factors = former.factors(type_)
    assert all(len(f.levels) == len(set(f.levels)) > 1 for f in factors)
    for k, factor in enumerate(factors):
        for level in range(len(factor.levels)):
            levels = [level if j == k else level % len(f.levels) for j, f in enumerate(factors)]
            assert former.holds(type_, former.wide(type_, drawn(level), levels), size_of), (factor.name, level)


@pytest.mark.parametrize("name", FINITE)
def test_a_neighbour_is_another_value_of_the_type_that_differs_in_few_places(name: str) -> None:
    former, type_ = formed(TYPES[name])
    differing = set()
    for seed in range(40):
        value = wide(name, seed)
        neighbour = former.neighbour(type_, value, drawn(seed), None)
        assert former.holds(type_, neighbour, size_of)
        if isinstance(value, tuple) and value and not name.startswith("Option"):
            assert len(neighbour) == len(value)
            differing.add(sum(a != b for a, b in zip(value, neighbour, strict=True)))
    assert differing <= {0, 1, 2, 3, 4}
    assert not differing or name in ("Fin 3 → List (Fin 3)", "List (List (Fin 3))") or 1 in differing


def test_rows_of_a_table_are_different_or_alike_or_all_alike_but_one() -> None:
    tables = [wide("Fin 3 → Fin 3 → ℝ", seed) for seed in range(200)]
    assert {len(set(rows)) for rows in tables} == {1, 2, 3}
    (others, *_), *_ = (sorted(set(rows), key=rows.count) for rows in tables if len(set(rows)) == 2)
    assert others not in [rows[1] for rows in tables if len(set(rows)) == 1]


def test_a_neighbour_is_changed_where_it_is_asked() -> None:
    former, type_ = formed(TYPES["Fin 3 → Bool"])
    assert former.neighbour(type_, (True, False, True), drawn(0), 2) == (True, False, False)


@pytest.mark.parametrize("name", FINITE)
def test_smaller_ones_are_of_the_type_and_end_at_a_least(name: str) -> None:
    former, type_ = formed(TYPES[name])
    for seed in range(10):
        place = Standing(former.drawn(type_, source(seed)), lambda value: former.holds(type_, value, size_of))
        while former.smaller(type_, place):
            pass
        assert former.weights(type_, [place.value]) == [0]
        assert all(former.holds(type_, value, size_of) for value in place.tried)


@pytest.mark.parametrize("name", FINITE)
def test_no_smaller_one_is_taken_that_does_not_fail(name: str) -> None:
    former, type_ = formed(TYPES[name])
    value = former.drawn(type_, source(4))
    place = Standing(value, lambda _: False)
    assert not former.smaller(type_, place)
    assert place.value == value


@pytest.mark.parametrize("name", FINITE)
def test_values_for_other_sizes_are_fitted(name: str) -> None:
    """A position that stays has the number that it has among those that stay."""
    former, type_ = formed(TYPES[name])

    def smaller(size: Term) -> int:
        return min(2, size_of(size))

    resizing = Resizing(lambda size, frame: min(frame[0], size_of(size)), [3], [2], lambda old, new: [0, 2])
    for value in values_of(name):
        fitted = former.refit(type_, value, resizing)
        assert fitted is None or former.holds(type_, fitted, smaller)
        if not sizes_in(type_):
            assert fitted == value
        assert former.holds(type_, former.fit(type_, value, smaller), smaller)


def test_a_function_of_any_number_is_fitted_by_its_values() -> None:
    former, type_ = formed(FunctionType(NAT, FinType(Variable(NAT, "n"))))
    resizing = Resizing(lambda size, frame: frame[0], [3], [2], lambda old, new: [0, 2])
    fitted = former.refit(type_, Table((2, 0)), resizing)
    assert isinstance(fitted, Table)
    assert fitted.values == (1, 0)
    assert former.refit(type_, Table((1, 0)), resizing) is None


def test_a_table_keeps_what_stays_and_is_filled_up_with_the_least() -> None:
    former, type_ = formed(TYPES["Fin 3 → Nat"])
    resizing = Resizing(lambda size, frame: frame[0], [3], [2], lambda old, new: [0, 2])
    assert former.refit(type_, (4, 5, 6), resizing) == (4, 6)
    assert former.fit(type_, (4,), size_of) == (4, 0, 0)


@pytest.mark.parametrize("name", FINITE)
def test_each_part_is_met_by_some_value_and_missed_by_another(name: str) -> None:
    former, type_ = formed(TYPES[name])
    tried = [*values_of(name), *(wide(name, seed) for seed in range(80))]
    sizes = sizes_in(type_)
    for partition in former.partitions(type_):
        met = {bool(partition.holds(value, size_of(sizes[0]) if sizes else 0)) for value in tried}
        # Lists of vectors are not drawn long.
        is_short = partition.name == "wide" and "List (List" in name
        assert met == ({False} if is_short else {True, False}), partition.name


@pytest.mark.parametrize("name", [n for n in FINITE if "Nat" in n or "Int" in n])
def test_numbers_are_held_against_the_largest_and_halved_until_they_are_inside(name: str) -> None:
    former, type_ = formed(TYPES[name])
    check = former.inside(type_, Limits(), Held(5))
    assert check is not None
    for seed in range(10):
        value = former.drawn(type_, source(seed))
        assert check(former.halved(type_, value, 80))
    assert any(not check(former.drawn(type_, source(seed))) for seed in range(30))


@pytest.mark.parametrize("name", TYPES)
def test_several_values_are_halved_as_each_by_itself(name: str) -> None:
    former, type_ = formed(TYPES[name])
    drawn = tuple(former.drawn(type_, source(seed)) for seed in range(10))
    each = tuple(former.halved(type_, value, 2) for value in drawn)
    assert former.all_halved(type_, drawn, 2) == each
    assert former.all_halved(type_, (), 2) == ()
    assert (each == drawn) == (
        not any(kind in name for kind in ("Nat", "Int", "Rat", "ℝ", "Guard")) or name == "Nat → Nat"
    )


def test_lists_are_held_against_the_limits_on_lists() -> None:
    former, type_ = formed(TYPES["List (Fin 3)"])
    check = former.inside(type_, Limits(nonempty=True, distinct_indices=True), Held())
    assert check is not None
    assert [check(value) for value in ((), (1,), (1, 2), (1, 1))] == [False, True, True, False]


def test_forms_have_a_rank_and_a_kind() -> None:
    def form(name: str) -> tuple[str, int] | None:
        former, type_ = formed(TYPES[name])
        found = former.form(type_)
        return None if found is None else (found.kind.name, found.rank)

    assert form("List (Fin 3)") == ("index", 1)
    assert form("Fin 3 → Fin 3 → ℝ") == ("real number", 2)
    assert form("Fin 3 → Bool") == ("bool", 1)
    assert form("Nat") == ("natural number", 0)
    assert form("Int") == ("integer", 0)
    assert form("Nat → Nat") is None


@pytest.mark.parametrize("name", ["Fin 3 → List (Fin 3)", "List (List (Fin 3))"])
def test_lists_in_a_vector_come_one_by_one_as_they_may_be_of_unlike_lengths(name: str) -> None:
    former, type_ = formed(TYPES[name])
    assert former.form(type_) == Row(Form(Kind.INDEX, 1))


@pytest.mark.parametrize("type_", [INT, ListType(INT), FunctionType(FIN, INT), ProductType(INT, INT), OptionType(INT)])
def test_where_no_negative_number_is_held_none_is_enumerated_drawn_or_inside(type_: Type) -> None:
    former, type_ = formed(type_)
    check = former.inside(type_, Limits(), Held(negatives=False))
    assert check is not None
    extent = within()._replace(has_negatives=False)
    values = list(former.values(type_, extent))
    assert len(values) == former.count(type_, extent) > 1
    unmet: list[tuple[int, str]] = []
    for seed in range(20):
        at_source, at_wide = source(seed), drawn(seed)
        at_source.has_negatives = at_wide.has_negatives = False
        at_wide.unmet = lambda factor, reason: unmet.append((factor, reason))
        levels = [seed % len(factor.levels) for factor in former.factors(type_)]
        values = [*values, former.drawn(type_, at_source), former.wide(type_, at_wide, levels)]
        values.append(former.neighbour(type_, values[-1], at_wide, None))
    assert all(map(check, values))
    assert "limit" in {reason for _, reason in unmet}
    assert not all(check(former.drawn(type_, source(seed))) for seed in range(30))


def wrong_values() -> Iterable[tuple[str, Value]]:
    yield from (("Bool", 1), ("Nat", -1), ("Nat", True), ("Fin 3", 3), ("Fin 3", -1), ("Fin 3", False))
    yield from (("List Nat", [1]), ("List Nat", (1, -1)), ("List (Fin 3)", (3,)), ("List (List (Fin 3))", ((0, 3),)))
    yield from (("Fin 3 → Nat", (1, 2)), ("Fin 3 → Bool", (1, 0, 1)), ("Nat → Nat", (1, 2)))


@pytest.mark.parametrize(("name", "value"), list(wrong_values()))
def test_what_is_of_another_type_is_not_held(name: str, value: Value) -> None:
    former, type_ = formed(TYPES[name])
    assert not former.holds(type_, value, size_of)
