"""One question to the solver, within a number of its own steps, so that the answer hangs on no clock and no machine."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import z3

from conformance.proving.kinds import Expr

STEPS = 500_000
"""What an answer may take, in the solver's own unit (`rlimit`)."""


@dataclass(frozen=True)
class Answer:
    """Whether what was said contradicts itself, and the steps that it took to find out."""

    contradicts: bool
    steps: int


def ask(formulas: Sequence[Expr], steps: int = STEPS) -> Answer:
    """Whether the formulas contradict each other, as far as so many steps tell.

    Each question is asked as text in a context of its own: nothing that was asked before has a say in the answer.
    """
    written = z3.Solver()
    written.add(*formulas)
    context = z3.Context()
    # No other keeps to the number of steps.
    solver = z3.SimpleSolver(ctx=context)
    solver.set("auto_config", False)
    solver.set("smt.mbqi", False)
    solver.set("smt.random_seed", 0)
    solver.set("rlimit", steps)
    solver.from_string(_renumbered(written.to_smt2()))
    found = solver.check()
    return Answer(found == z3.unsat, _spent(solver))


def _renumbered(text: str) -> str:
    """The text with the parts that it names numbered in their order, and not by how many terms were made before."""
    numbers: dict[str, str] = {}
    return re.sub(r"(?<=[?$]x)\d+\b", lambda found: numbers.setdefault(found.group(), str(len(numbers))), text)


def _spent(solver: z3.Solver) -> int:
    statistics = solver.statistics()
    return int(statistics.get_key_value("rlimit count")) if "rlimit count" in statistics.keys() else 0  # noqa: SIM118
