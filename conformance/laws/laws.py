"""A Spec to Laws: what is quantified over, what is assumed, and what must hold.

Every definition is a law (the operation equals its body), every theorem is a law, and every operation has the
obligations that apply to it, which Lean's types and purity discharge silently.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import PurePath

from conformance.laws.obligations import Obligation, application
from conformance.laws.specfile import Declaration, Spec
from conformance.lean.elaborate.environment import Environment
from conformance.lean.nodes import Term
from conformance.lean.parts import conjuncts, equation
from conformance.lean.quantifiers import strip
from conformance.lean.showing import shown
from conformance.lean.syntax import Binder, Definition, Premise, Theorem, called
from conformance.values.naming import snake_case


@dataclass(frozen=True, slots=True)
class Law:
    """A law as a value: it can be listed, named and checked on any backend.

    `claim` is the proposition of a definition or theorem; that of an obligation is the call that it speaks of, an
    application of `subject`, or true where it speaks of calls outside the domain. It and `premises` are as written.
    `operations` are the Lean names of what a backend must provide, `cover` the partitions that inputs must meet for a
    pass, `training` is what goes wrong in training where the law does not hold, in one sentence, and `module` the full
    name of the Lean module.
    """

    id: str
    kind: str
    level: str
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
    environment: Environment = field(default_factory=Environment, compare=False, repr=False)

    def text(self, term: Term) -> str:
        """A term over the law's variables as text that reads back to it."""
        return shown(term, self.binders, self.environment)

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
    """The laws of a spec, operations having those obligations that apply to them.

    They come by module, and of each the definitions first, then theorems, then obligations, in the order of the files.
    """
    found: list[Law] = []
    known = spec.definitions
    for declaration in spec.declarations:
        declared, laws = declaration.declared, []
        if isinstance(declared, Definition):
            laws.append(_definition_law(declaration, declared))
            laws += [_obligation_law(declaration, declared, o) for o in obligations if o.applies(declared, known)]
        elif isinstance(declared, Theorem):
            laws.append(_theorem_law(declaration, declared))
        found += [replace(law, environment=spec.environment, module=declaration.module) for law in laws]
    order = {d.module: k for k, d in enumerate(spec.declarations)}
    return tuple(sorted(found, key=lambda law: (order[law.module], _KINDS.index(law.kind))))


def select(laws: tuple[Law, ...], patterns: tuple[str, ...]) -> tuple[Law, ...]:
    """The laws whose id matches one of the glob patterns; all of them where there is no pattern."""
    return tuple(law for law in laws if not patterns or any(fnmatchcase(law.id, p) for p in patterns))


def _definition_law(declaration: Declaration, definition: Definition) -> Law:
    claim = equation(application(definition), definition.body)
    return Law(
        declaration.id, "definition", "core", declaration.lean, declaration.about, declaration.source,
        definition.binders, (), claim, frozenset({definition.name}), subject=definition, cover=declaration.cover,
        training=declaration.training,
    )  # fmt: skip


def _theorem_law(declaration: Declaration, theorem: Theorem) -> Law:
    context, claim = strip(theorem.context, theorem.conclusion)
    binders = tuple(c for c in context if isinstance(c, Binder))
    premises = tuple(c for c in context if isinstance(c, Premise))
    return Law(
        declaration.id, "theorem", "core", declaration.lean, declaration.about, declaration.source,
        binders, premises, claim, called(claim).union(*(called(p.statement) for p in premises)),
        cover=declaration.cover, training=declaration.training,
    )  # fmt: skip


def _obligation_law(declaration: Declaration, definition: Definition, obligation: Obligation) -> Law:
    binders, claim = obligation.speaks_of(definition)
    return Law(
        f"{declaration.id}.{obligation.name}", "obligation", obligation.level, declaration.lean,
        f"{snake_case(definition.name)}: {obligation.meaning}.", declaration.source, binders, (),
        claim, frozenset({definition.name}), subject=definition, obligation=obligation.name,
        training=obligation.training,
    )  # fmt: skip
