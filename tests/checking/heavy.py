"""Spec files whose statements are heavy to evaluate, drawn from a seed: one hundred of them, of thirteen kinds."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator

NEUTRAL = "complement (complement m) = m"

DEFINITIONS = {
    "sq": "def sq (n : Nat) : Nat := n * n",
    "grow": "def grow (n : Nat) : Nat := sq (n + 1) + n",
    "tower": "def tower (a n : Nat) : Nat := (List.range n).foldl (fun t i => a ^ t) 1",
    "twice": "def twice (xs : List Nat) : List Nat := xs ++ xs",
    "pairs": "def pairs (xs : List Nat) : Bool := xs.all (fun i => xs.all (fun j => i + j == j + i))",
    "f0": "def f0 (x : Nat) : Nat := x + 1",
    **{f"f{k}": f"def f{k} (x : Nat) : Nat := f{k - 1} (f{k - 1} x)" for k in range(1, 31)},
}
"""What the statements use, and a backend has not."""


def theorem(binders: str, claim: str) -> str:
    return f"theorem t {binders} : ({claim}) ∧ {NEUTRAL}"


def nested(function: str, times: int, argument: str) -> str:
    return f"{function} (" * times + argument + ")" * times


def squares(rng: random.Random) -> str:
    name, of = rng.choice(["sq", "grow"]), rng.choice(["1000000000", "n", "n + 2"])
    return theorem("(n : Nat) (m : Mask 1)", f"{nested(name, rng.randint(20, 40), of)} = 0")


def doubled_lists(rng: random.Random) -> str:
    if rng.random() < 0.5:
        return theorem("(xs : List Nat) (m : Mask 1)", f"{nested('twice', rng.randint(18, 60), 'xs')} = xs ∨ True")
    turns = rng.choice(["n", "40", "(n * n)"])
    claim = f"((List.range {turns}).foldl (fun a x => a ++ a) [1]).length = 2 ^ {turns}"
    return theorem("(n : Nat) (m : Mask 1)", claim)


def towers(rng: random.Random) -> str:
    power = " ^ ".join(rng.choice(["10", "7", "n", "(n + 2)"]) for _ in range(rng.randint(3, 7)))
    claim = rng.choice([f"{power} ≥ 0", f"tower {rng.randint(2, 9)} (n + {rng.randint(0, 5)}) ≥ 0"])
    return theorem("(n : Nat) (m : Mask 1)", claim)


def nested_ranges(rng: random.Random) -> str:
    bounds = ["n * n * n", "1000000", "n ^ 5", "30000"]
    names = "abcde"[: rng.randint(2, 5)]
    loops, before = [], ""
    for name in names:
        loops.append(f"∀ {name} < {rng.choice([*bounds, f'{before} * {before}'] if before else bounds)}")
        before = name
    return theorem("(n : Nat) (m : Mask 1)", f"{', '.join(loops)}, {names[0]} + {before} = {before} + {names[0]}")


def deep(rng: random.Random) -> str:
    times = rng.choice([60, 150, 400])
    return theorem("(n : Nat) (m : Mask 1)", rng.choice(["(" * times + "n" + " + 1)" * times, "¬ " * 2 * times]) +
                   rng.choice([" = 0", " = n"]))  # fmt: skip


def long(rng: random.Random) -> str:
    sign = rng.choice([" ∧ ", " ∨ "])
    parts = [f"n * {k} ≤ {nested('sq', rng.randint(0, 9), 'n')} + {k}" for k in range(rng.randint(100, 600))]
    return theorem("(n : Nat) (m : Mask 1)", sign.join(parts))


def many_binders(rng: random.Random) -> str:
    names = [f"x{k}" for k in range(rng.choice([10, 30]))]
    type_ = rng.choice(["Nat", "Fin 3", "Bool", "List Nat", "Mask 2", "Mask (2 ^ 9)"])
    return theorem(f"({' '.join(names)} : {type_}) (m : Mask 1)", " ∧ ".join(f"{x} = {x}" for x in names))


def never_met(rng: random.Random) -> str:
    premise = rng.choice(
        ["n < n", "∀ a < 1000000, ∀ b < 1000000, a + b < n", "10 ^ 10 ^ n < 0", "tower 3 n = n",
         "(List.range (n * n * n * n)).length = n + 1", f"{nested('sq', 30, 'n + 2')} = 0"]
    )  # fmt: skip
    return f"theorem t (n : Nat) (m : Mask n) (h : {premise}) : {NEUTRAL}"


def ranges(rng: random.Random) -> str:
    much = rng.choice(["2 ^ 30", "999999", "10 ^ 10 ^ 3", "n * 1000000", "n ^ n"])
    listed = rng.choice([f"List.range ({much})", f"List.replicate ({much}) n", f"List.finRange ({much})"])
    return theorem("(n : Nat) (m : Mask 1)", f"({listed}).length = {much}")


def folds(rng: random.Random) -> str:
    step = rng.choice(["a * 3", "sq a", "a + a", "a ^ 2", "a + (List.range x).length", "tower 2 a"])
    way = rng.choice([f"foldl (fun a x => {step})", f"foldr (fun x a => {step})"])
    return theorem("(n : Nat) (m : Mask 1)", f"(List.range ({rng.choice(['n * n', '100000', 'n'])})).{way} 2 ≥ 0")


def doubled_calls(rng: random.Random) -> str:
    return theorem("(n : Nat) (m : Mask 1)", f"f{rng.randint(10, 30)} n ≥ n")


def lists_in_lists(rng: random.Random) -> str:
    much = rng.choice(["1000000", "n * n * n", "5000"])
    claim = rng.choice([f"pairs (List.range ({much})) = true", "pairs xs = true ∧ pairs (xs ++ xs ++ xs) = true",
                        f"((List.range ({much})).map (fun i => List.range ({much}))).length = {much}",
                        f"∀ i ∈ List.range ({much}), ∀ j ∈ List.range ({much}), i + j = j + i"])  # fmt: skip
    return theorem("(n : Nat) (xs : List Nat) (m : Mask 1)", claim)


def large_sizes(rng: random.Random) -> str:
    size = rng.choice(["10 ^ 10 ^ 10", "n * n * n * n", "2 ^ n", "1000000", f"{nested('sq', 9, 'n + 2')}"])
    return f"theorem t (n : Nat) (m : Mask ({size})) : {NEUTRAL}"


KINDS: tuple[Callable[[random.Random], str], ...] = (
    squares, doubled_lists, towers, nested_ranges, deep, long, many_binders, never_met, ranges, folds, doubled_calls,
    lists_in_lists, large_sizes,
)  # fmt: skip


def abbreviations(depth: int) -> str:
    lines = [f"  T{k}: {{lean: 'abbrev T{k} := T{k - 1} → T{k - 1}'}}\n" for k in range(1, depth)]
    return "module: M\ndefinitions:\n  T0: {lean: 'abbrev T0 := Nat → Nat'}\n" + "".join(lines)


def files(seed: int, count: int = 100) -> Iterator[tuple[str, str]]:
    """What a file is about, and its text."""
    rng = random.Random(seed)
    yield "abbreviations 0", abbreviations(40)
    for number in range(1, count):
        kind = KINDS[number % len(KINDS)]
        lean = kind(rng)
        defined = {n: {"lean": d} for n, d in DEFINITIONS.items()}
        text = {"module": "M", "definitions": defined, "theorems": {"t": {"lean": lean}}}
        yield f"{kind.__name__} {number}", json.dumps(text, ensure_ascii=False)
