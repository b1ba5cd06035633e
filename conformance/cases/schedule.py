"""In which order premises are made to hold, and which of its variables each changes for that.

A premise says of what it can be solved for: of the places that `repair` sets for it, in the turn in which it tries
them. One that is solved for a variable comes before those that read it, so that what was made to hold stays so; what
goes round in a circle is left in the order written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from conformance.cases.inverses import DEMANDS, INVERSES, WRAPS
from conformance.cases.permutations import distinct_in, says_distinct
from conformance.lean.nodes import Term, Type
from conformance.lean.quantifiers import bound_of, is_finite, witness
from conformance.lean.render import render
from conformance.lean.substitution import substitute
from conformance.lean.syntax import (
    Apply,
    Builtin,
    Call,
    Definition,
    Exists,
    ForAll,
    Lambda,
    Premise,
    Projection,
    Variable,
    children,
    spine,
)
from conformance.lean.variables import free_variables
from conformance.values.known import formed, former_of


@dataclass(frozen=True, slots=True)
class Place:
    """A place that is set so that a premise holds: the variable that it is of, and in words what is done."""

    variable: str
    done: str


@dataclass(frozen=True, slots=True)
class Step:
    """A premise, the places that are set for it in the turn in which they are tried, and the variables in it."""

    premise: Premise
    places: tuple[Place, ...]
    speaks_of: frozenset[str]

    @property
    def solves(self) -> str | None:
        """The variable that is changed first; None where nothing is, and inputs that miss the premise are left out."""
        return self.places[0].variable if self.places else None

    @property
    def told(self) -> str:
        """What is done, in words."""
        done = list(dict.fromkeys(place.done for place in self.places))
        return ", or else ".join(done) or "inputs that miss it are left out"


def schedule(
    premises: Sequence[Premise], names: Sequence[str], definitions: Mapping[str, Definition]
) -> tuple[Step, ...]:
    """The premises in the order in which they are made to hold."""
    reader = _Reader(names, definitions)
    left = [reader.step(premise) for premise in premises]
    found: list[Step] = []
    while left:
        ready = next((s for s in left if not any(_comes_before(other, s) for other in left if other is not s)), left[0])
        left.remove(ready)
        found.append(ready)
    return tuple(found)


def _comes_before(one: Step, other: Step) -> bool:
    """Whether one step changes what the other reads and does not change itself."""
    return one.solves is not None and one.solves != other.solves and one.solves in other.speaks_of


_LAST_FIRST = frozenset({"List.Perm", "List.contains"})
"""What is said of arguments of which the last is changed first."""

_TURNED = {"LT.lt": "GE.ge", "LE.le": "GT.gt", "GT.gt": "LE.le", "GE.ge": "LT.lt"}
"""Each order, and the one that holds where it does not."""


class _Reader:
    """Reads what would be done for a premise."""

    def __init__(self, names: Sequence[str], definitions: Mapping[str, Definition]) -> None:
        self._names = frozenset(names)
        self._definitions = definitions

    def step(self, premise: Premise) -> Step:
        places = [p for p in self._places(premise.statement, True) if p.variable in self._names]
        return Step(premise, tuple(dict.fromkeys(places)), free_variables(premise.statement) & self._names)

    def _places(self, term: Term, wanted: bool) -> Iterator[Place]:
        match term:
            case ForAll() if wanted and (distinct := distinct_in(term)) is not None:
                yield Place(distinct.function, f"`{distinct.function}` is changed so that it takes no value twice")
                if distinct.inverse is not None:
                    yield Place(distinct.inverse, f"`{distinct.inverse}` is set to what undoes `{distinct.function}`")
            case ForAll(body=Builtin(name="And", arguments=parts)) if wanted and says_distinct(term):
                for part in parts:
                    yield from self._places(replace(term, body=part), True)
            case ForAll(name=name, domain=domain, body=body) if wanted:
                bound = bound_of(term)
                among = ""
                if bound is not None and bound[0] == "∈":
                    among, body = f" in {_code(bound[1])}", children(body)[1]
                elif not is_finite(domain):
                    return
                for place in self._places(body, True):
                    yield Place(place.variable, f"{place.done} for each `{name}`{among}")
            case Builtin(name="→", arguments=(assumed, rest)) if wanted:
                for place in self._places(rest, True):
                    yield Place(place.variable, f"{place.done} where {_code(assumed)}")
            case Builtin(name="And" | "Or" as name, arguments=(left, right)):
                yield from self._places(left, wanted)
                if wanted == (name == "And"):
                    yield from self._places(right, wanted)
            case Builtin(name="Not" | "not", arguments=(inner,)):
                yield from self._places(inner, not wanted)
            case Builtin(name="Iff", arguments=(left, _)):
                yield from self._places(left, True)
            case Builtin(name="Eq" | "BEq.beq" | "Ne" | "bne" as name, arguments=(left, right)):
                is_equal = (name in ("Eq", "BEq.beq")) == wanted
                yield from self._equated(left, right, is_equal)
                yield from self._equated(right, left, is_equal)
                if not is_equal:
                    yield from self._enlarged(left.type, "there are not two")
            case Builtin(name="LT.lt" | "LE.le" | "GT.gt" | "GE.ge" as name, arguments=(left, right)):
                yield from self._ordered(name if wanted else _TURNED[name], left, right)
            case Exists(name=name, body=body) if wanted:
                for place in self._places(body, True):
                    which = "read off the equation" if witness(term) is not None else "tried"
                    yield Place(place.variable, f"{place.done}, the witness `{name}` {which}")
                yield from self._enlarged(term.domain, f"there is no `{name}`")
            case Builtin(name=name, arguments=arguments) if wanted and name in DEMANDS:
                for argument in reversed(arguments) if name in _LAST_FIRST else arguments:
                    yield from self._set(argument, f"changed so that {_code(term)}")
            case Call() | Apply(function=Call()) if (meant := self._meant(term)) is not None:
                yield from self._places(meant, wanted)
            case Apply() | Variable() | Projection() | Builtin() if former_of(term.type).is_bool:
                yield from self._set(term, f"set to `{str(wanted).lower()}`")

    def _equated(self, place: Term, other: Term, is_equal: bool) -> Iterator[Place]:
        known = {"true": True, "false": False}.get(other.name) if isinstance(other, Builtin) else None
        if known is None:
            yield from self._set(place, f"set to {_code(other)}" if is_equal else f"made unlike {_code(other)}")
        else:
            yield from self._places(place, known == is_equal)

    def _ordered(self, name: str, left: Term, right: Term) -> Iterator[Place]:
        low, high = (left, right) if name in ("LT.lt", "LE.le") else (right, left)
        is_strict = name in ("LT.lt", "GT.gt")
        former = former_of(low.type)
        if former.is_bool:
            yield from self._places(low, False)
            yield from self._places(high, True)
            return
        raised = self._set(high, f"raised {'above' if is_strict else 'to at least'} {_code(low)}")
        lowered = self._set(low, f"lowered {'below' if is_strict else 'to at most'} {_code(high)}")
        yield from lowered if former.is_natural or former.is_index else ()
        yield from raised
        yield from () if former.is_natural or former.is_index else lowered
        if is_strict and former.is_index:
            yield from self._enlarged(low.type, "there are not two")

    def _enlarged(self, type_: Type, where: str) -> Iterator[Place]:
        former, plain = formed(type_)
        if (size := former.size(plain)) is not None:
            yield from self._set(size, f"raised where {where}")

    def _set(self, place: Term, done: str) -> Iterator[Place]:
        for variable in self._variables_of(place):
            yield Place(variable, f"{_code(place)} is {done}")

    def _variables_of(self, place: Term) -> Iterator[str]:
        """The variables of which a place is a part that can be set, in the turn in which they are tried."""
        match place:
            case Variable(name=name):
                if not former_of(place.type).is_function:
                    yield name
            case Apply():
                table, _ = spine(place)
                if isinstance(table, Variable):
                    yield table.name
                elif isinstance(place.function, Call) and (meant := self._meant(place)) is not None:
                    yield from self._variables_of(meant)
            case Projection(structure=whole):
                yield from self._variables_of(whole)
            case Builtin(name="List.length" | "not" | "Option.isSome" | "Option.isNone", arguments=(inner,)):
                yield from self._variables_of(inner)
            case (
                Builtin(name="List.sum", arguments=(Builtin(name="List.map", arguments=(Variable(name=name), _)),))
                | Builtin(name="List.map", arguments=(Variable(name=name), _))
            ):
                yield name
            case Builtin(name=name, arguments=arguments) if name.partition("@")[0] in INVERSES:
                for argument in () if name.endswith(WRAPS) else arguments:
                    yield from self._variables_of(argument)
            case Call() if (meant := self._meant(place)) is not None:
                yield from self._variables_of(meant)

    def _meant(self, term: Call | Apply) -> Term | None:
        return meant(term, self._definitions)


def meant(term: Call | Apply, definitions: Mapping[str, Definition]) -> Term | None:
    """What definitions say in place of a call, or of one applied to an argument.

    None where they say nothing, or that is no function.

    `complement m i` means `!m i`.
    """
    call = term.function if isinstance(term, Apply) else term
    assert isinstance(call, Call)
    called = definitions[call.name]
    if called.body is None:
        return None
    given = {b.name: a for b, a in zip(called.binders, call.arguments, strict=True)}
    body: Term | None = substitute(called.body, given)
    if isinstance(term, Apply):
        body = substitute(body.body, {body.name: term.argument}) if isinstance(body, Lambda) else None
    return body


def _code(term: Term) -> str:
    return f"`{render(term)}`"
