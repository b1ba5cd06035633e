"""Every small mistake in a built-in backend is seen: each operator, constant, return, dtype and raise, exchanged."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest

from conformance.cases.profiles import PROFILES
from conformance.cases.streams import MANY_ITEMS, Streams
from conformance.checking.checker import Checker
from conformance.checking.laws import in_turn, laws_of
from conformance.laws.laws import Law
from conformance.laws.specfile import shipped
from conformance.records.vocabulary import STAGES
from conformance.subjects.loading import load_backend
from conformance.values.naming import snake_case
from tests.backends.mutants import Mutant, mutants_of, names_used
from tests.some import some

SPEC = shipped("masking", "mae", "jepa", "vicreg")
"""What the backends' own files have; views are in files beside them."""

OPERATIONS = tuple(map(snake_case, SPEC.definitions))
CARRIERS = {
    "python": ("python",),
    "numpy": ("numpy", "numpy:float32", "numpy:uint8", "numpy:uint64"),
    "torch": ("torch", "torch:float64", "torch:uint8", "torch:uint16", "torch:uint32", "torch:uint64"),
}
LIMITS = {"torch:uint64": {"max_nat": 2**63 - 1}}

EQUIVALENT: dict[str, dict[str, list[str]]] = json.loads(
    Path(__file__).with_name("equivalent.json").read_text(encoding="utf-8")
)
"""The mutants of each library that do as they should on every input that a law admits, by the reason."""


PARTS = 4
"""In how many tests the mutants of a library are tried, so that processes share them."""


def same_as_correct(library: str) -> set[str]:
    return {key for keys in EQUIVALENT[library].values() for key in keys}


def sources(library: str) -> tuple[str, str]:
    """The path of a built-in backend and its text."""
    path = importlib.import_module(f"conformance.backends.{library}").__file__
    assert path is not None
    return path, Path(path).read_text(encoding="utf-8")


@cache
def streams(profile: str) -> Streams:
    return Streams(PROFILES[profile], 0, MANY_ITEMS)


def checkers(mutant: Mutant, library: str, profile: str, carriers: Sequence[str]) -> Iterator[Checker]:
    """A checker of the mutant on each of some carriers."""
    spec, (path, _) = SPEC, sources(library)
    for carrier in carriers:
        names = {"carrier": carrier, "name": "mutant", "limits": LIMITS.get(carrier, {})}
        backend = load_backend(SimpleNamespace(**(mutant.load(path) | names)), spec.definitions)
        yield Checker(backend, spec, PROFILES[profile], 0, streams(profile))


def laws_about(mutant: Mutant, source: str) -> tuple[Law, ...]:
    """The laws that call an operation in which the changed function or table has a part."""
    called = names_used(source)
    touched = {name for name in OPERATIONS if mutant.name in called[name]}
    assert touched
    laws = [law for law in in_turn(laws_of(SPEC)) if law.level != "training"]
    return tuple(law for law in laws if touched & set(map(snake_case, law.operations)))


def is_seen(mutant: Mutant, library: str, profile: str, laws: Sequence[Law], carriers: Sequence[str] = ()) -> bool:
    """Whether a law fails on one of some carriers, or of all that its library has."""
    tried = checkers(mutant, library, profile, carriers or CARRIERS[library])
    return any(c.fails_in(law, stage) for c in tried for stage in STAGES for law in laws)


@pytest.mark.parametrize("library", CARRIERS)
def test_there_are_many_mutants_and_those_that_do_the_same_are_among_them(library: str) -> None:
    mutants = {mutant.key for mutant in mutants_of(sources(library)[1])}
    assert len(mutants) >= 40
    assert sorted(same_as_correct(library) - mutants) == []


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("library", CARRIERS)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_every_mutant_is_seen_in_the_default_profile_but_those_that_do_the_same(library: str, part: int) -> None:
    pytest.importorskip(library if library != "python" else "conformance")
    _, source = sources(library)
    same = same_as_correct(library)
    unseen, seen = [], []
    for number, mutant in enumerate(list(mutants_of(source))[part::PARTS]):
        laws = laws_about(mutant, source)
        if mutant.key in same:
            # Each is tried on a carrier, all together on all of them.
            one = CARRIERS[library][number % len(CARRIERS[library])]
            seen += [mutant.key] if is_seen(mutant, library, "quick", laws, [one]) else []
        elif not is_seen(mutant, library, "quick", laws) and not is_seen(mutant, library, "default", laws):
            unseen.append(mutant.key)
    assert (unseen, seen) == ([], [])


@pytest.mark.parametrize("library", some(CARRIERS))
def test_the_backend_itself_is_no_mutant(library: str) -> None:
    pytest.importorskip(library if library != "python" else "conformance")
    path, source = sources(library)
    unchanged = Mutant("masked_loss", "", "", source)
    assert path.endswith(f"{library}.py")
    assert not is_seen(unchanged, library, "quick", laws_about(unchanged, source))


def test_a_mutant_differs_in_one_place_and_is_told_by_its_line() -> None:
    source = (
        'def f(n: int) -> int:\n    """Doc."""\n    if n < 0:\n        raise ValueError(f"{n + 1}")\n    return n * 2\n'
    )
    told = [m.key for m in mutants_of(source)]
    assert told == [
        "f: if n < 0: | if n < 0 -> if not n < 0",
        "f: if n < 0: | if n < 0 -> if True",
        "f: if n < 0: | if n < 0 -> if False",
        "f: if n < 0: | n < 0 -> n <= 0",
        "f: if n < 0: | n < 0 -> n >= 0",
        "f: if n < 0: | 0 -> 1",
        "f: if n < 0: | 0 -> -1",
        'f: raise ValueError(f"{n + 1}") | raise left out',
        "f: return n * 2 | return n * 2 -> return None",
        "f: return n * 2 | return n * 2 -> return not n * 2",
        "f: return n * 2 | n * 2 -> n + 2",
        "f: return n * 2 | n * 2 -> n // 2",
        "f: return n * 2 | n * 2 -> n",
        "f: return n * 2 | n * 2 -> 2",
        "f: return n * 2 | 2 -> 3",
        "f: return n * 2 | 2 -> 1",
    ]
    doubled = [m.load("f.py")["f"](5) for m in mutants_of(source) if m.key.startswith("f: return")]
    assert doubled == [None, False, 7, 2, 5, 2, 15, 5]


def test_functions_are_told_with_what_they_use() -> None:
    used = names_used("def a():\n    return b()\ndef b():\n    return c\nc = {1: 2}\ndef d(): ...\n")
    assert used == {"a": {"a", "b", "c"}, "b": {"b", "c"}, "c": {"c"}, "d": {"d"}}
