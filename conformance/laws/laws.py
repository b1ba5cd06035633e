"""A Spec to Laws: what is quantified over, what is assumed, and what must hold.

Every definition is a law (the operation equals its body), every theorem is a law, and every operation has the
obligations that apply to it, which Lean's types and purity discharge silently.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import PurePath
from typing import Any

from conformance.laws.obligations import Obligation, application
from conformance.laws.specfile import Declaration, Spec
from conformance.lean.elaborate.environment import Environment
from conformance.lean.estimates import draws_of
from conformance.lean.helpers import WrittenOut, written_out_of
from conformance.lean.nodes import Term
from conformance.lean.parts import conjuncts, equation
from conformance.lean.quantifiers import strip
from conformance.lean.showing import shown
from conformance.lean.substitution import substitute
from conformance.lean.syntax import Binder, Call, Definition, Premise, Theorem, called, subterms
from conformance.lean.variables import free_variables
from conformance.values.naming import snake_case
from conformance.words import Kind, Level, Origin


@dataclass(frozen=True, slots=True)
class Law:
    """A law as a value: it can be listed, named and checked on any backend.

    `claim` is the proposition of a definition or theorem; that of an obligation is the call that it speaks of, an
    application of `subject`, or true where it speaks of calls outside the domain. It and `premises` are as written, but
    for calls of helpers, which `written_out` has put the bodies for.
    `origin` is `proved`, in Lean by the source of the spec, `derived`, from a definition, or `stated`, by what
    `stated_by` names. It `is_defining` where nothing says more of an operation that it calls, which is its subject, or
    has no body. `operations` are the Lean names of what a backend must provide, `cover` the partitions that inputs must
    meet for a pass, `training` is what goes wrong in training where the law does not hold, in one sentence, and
    `module` the full name of the Lean module.
    """

    id: str
    kind: Kind
    level: Level
    statement: str
    about: str
    source: str
    binders: tuple[Binder, ...]
    premises: tuple[Premise, ...]
    claim: Term
    operations: frozenset[str]
    subject: Definition | None = None
    obligation: str | None = None
    cover: tuple[str, ...] = ()
    training: str = ""
    module: str = ""
    origin: Origin = "derived"
    stated_by: str = ""
    is_defining: bool = False
    environment: Environment = field(default_factory=Environment, compare=False, repr=False)
    written_out: WrittenOut = field(default_factory=lambda: WrittenOut({}), compare=False, repr=False)
    memo: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    """What was computed of it, by what that is called: nothing of a law ever changes."""

    def text(self, term: Term) -> str:
        """A term over the law's variables as text that reads back to it."""
        return shown(self.written_out.folded(term), self.binders, self.environment)

    @property
    def helpers(self) -> tuple[str, ...]:
        """The helpers that it calls, directly or not, in their order."""
        return tuple(self.written_out.names)

    @property
    def draws(self) -> int:
        """How often its claim asks the same to estimate a probability; 1 where it says nothing of any."""
        return draws_of([self.claim])

    @property
    def assumed(self) -> tuple[Premise, ...]:
        """What the premises say, each part by itself and once: `p ∧ q` says `p` and says `q`, however it is written."""
        parts = (replace(p, statement=part) for p in self.premises for part in conjuncts(p.statement))
        return tuple({part.statement: part for part in parts}.values())

    @property
    def asked(self) -> tuple[Premise, ...]:
        """What is assumed by calls of operations: whether it holds is the backend's to say, as the claim is."""
        return tuple(p for p in self.assumed if called(p.statement))


def is_of_module(module: str, source: str, pattern: str) -> bool:
    """Whether a glob pattern matches a module by its full name, or by that of its file without the ending."""
    stem = PurePath(source.rpartition(":")[0] or source).stem
    return fnmatchcase(module, pattern) or fnmatchcase(stem, pattern)


_KINDS = ("definition", "theorem", "obligation")


def derived_laws(spec: Spec, obligations: Collection[Obligation]) -> tuple[Law, ...]:
    """The laws of a spec, operations having those obligations that apply to them; of helpers there are none.

    They come by module, and of each the definitions first, then theorems, then obligations, in the order of the files.
    """
    found: list[Law] = []
    known = spec.definitions
    for declaration in spec.declarations:
        declared, laws = declaration.declared, []
        if declaration.is_helper:
            continue
        if isinstance(declared, Definition):
            if declared.body is not None:
                laws.append(_definition_law(declaration, declared, declared.body, known))
            laws += [
                _obligation_law(declaration, declared, o, known) for o in obligations if o.applies(declared, known)
            ]
        elif isinstance(declared, Theorem):
            laws.append(_theorem_law(declaration, declared, known))
        for law in laws:
            is_defining = law.kind == "definition" or any(known[name].body is None for name in law.operations)
            module = declaration.module
            found.append(replace(law, environment=spec.environment, module=module, is_defining=is_defining))
    order = {d.module: k for k, d in enumerate(spec.declarations)}
    return tuple(sorted(found, key=lambda law: (order[law.module], _KINDS.index(law.kind))))


def select(laws: tuple[Law, ...], patterns: tuple[str, ...]) -> tuple[Law, ...]:
    """The laws whose id matches one of the glob patterns; all of them where there is no pattern."""
    return tuple(law for law in laws if not patterns or any(fnmatchcase(law.id, p) for p in patterns))


def _definition_law(
    declaration: Declaration, definition: Definition, body: Term, known: Mapping[str, Definition]
) -> Law:
    claim = equation(application(definition), body)
    written_out, premises = _assumed_by(definition, known)
    return Law(
        declaration.id, "definition", "core", declaration.lean, declaration.about, declaration.source,
        definition.binders, premises, claim, frozenset({definition.name}), subject=definition,
        cover=declaration.cover, training=declaration.training, written_out=written_out,
    )  # fmt: skip


def _assumed_by(definition: Definition, known: Mapping[str, Definition]) -> tuple[WrittenOut, tuple[Premise, ...]]:
    written_out = WrittenOut(known)
    return written_out, tuple([written_out.premise(premise) for _, premise in definition.preconditions])


def _theorem_law(declaration: Declaration, theorem: Theorem, known: Mapping[str, Definition]) -> Law:
    theorem, written_out = written_out_of(theorem, known)
    context, claim = strip(theorem.context, theorem.conclusion)
    binders = tuple(c for c in context if isinstance(c, Binder))
    premises = tuple(c for c in context if isinstance(c, Premise))
    premises += _unproved(premises, claim, written_out, frozenset(b.name for b in binders))
    return Law(
        declaration.id, "theorem", "core", declaration.lean, declaration.about, declaration.source,
        binders, premises, claim, called(claim).union(*(called(p.statement) for p in premises)),
        cover=declaration.cover, training=declaration.training, origin="stated" if declaration.stated else "proved",
        stated_by=declaration.stated, written_out=written_out,
    )  # fmt: skip


def _unproved(
    premises: Sequence[Premise], claim: Term, written_out: WrittenOut, names: frozenset[str]
) -> tuple[Premise, ...]:
    """The preconditions of calls that are said of the law's variables and that no premise says: as `(by …)` is not
    read, they are assumed, so that no call is made outside them."""
    known, assumed = written_out.definitions, {p.statement for p in premises}
    found: dict[Term, Premise] = {}
    calls = [part for term in (claim, *assumed) for part in subterms(term) if isinstance(part, Call)]
    for statement in written_out.demanded:
        if statement not in assumed and free_variables(statement) <= names:
            found[statement] = Premise("", statement)
    for call in calls:
        for _, premise in known[call.name].preconditions:
            given = {b.name: a for b, a in zip(known[call.name].binders, call.arguments, strict=True)}
            statement = written_out(substitute(premise.statement, given))
            if statement not in assumed and free_variables(statement) <= names:
                found[statement] = Premise("", statement)
    return tuple(found.values())


def _obligation_law(
    declaration: Declaration, definition: Definition, obligation: Obligation, known: Mapping[str, Definition]
) -> Law:
    binders, claim = obligation.speaks_of(definition)
    written_out, premises = _assumed_by(definition, known)
    return Law(
        f"{declaration.id}.{obligation.name}", "obligation", obligation.level, declaration.lean,
        f"{snake_case(definition.name)}: {obligation.meaning}.", declaration.source, binders, premises,
        claim, frozenset({definition.name}), subject=definition, obligation=obligation.name,
        training=obligation.training, written_out=written_out,
    )  # fmt: skip
