"""Results that are too large to read, or that act when they are looked at, are the backend's failures."""

from __future__ import annotations

import random
import sys
from collections import UserList
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from conformance import check
from conformance.carriers.shown import LONGEST, shown
from conformance.laws.specfile import load
from conformance.records.result import Result
from conformance.subjects.calls import OperationFailed
from conformance.subjects.loading import load_backend
from conformance.subjects.operation import bind


class Long(list[Any]):
    """Says that it is as long as asked for, and is not."""

    def __len__(self) -> int:
        return 10**12


class Endless(list[Any]):
    def __iter__(self) -> Any:
        while True:
            yield True


class Wordy(str):
    __slots__ = ()

    def __repr__(self) -> str:
        return "w" * 10**6


def acting(act: Callable[[], Any]) -> object:
    """An object that does something whenever it is asked for anything."""

    def method(self: object, *arguments: object) -> Any:
        return act()

    names = ("repr", "str", "len", "eq", "ne", "lt", "index", "int", "bool", "iter", "hash", "getattr", "getitem",
             "contains", "format", "call", "array", "float", "length_hint")  # fmt: skip
    kind: type = type("Acting", (), {f"__{name}__": method for name in names} | {"__class__": property(method)})
    return kind()


def leave() -> Any:
    sys.exit("no more of this")


def fail() -> Any:
    raise RuntimeError("no " * 10_000)


def nested(depth: int) -> Any:
    value: Any = True
    for _ in range(depth):
        value = [value]
    return value


def cyclic() -> list[Any]:
    value: list[Any] = [True]
    value[0] = value
    return value


PYTHON: dict[str, Callable[[], Any]] = {
    "a long integer": lambda: 10**20_000,
    "a huge integer": lambda: 1 << 2**24,
    "a list that is too long": lambda: [True] * 10**6,
    "a list of lists that is too large": lambda: [[True] * 10**6] * 10**6,
    "a list that is nested deeply": lambda: nested(100_000),
    "a list in itself": cyclic,
    "a list that says it is long": lambda: Long([True]),
    "a list that has no end": lambda: Endless([True]),
    "a text that is long when shown": lambda: Wordy("x"),
    "a text": lambda: "x" * 10**7,
    "an object that leaves": lambda: acting(leave),
    "an object that raises": lambda: acting(fail),
    "an object that gives itself": lambda: acting(lambda: 5),
    "a list of objects that leave": lambda: [acting(leave)],
    "a dict": lambda: {k: k for k in range(10**5)},
    "a range": lambda: range(10**12),
    "a type": lambda: acting,
    "a list of another kind": lambda: UserList([True]),
    "an array where a list belongs": lambda: np.broadcast_to(np.array(True), (10**9,)),
}
NUMPY: dict[str, Callable[[], Any]] = {
    "a broadcast array": lambda: np.broadcast_to(np.array(True), (10**9,)),
    "a broadcast array of two dimensions": lambda: np.broadcast_to(np.array(True), (3, 10**9)),
    "an array of objects": lambda: np_array([acting(leave)] * 3),
    "an array of many dimensions": lambda: np.zeros((1,) * 32, dtype=bool),
    "a structured array": lambda: np.zeros(3, dtype=[("a", "i8"), ("b", "f4", (1000,))]),
    "a void scalar": lambda: np.void(b"x" * 10**6),
    "a long text": lambda: np.array(["x" * 10**6]),
    "a memory view": lambda: memoryview(bytearray(10**6)),
}


JUDGED = {"failed", "passed", "vacuous", "not_provided"}
"""What a law may come to: never a fault of the harness."""


def results_of(act: Callable[[], Any], carrier: str = "python") -> list[Result]:
    one = act()
    backend = SimpleNamespace(name="odd", carrier=carrier, all_mask=lambda n: one, masked_loss=lambda idxs, losses: one)
    return check(backend, profile="quick", laws=("allMask*", "maskedLoss", "maskedLoss.[dpsw]*")).results


def assert_told(results: list[Result]) -> None:
    """Each law that reads the result fails through the backend, in words that are not long."""
    by_law = {r.law: r for r in results}
    assert {r.status for r in results} <= JUDGED
    for law in ("allMask.well_formed", "maskedLoss"):
        assert by_law[law].status == "failed", law
    for result in results:
        if result.failure is not None:
            assert len(result.failure.message) < 1_500
            assert "\n" not in result.failure.message


@pytest.mark.parametrize("name", PYTHON)
def test_an_odd_result_of_a_python_backend_is_its_failure(name: str) -> None:
    assert_told(results_of(PYTHON[name]))


@pytest.mark.parametrize("name", [*NUMPY, *PYTHON])
def test_an_odd_result_of_a_numpy_backend_is_its_failure(name: str) -> None:
    assert_told(results_of((NUMPY | PYTHON)[name], "numpy"))


@pytest.mark.slow
@pytest.mark.parametrize("name", [*NUMPY, *PYTHON])
@pytest.mark.parametrize("library", ["torch", "jax", "array_api_strict"])
def test_an_odd_result_of_another_library_is_its_failure(name: str, library: str) -> None:
    pytest.importorskip(library)
    carrier = "array_api:array_api_strict" if library == "array_api_strict" else library
    assert_told(results_of((NUMPY | PYTHON)[name], carrier))


def test_an_expanded_tensor_is_not_read() -> None:
    torch = pytest.importorskip("torch")
    by_law = {r.law: r for r in results_of(lambda: torch.ones((), dtype=torch.bool).expand(10**9), "torch")}
    failure = by_law["allMask.well_formed"].failure
    assert failure is not None
    assert (failure.reason, failure.message) == ("malformed", "expected 0 values, got 1,000,000,000")


def test_the_sizes_that_were_expected_and_that_came_are_told() -> None:
    by_law = {r.law: r for r in results_of(lambda: [True] * 1_000_000)}
    failure = by_law["allMask.well_formed"].failure
    assert failure is not None
    assert (failure.reason, failure.message) == ("malformed", "expected 0 values, got 1,000,000")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([True, (1,), {"a": None}, {2}], "[True, (1,), {'a': None}, {2}]"),
        ([[], (), {}, set()], "[[], (), {}, set()]"),
        (frozenset({1}), "frozenset({1})"),
        (10**10_000, "an int of 33,220 bits"),
        ([0] * 10**6, None),
        (nested(10**5), None),
        (np.broadcast_to(np.array(True), (10**5, 10**5)), "10,000,000,000 values of a ndarray"),
        (np.zeros(3, dtype=[("a", "i8"), ("b", "f4", (1000,))]), "12,024 bytes of a ndarray"),
        (np.void(b"x" * 10**6), "1,000,000 bytes of a void"),
    ],
    ids=["containers", "empty", "frozen", "integer", "list", "nested", "array", "records", "void"],
)
def test_what_is_shown_is_short_and_the_same_as_repr_where_that_is_short(value: object, text: str | None) -> None:
    told = shown(value)
    assert len(told) <= LONGEST
    assert text in (None, told)


# Anything


def anything(rng: random.Random, depth: int = 3) -> Any:
    """A random object: plain values, containers of them, arrays, and objects that act."""
    if depth and rng.random() < 0.5:
        many = [anything(rng, depth - 1) for _ in range(rng.randrange(4))]
        return rng.choice((list, tuple, Long, Endless, UserList, lambda x: dict(enumerate(x)), np_array))(many)
    return rng.choice((
        None, True, False, 0, 1, -1, 2**63, -(2**70), 10**9_000, 0.0, 0.5, float("nan"), float("inf"), 1j, "", "True",
        b"", "\x1b[31m\u202e", object, anything, Ellipsis, NotImplemented, acting(leave), acting(fail), range(10**9),
        Wordy("x"), np.bool_(True), np.int8(-1), np.float16("nan"), np.datetime64("NaT"), np.zeros((0, 3)),
        np.broadcast_to(np.array(True), (10**8,)), np.ma.masked, np.zeros(2, dtype=bool), np.array(3), iter([True]),
    ))  # fmt: skip


def np_array(many: list[Any]) -> Any:
    found = np.empty(len(many), dtype=object)
    for k, one in enumerate(many):
        found[k] = one
    return found


@pytest.mark.parametrize("seeds", [range(6), pytest.param(range(6, 40), marks=pytest.mark.slow)], ids=["few", "more"])
def test_whatever_comes_back_is_judged(seeds: range) -> None:
    laws = ("complement.[ws]*", "selected", "maskedLoss.well_formed")
    for seed in seeds:
        for carrier in ("python", "numpy", "numpy:float32"):
            results = check(giving(anything(random.Random(seed)), carrier), profile="quick", laws=laws).results
            assert {r.status for r in results} <= JUDGED, (seed, carrier)


@pytest.mark.slow
@pytest.mark.parametrize(
    "carrier", ["python", "numpy", "numpy:float32", "numpy:int8", "torch", "jax", "array_api:array_api_strict"]
)
def test_whatever_comes_back_is_a_value_or_a_failure(carrier: str) -> None:
    pytest.importorskip(carrier.split(":")[1 if carrier.startswith("array") else 0].replace("python", "sys"))
    rng = random.Random(14)
    one: list[object] = [None]
    definitions = load().definitions
    backend = load_backend(giving(one, carrier, lambda: one[0]), definitions)
    operations = bind(backend, definitions)
    inputs = {"selected": (2, (True, False), 1), "complement": (2, (True, False)), "maskedLoss": (2, (0, 1), (3, 4))}
    failures = 0
    for _ in range(300):
        one[0] = anything(rng)
        for name, arguments in inputs.items():
            outcome = operations[name].outcome(arguments)
            if isinstance(outcome, OperationFailed):
                assert (outcome.reason, len(outcome.message) < 1_500) == ("malformed", True)
                failures += 1
            else:
                assert type(outcome) in (bool, int, tuple)
    assert failures > 600


def giving(one: object, carrier: str, get: Callable[[], Any] | None = None) -> object:
    """A backend that gives the same for everything, or what `get` gives at the time."""
    give = get or (lambda: one)
    return SimpleNamespace(name="odd", carrier=carrier, selected=lambda mask, i: give(),
                           complement=lambda mask: give(), masked_loss=lambda idxs, losses: give())  # fmt: skip


class Opaque:
    """Its text says where it lies in memory, as that of any object does that does not say otherwise."""


def _raises_with_one(mask: Any) -> Any:
    raise TypeError(f"no mask: {Opaque()}")


@pytest.mark.parametrize("complement", [lambda mask: Opaque(), lambda mask: [Opaque()] * len(mask), _raises_with_one])
def test_where_an_object_lies_in_memory_is_not_told(complement: Callable[[Any], Any]) -> None:
    """Runs of the same seed give the same results."""
    report = check(SimpleNamespace(complement=complement), laws=["complement"])
    assert report.results[0].status == "failed"
    assert "Opaque object>" in report.to_json()
    assert " at 0x" not in report.to_json()
