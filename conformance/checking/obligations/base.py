"""What every obligation is: its description with its check, and the operation that it speaks of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from conformance.cases.claims import Claims
from conformance.checking.again import Again, held
from conformance.checking.evaluation import Check
from conformance.laws.obligations import Obligation
from conformance.lean.closures import Frame, Value
from conformance.lean.syntax import Definition
from conformance.subjects.backend import Backend
from conformance.subjects.operation import Operation
from conformance.system.pacing import Pace
from conformance.values.membership import inputs_of
from conformance.values.naming import snake_case

HERE = "# here other calls are made"
"""A line of a snippet that stands for the calls that a failure hangs on, where they are not at its beginning."""


@dataclass(frozen=True, slots=True)
class Made:
    """A call that was made: the how-many-eth, how its arguments were laid out, and how many items it has.

    `again` gives its arguments, which may be made anew for it: they are held on to only where nothing else keeps them.
    """

    turn: int
    again: Again
    layout: str
    items: int

    @property
    def arguments(self) -> tuple[Value, ...]:
        return self.again()


@dataclass(frozen=True, slots=True)
class Subject:
    """The operation that an obligation speaks of, and what surrounds it.

    `call` is the operation, or what remembers its outcomes; `others` are the backend's other operations, each with
    inputs to call it on. `pace` says when the law's time is over, and `least_calls` how many calls of the operation are
    made at least, where each is cheap. `keeping` gives what gives arguments again after other calls.
    """

    backend: Backend
    operation: Operation
    call: Callable[..., Value]
    claims: Claims
    others: Sequence[tuple[Operation, Sequence[Frame]]] = ()
    pace: Pace = field(default_factory=Pace)
    least_calls: int = 0
    keeping: Callable[[tuple[Value, ...]], Again] = held

    @property
    def definition(self) -> Definition:
        return self.operation.definition

    def inputs(self, arguments: Sequence[Value]) -> dict[str, object]:
        return inputs_of(self.definition.binders, arguments)

    def lines(self, arguments: Sequence[Value]) -> tuple[list[str], str, list[str]]:
        """Source that binds each explicit argument to its name, the call, and the names of the arguments."""
        explicit = [(b, v) for b, v in zip(self.definition.binders, arguments, strict=True) if not b.implicit]
        names = [f"{snake_case(b.name)}_" if b.name in ("backend", "got") else snake_case(b.name) for b, _ in explicit]
        bound = [
            f"{name} = {literal}"
            for name, literal in zip(names, self.operation.literals([v for _, v in explicit]), strict=True)
        ]
        return bound, self.operation.source(names), names

    def noting(self, name: str, arguments: Sequence[Value], *, may_raise: bool = False) -> list[str]:
        """Source that notes in words what a call comes to."""
        bound, call, _ = self.lines(arguments)
        told = f"{name} = repr(list({call}))" if self.operation.result_form.rank else f"{name} = repr({call})"
        if not may_raise:
            return [*bound, told]
        return [*bound, "try:", f"    {told}", "except Exception:", f'    {name} = "an exception"']

    def lines_of(self, made: Made) -> tuple[list[str], str, list[str]]:
        """The same of a call that was made, with its arguments as they lay then."""
        layout = self.operation.layout
        try:
            self.operation.layout = made.layout
            return self.lines(made.arguments)
        finally:
            self.operation.layout = layout

    def source(self, *lines: str) -> str:
        imports = dict.fromkeys([*self.operation.needed, *self.operation.carrier.imports()])
        return "\n".join([*imports, self.backend.expression, "", *lines]) + "\n"


@runtime_checkable
class Selective(Protocol):
    """A check that demands something on some inputs only.

    `nothing_said` is what is told where there was no such input; empty where there always is one.
    """

    @property
    def nothing_said(self) -> str: ...

    def says_something(self, frame: Frame) -> bool:
        """Whether it demands something on an input."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedObligation(Obligation):
    """An obligation and how it is checked.

    `calls` is about how many calls of its own the check makes for an input, which no other law can share, and `writes`
    whether it writes into results. `among_others` says that it makes calls of the other operations between its own:
    what fails then hangs on more than an input, which is shown as it is. `asks_others` says that it asks them as well,
    beside what its failures hang on, and `judges_others` that it fails where they give something else than before.
    `lacks` says what an operation lacks to be asked, in words, empty for nothing. One that is `numeric` is asked in the
    stage of that name alone, and backends are held against each other on its inputs. One that `only_calls` holds where
    a call comes to a value of its type.
    """

    check: Callable[[Subject], Check]
    lacks: Callable[[Operation], str] = lambda operation: ""
    calls: int = 0
    writes: bool = False
    among_others: bool = False
    asks_others: bool = False
    judges_others: bool = False
    numeric: bool = False
    only_calls: bool = False
