"""Which definitions add up: a result can be beyond every natural that goes in, or never is."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from conformance.laws.specfile import load
from conformance.lean.closures import Value
from conformance.lean.growth import adds_up
from conformance.lean.syntax import Definition

TOTALS = {
    "added": "(a b : Fin n → Nat) : Fin n → Nat := fun i => a i + b i",
    "product": "(a b : Nat) : Nat := a * b",
    "power": "(a : Nat) : Nat := 2 ^ a",
    "next": "(a : Nat) : Nat := Nat.succ a",
    "total": "(xs : List Nat) : Nat := xs.sum",
    "folded": "(xs : List Nat) : Nat := xs.foldl (fun t x => x + t) 0",
    "folded_twice": "(xs : List Nat) (a : Nat) : Nat := xs.foldr (fun x t => (fun u => u * x) t) a",
    "with_length": "(xs : List Nat) (a : Nat) : Nat := a + xs.length",
    "counted_to": "(a : Nat) : Nat := (List.range a).sum",
    "over_all": "(f : Fin n → Nat) : Nat := ∑ i : Fin n, f i",
    "in_a_pair": "(a b : Nat) : Nat := (a + b, a).1",
    "through_a_call": "(a b : Nat) : Nat := max a (product a b)",
}
NO_TOTALS = {
    "chosen": "(m : Fin n → Bool) : Nat := ((List.finRange n).filter (fun i => m i)).length",
    "first": "(xs : List (Fin n)) (f : Fin n → Nat) : Nat := (xs.map (fun i => f i)).headD 0",
    "least": "(xs : List Nat) (a : Nat) : Nat := xs.foldr (fun x y => min x y) a",
    "largest": "(a b : Nat) : Nat := max a b",
    "rest": "(a b : Nat) : Nat := a - b / 2 % 7",
    "clipped": "(a b : Nat) : Nat := min (a + b) a",
    "remainder": "(a b : Nat) : Nat := (a * b) % 5",
    "gathered": "(f : Fin n → Nat) (g : Fin n → Fin n) : Fin n → Nat := fun i => f (g i)",
    "either": "(a b : Nat) : Nat := if a < b then a else b",
    "position": "(i : Fin n) : Nat := i.val + n",
    "chosen_or_one": "(m : Fin n → Bool) : Nat := chosen m + 1",
}


def definitions(folder: Path) -> dict[str, Definition]:
    lines = ["module: M", "definitions:"]
    for name, rest in (TOTALS | NO_TOTALS).items():
        lines += [f"  {name}:", f'    lean: "def {name} {{n : Nat}} {rest}"' if "n" in _sizes(rest) else
                  f'    lean: "def {name} {rest}"']  # fmt: skip
    path = folder / "totals.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return load([path]).definitions


def _sizes(text: str) -> set[str]:
    return {"n"} if "Fin n" in text else set()


def test_what_adds_up_follows_from_the_body(tmp_path: Path) -> None:
    known = definitions(tmp_path)
    found = {name: adds_up(known[name], known) for name in TOTALS | NO_TOTALS}
    assert found == dict.fromkeys(TOTALS, True) | dict.fromkeys(NO_TOTALS, False)


@pytest.mark.parametrize("name", ["least", "largest", "rest", "clipped"])
def test_what_does_not_add_up_never_goes_beyond_what_goes_in(name: str, tmp_path: Path) -> None:
    path = tmp_path
    definitions(path)
    spec = load([path / "totals.yaml"])
    definition = spec.definitions[name]
    values: list[list[Value]] = [
        [0, 1, 7, 2**40] if b.type == definition.result else [(), (3,), (2**40, 5)] for b in definition.binders
    ]
    for arguments in product(*values):
        flat = [v for a in arguments for v in (a if isinstance(a, tuple) else (a,))]
        assert spec.reference[name](*arguments) <= max(flat, default=0)
