"""Statements at random about structures, pairs, integers, positions and folds: together they are what each is alone."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from conformance.columns.blocks import column_of
from conformance.columns.column import Items, NotByColumns, TooLarge
from conformance.columns.reading import Defined, read_term
from conformance.laws.specfile import Spec, load
from conformance.lean.elaborate.declarations import elaborate_declaration
from conformance.lean.errors import LeanError
from conformance.lean.evaluate import compile_term
from conformance.lean.nodes import Type
from conformance.lean.parse import parse_declaration
from conformance.lean.quantifiers import strip
from conformance.lean.syntax import Binder, Theorem
from conformance.lean.types import (
    REAL,
    ArrayType,
    BoolType,
    FinType,
    FunctionType,
    IntType,
    ListType,
    NatType,
    ProductType,
    StructureType,
    UnitType,
    unfold,
)
from tests.columns.test_reading import columns
from tests.columns.writing import STRUCTURE, Unwritable, Writer

ROWS = 12


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Spec:
    path: Path = tmp_path_factory.mktemp("spec") / "own.yaml"
    path.write_text(
        "module: Own\nsource: {project: own, page: own.md}\nimports: [masking]\nabout: Own.\nstructures:\n" + STRUCTURE,
        encoding="utf-8",
    )
    return load([path])


class Drawn:
    """Values at random of types in which `n` has one value, and all lists one length."""

    def __init__(self, spec: Spec, seed: int, n: int, length: int) -> None:
        self.spec, self.rng, self.n, self.length = spec, random.Random(seed), n, length

    def of(self, type_: Type) -> Any:
        """
        Raises:
            IndexError: the type has no values.
        """
        match unfold(type_):
            case NatType():
                return self.rng.randrange(4)
            case IntType():
                return self.rng.randrange(-3, 4)
            case BoolType():
                return self.rng.random() < 0.5
            case UnitType():
                return 0
            case FinType() as fin:
                return self.rng.choice(range(self.count(fin)))
            case ListType(item=item) | ArrayType(item=item):
                return tuple(self.of(item) for _ in range(self.length))
            case FunctionType(domain=domain, codomain=codomain):
                return tuple(self.of(codomain) for _ in range(self.count(unfold(domain))))
            case ProductType(left=left, right=right):
                return self.of(left), self.of(right)
            case StructureType(fields=fields):
                return tuple(map(self.of, fields))
        raise TypeError(type_)

    def count(self, type_: Type) -> int:
        if isinstance(type_, FinType):
            found: int = compile_term(type_.size, ["n"], self.spec.reference)((self.n,))
            return found
        return 2 if isinstance(type_, BoolType) else 1


def tried(spec: Spec, seed: int) -> str:
    """What became of a theorem's claim: told together as one by one, not told together, or no theorem."""
    try:
        text = Writer(seed).theorem()
        theorem = elaborate_declaration(spec.environment, parse_declaration(text), text)
    except (Unwritable, LeanError):
        return "no theorem"
    assert isinstance(theorem, Theorem)
    context, claim = strip(theorem.context, theorem.conclusion)
    binders = [c for c in context if isinstance(c, Binder)]
    names = [b.name for b in binders]
    try:
        together = read_term(claim, names, Defined(spec.definitions), spec.definitions)
    except NotByColumns:
        return "not told"
    alone = compile_term(claim, names, spec.reference)
    outcome = "not told"
    for n in range(4):
        for length in range(3):
            draw = Drawn(spec, seed, n, length)
            try:
                frames = [tuple(n if b.name == "n" else draw.of(b.type) for b in binders) for _ in range(ROWS)]
            except IndexError:
                continue
            try:
                found = together(columns(binders, frames), 1)
            except (NotByColumns, TooLarge):
                continue
            assert isinstance(found, Items)
            got = np.broadcast_to(found.data, (ROWS,)).tolist()
            assert got == [alone(frame) for frame in frames], (seed, text, frames)
            outcome = "told"
    return outcome


@pytest.mark.parametrize(("first", "count"), [(0, 60), pytest.param(60, 1_500, marks=pytest.mark.slow)])
@pytest.mark.filterwarnings("error")
def test_a_statement_is_the_same_of_many_inputs_at_once(spec: Spec, first: int, count: int) -> None:
    outcomes = Counter(tried(spec, seed) for seed in range(first, first + count))
    assert outcomes["told"] > 0.8 * count, outcomes


@pytest.mark.parametrize(
    ("type_", "values"),
    [
        (REAL, (0, 1)), (FunctionType(NatType(), NatType()), (abs, abs)), (NatType(), (0, 2**63)),
        (ListType(NatType()), ((), (1,))),
    ],
)  # fmt: skip
def test_values_that_arrays_do_not_hold_have_no_column(type_: Type, values: tuple[Any, ...]) -> None:
    with pytest.raises(NotByColumns):
        column_of(type_, values)


@pytest.mark.parametrize(
    "claim",
    [
        "True ∧ (∀ i j k : Fin 400, x + i.val + j.val = k.val)",
        "True ∧ (∃ i : Fin 1000000000000, x = i.val)",
        "(fun i : Fin 300 => fun j : Fin 300 => fun k : Fin 300 => x + i.val + j.val + k.val) = (fun _ _ _ => 0)",
    ],
)
def test_more_numbers_than_are_held_at_once_are_not_made(spec: Spec, claim: str) -> None:
    text = f"theorem t (x : Nat) : {claim}"
    theorem = elaborate_declaration(spec.environment, parse_declaration(text), text)
    assert isinstance(theorem, Theorem)
    together = read_term(theorem.conclusion, ["x"], Defined(spec.definitions), spec.definitions)
    with pytest.raises(TooLarge):
        together((column_of(NatType(), [0, 1]),), 1)
