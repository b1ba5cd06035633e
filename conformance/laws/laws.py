"""A Spec to Laws: what is quantified over, what is assumed, and what must hold.

Every definition is a law (the operation equals its body), every theorem is a law, and every operation has the
obligations of `OBLIGATIONS`, which Lean's types and purity discharge silently.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import cast

from conformance.laws.specfile import Declaration, Spec
from conformance.lean.elaborate import Environment
from conformance.lean.growth import adds_up
from conformance.lean.parts import conjuncts
from conformance.lean.quantifiers import strip
from conformance.lean.showing import shown
from conformance.lean.syntax import (
    PROP,
    Binder,
    Builtin,
    Call,
    Definition,
    FinType,
    FunctionType,
    ListType,
    NatType,
    Premise,
    Term,
    Theorem,
    Type,
    Variable,
    called,
    unfold,
)


@dataclass(frozen=True, slots=True)
class Obligation:
    """What Lean's types and purity say of an operation without a theorem, and of which operations it is said.

    `training` says in one sentence what goes wrong when a model is trained with an operation that breaks it.
    """

    level: str
    meaning: str
    training: str
    applies: Callable[[Definition, Mapping[str, Definition]], bool]


def _holds_scalars(type_: Type, scalar: type[Type]) -> bool:
    """Whether values of the type are such scalars, or lists or functions that give them."""
    match unfold(type_):
        case ListType(item=item) | FunctionType(codomain=item):
            return _holds_scalars(item, scalar)
        case scalar_type:
            return isinstance(scalar_type, scalar)


def _takes_parts(definition: Definition, definitions: Mapping[str, Definition]) -> bool:
    return any(isinstance(unfold(b.type), (ListType, FunctionType)) for b in definition.explicit)


def _takes_indices(definition: Definition, definitions: Mapping[str, Definition]) -> bool:
    return any(_holds_scalars(b.type, FinType) for b in definition.explicit)


def _totals(definition: Definition, definitions: Mapping[str, Definition]) -> bool:
    return _holds_scalars(definition.result, NatType) and adds_up(definition, definitions)


OBLIGATIONS: dict[str, Obligation] = {
    "well_formed": Obligation(
        "core",
        "the result has the form of its type",
        "A mask of the wrong length or a loss of the wrong type fails far from its cause, or broadcasts to other "
        "patches without a word.",
        lambda definition, definitions: True,
    ),
    "preserves_inputs": Obligation(
        "core",
        "the arguments are left as they were",
        "A mask or loss that is changed in place is wrong for whatever reads it next: the decoder, the metric, the "
        "gradient.",
        _takes_parts,
    ),
    "deterministic": Obligation(
        "core",
        "the same arguments give the same result, whenever asked",
        "A run cannot be repeated or resumed, and the loss that is logged is not the one that is optimised.",
        lambda definition, definitions: True,
    ),
    "rejects_out_of_range": Obligation(
        "hardened",
        "an index below 0, at n or beyond raises",
        "An index that is off by one or padded with -1 trains on the wrong patch instead of stopping the run.",
        _takes_indices,
    ),
    "shares_no_memory": Obligation(
        "hardened",
        "the result shares no memory with an argument or an earlier result",
        "Writing into one mask changes another, so that one sample's masking leaks into the next.",
        lambda definition, definitions: True,
    ),
    "no_silent_overflow": Obligation(
        "hardened",
        "a total beyond the largest number of the dtype raises or is right",
        "A large batch in a small dtype reports a loss that wraps around or stands still, and training follows it.",
        _totals,
    ),
}
"""The obligations of an operation, by name."""


@dataclass(frozen=True, slots=True)
class Law:
    """A law as a value: it can be listed, named and checked on any backend.

    `claim` is the proposition of a definition or theorem; that of an obligation is the call that it speaks of, an
    application of `subject`, or true where it speaks of calls outside the domain. It and `premises` are as written.
    `operations` are the Lean names of what a backend must provide, `cover` the partitions that inputs must meet for a
    pass, and `training` is what goes wrong in training where the law does not hold, in one sentence.
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


def snake_case(lean_name: str) -> str:
    """The name of a backend's function for a Lean definition: `maskedLoss` is `masked_loss`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", lean_name).lower()


def laws_of(spec: Spec) -> tuple[Law, ...]:
    """All laws of a spec: definitions first, then theorems, then obligations, each in the order of the files."""
    definitions, theorems, obligations = [], [], []
    known = spec.definitions
    for declaration in spec.declarations:
        declared = declaration.declared
        if isinstance(declared, Definition):
            definitions.append(_definition_law(declaration, declared))
            applying = [name for name, obligation in OBLIGATIONS.items() if obligation.applies(declared, known)]
            obligations += [_obligation_law(declaration, declared, name) for name in applying]
        elif isinstance(declared, Theorem):
            theorems.append(_theorem_law(declaration, declared))
    return tuple(replace(law, environment=spec.environment) for law in (*definitions, *theorems, *obligations))


def select(laws: tuple[Law, ...], patterns: tuple[str, ...]) -> tuple[Law, ...]:
    """The laws whose id matches one of the glob patterns; all of them where there is no pattern."""
    return tuple(law for law in laws if not patterns or any(fnmatchcase(law.id, p) for p in patterns))


def application(definition: Definition) -> Call:
    """The definition applied to its own variables."""
    arguments = tuple(Variable(b.type, b.name) for b in definition.binders)
    return Call(definition.result, definition.name, arguments, tuple(b.implicit for b in definition.binders))


def _definition_law(declaration: Declaration, definition: Definition) -> Law:
    name = "Iff" if unfold(definition.result) == PROP else "Eq"
    claim = Builtin(PROP, name, (application(definition), definition.body))
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


def _obligation_law(declaration: Declaration, definition: Definition, name: str) -> Law:
    obligation = OBLIGATIONS[name]
    binders, claim = definition.binders, cast("Term", application(definition))
    if name == "rejects_out_of_range":
        # An index that is an argument of its own is put outside by the check, and `Fin 0` has none inside.
        binders = tuple(b for b in binders if not isinstance(unfold(b.type), FinType))
        claim = Builtin(PROP, "True", ())
    return Law(
        f"{declaration.id}.{name}", "obligation", obligation.level, declaration.lean,
        f"{snake_case(definition.name)}: {obligation.meaning}.", declaration.source, binders, (),
        claim, frozenset({definition.name}), subject=definition, obligation=name,
        training=obligation.training,
    )  # fmt: skip
