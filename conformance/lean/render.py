"""A typed tree back to Lean text, with the parentheses that Lean's precedences need and no others.

`explicit=True` writes the types of bound variables and of terms that would be ambiguous without, so that parsing
and elaborating the text again gives the same tree. Without it the text reads as a person would write it; `showing`
finds the types that it needs.
"""

from __future__ import annotations

from collections.abc import Container

from conformance.lean.nodes import Term, Type
from conformance.lean.notation import (
    APPLICATION,
    BIG_PRECEDENCE,
    BIGS,
    GUARDS,
    INFIXES,
    MAX,
    NOTATION_OF,
    PREFIXES,
    Notation,
)
from conformance.lean.prelude import BUILTINS, overloaded, written
from conformance.lean.syntax import (
    Apply,
    Builtin,
    Call,
    Exists,
    ForAll,
    Hole,
    Instance,
    Lambda,
    Literal,
    Projection,
    TypeTerm,
    Variable,
    subterms,
)
from conformance.lean.types import (
    NAT,
    AbbreviationType,
    ArrayType,
    FinType,
    FunctionType,
    IntType,
    ListType,
    NumberType,
    OptionType,
    ProductType,
    RatType,
    SequenceType,
    SimpleType,
    StructureType,
    TypeHole,
    TypeVariable,
    unfold,
)
from conformance.lean.variables import free_variables, fresh

_ARROW = INFIXES["→"]
_TIMES = INFIXES["×"]
_LOWEST = 0


def render(node: Term | Type, *, explicit: bool = False) -> str:
    """The Lean text of a term or type."""
    writer = _Writer(None if explicit else ())
    return writer.type(node, _LOWEST) if isinstance(node, Type) else writer.term(node, _LOWEST)


def render_with(term: Term, chosen: Container[int] | None, names: frozenset[str]) -> tuple[str, int]:
    """The Lean text with types at the chosen places, or at all, and how many places there are.

    Places are counted in the order of the text: literals that are no naturals, empty lists, bound variables. A
    definition whose name is among `names`, which are bound around the term, is written as `_root_.name`.
    """
    writer = _Writer(chosen, names)
    return writer.term(term, _LOWEST), writer.places


class _Writer:
    def __init__(self, chosen: Container[int] | None, names: frozenset[str] = frozenset()) -> None:
        self.chosen = chosen
        self.names = names
        self.places = 0

    def under(self, name: str, term: Term, minimum: int = _LOWEST) -> str:
        """A term below a bound variable."""
        names, self.names = self.names, self.names | {name}
        text = self.term(term, minimum)
        self.names = names
        return text

    def typed(self) -> _Writer:
        """Types are read by themselves: what stands in them has its own types written."""
        return _Writer(None, self.names)

    def global_(self, name: str) -> str:
        """The name of a definition where a bound variable may have it too."""
        return f"_root_.{name}" if name in self.names else name

    def types_here(self) -> bool:
        """Whether a type is written at the next place."""
        self.places += 1
        return self.chosen is None or self.places - 1 in self.chosen

    def ascribed(self, text: str, type_: Type) -> str:
        return f"({text} : {self.type(type_, _LOWEST)})"

    def type(self, type_: Type, minimum: int) -> str:
        match type_:
            case SimpleType():
                return type_.written
            case FinType(size=size):
                return _wrap(f"Fin {self.typed().term(size, MAX)}", APPLICATION, minimum)
            case SequenceType(item=item):
                return _wrap(f"{type_.written} {self.type(item, MAX)}", APPLICATION, minimum)
            case FunctionType(domain=domain, codomain=codomain):
                text = f"{self.type(domain, _ARROW.left)} → {self.type(codomain, _ARROW.right)}"
                return _wrap(text, _ARROW.precedence, minimum)
            case AbbreviationType(name=name, arguments=arguments):
                return self.typed().application(self.global_(name), arguments, minimum)
            case ProductType(left=left, right=right):
                text = f"{self.type(left, _TIMES.left)} × {self.type(right, _TIMES.right)}"
                return _wrap(text, _TIMES.precedence, minimum)
            case StructureType(name=name, arguments=arguments):
                return self.typed().application(self.global_(name), arguments, minimum)
            case TypeVariable(name=name):
                return name
            case TypeHole():
                return "_"
        raise TypeError(f"not a type: {type_!r}")

    def term(self, term: Term, minimum: int) -> str:
        match term:
            case Variable(name=name):
                return name
            case Literal(value=value, type=type_):
                return self.ascribed(str(value), type_) if unfold(type_) != NAT and self.types_here() else str(value)
            case Apply(function=Lambda() as local, argument=value):
                return _wrap(self.local(local, value), _LOWEST, minimum)
            case Apply():
                function: Term = term
                applied: list[Term] = []
                while isinstance(function, Apply):
                    applied.insert(0, function.argument)
                    function = function.function
                head = self.term(function, APPLICATION if isinstance(function, Call) else MAX)
                return self.application(head, tuple(applied), minimum)
            case Lambda(name=name, domain=domain, body=body):
                binder = self.ascribed(name, domain) if self.types_here() else name
                return _wrap(f"fun {binder} => {self.under(name, body)}", _LOWEST, minimum)
            case ForAll():
                return _wrap(self.universal(term), _LOWEST, minimum)
            case Builtin():
                return self.builtin(term, minimum)
            case Call(name=name, explicit=arguments, proofs=proofs):
                return self.application(self.global_(name), arguments, minimum, proofs)
            case Exists():
                return _wrap(self.existential(term), _LOWEST, minimum)
            case Instance():
                return self.instance(term)
            case Projection(structure=structure, field=field):
                return f"{self.term(structure, MAX)}.{field}"
            case TypeTerm(value=value):
                return self.type(value, minimum)
            case Hole():
                return "_"
        raise TypeError(f"not a term: {term!r}")

    def application(
        self, head: str, arguments: tuple[Type | Term, ...], minimum: int, proofs: tuple[tuple[int, str], ...] = ()
    ) -> str:
        parts = [self.type(a, MAX) if isinstance(a, Type) else self.term(a, MAX) for a in arguments]
        for place, proof in proofs:
            parts.insert(place, proof)
        if not parts:
            return head
        text = " ".join((head, *parts))
        return _wrap(text, APPLICATION, minimum)

    def local(self, local: Lambda, value: Term) -> str:
        """`let x := v; body`."""
        text = self.term(value, _LOWEST)
        type_ = f" : {self.typed().type(local.domain, _LOWEST)}" if self.types_here() else ""
        return f"let {local.name}{type_} := {text}; {self.under(local.name, local.body)}"

    def existential(self, term: Exists) -> str:
        return self.quantified("∃", "And", term)

    def universal(self, term: ForAll) -> str:
        return self.quantified("∀", "→", term)

    def instance(self, term: Instance) -> str:
        """`{ a := x, b := y }`, with its type where it must be seen."""
        type_ = unfold(term.type)
        assert isinstance(type_, StructureType)
        fields = [f"{n} := {self.term(v, _LOWEST)}" for n, v in zip(type_.names, term.values, strict=True)]
        text = "{ " + ", ".join(fields) + " }" if fields else "{ }"
        return f"({text} : {self.typed().type(term.type, _LOWEST)})" if self.types_here() else text

    def quantified(self, sign: str, connective: str, term: ForAll | Exists) -> str:
        if self.types_here():
            return f"{sign} {self.ascribed(term.name, term.domain)}, {self.under(term.name, term.body)}"
        match term.body:
            case Builtin(
                name=joined, arguments=(Builtin(name=guard, arguments=(Variable(name=name), bound)), rest)
            ) if joined == connective:
                notation = None if takes_places(rest) else NOTATION_OF.get(guard)
                if name == term.name and notation is not None and notation.symbol in GUARDS:
                    limit = self.term(bound, notation.right)
                    return f"{sign} {name} {notation.symbol} {limit}, {self.under(name, rest)}"
        return f"{sign} {term.name}, {self.under(term.name, term.body)}"

    def builtin(self, term: Builtin, minimum: int) -> str:
        items = literal_items(term)
        if items is not None:
            type_ = unfold(term.type)
            assert isinstance(type_, SequenceType)
            text = f"{type_.opening}{', '.join(self.term(i, _LOWEST) for i in items)}]"
            return self.ascribed(text, term.type) if not items and self.types_here() else text
        name, arguments = written(term)
        if name in ("→", "And") and is_order(arguments[0]) and takes_places(arguments[1]):
            # Lean assumes what has a name, to see that a place is there.
            sign, assumed = "∀" if name == "→" else "∃", self.term(arguments[0], _LOWEST)
            text = f"{sign} ({_hypothesis(arguments[1])} : {assumed}), {self.term(arguments[1], _LOWEST)}"
            return _wrap(text, _LOWEST, minimum)
        if name == "OfNat.ofNat":
            text = self.term(arguments[0], MAX)
            return self.ascribed(text, term.type) if self.types_here() else text
        notation = NOTATION_OF.get(overloaded(term))
        if notation is not None:
            return self.operator(notation, arguments, minimum)
        match name, arguments:
            case "ite", (condition, yes, no):
                named = f"{_hypothesis(condition)} : " if takes_places(yes) or takes_places(no) else ""
                text = f"if {named}{self.term(condition, _LOWEST)} then {self.term(yes, _LOWEST)}"
                return _wrap(f"{text} else {self.term(no, _LOWEST)}", _LOWEST, minimum)
            case "Prod.mk", _:
                return f"({', '.join(self.term(a, _LOWEST) for a in pair_items(term))})"
            case "Unit.unit", _:
                return "()"
            case "none", _:
                return self.ascribed("none", term.type) if self.types_here() else "none"
            case (("xs[i]" | "xs[i]?" | "xs[i]!"), (items_term, place, *_)):
                return f"{self.term(items_term, MAX)}[{self.term(place, _LOWEST)}]{name.partition(']')[2]}"
            case (("Nat.cast" | "Int.cast" | "Rat.cast"), (number,)):
                # Nothing else says of a numeral that it is a natural.
                is_known = any(isinstance(part, (Variable, Call)) for part in subterms(number))
                inner = self.term(number, MAX) if is_known else self.ascribed(self.term(number, _LOWEST), number.type)
                return self.ascribed(f"↑{inner}", term.type) if self.types_here() else f"↑{inner}"
            case (("Finset.sum" | "Finset.prod"), (Lambda(name=bound, domain=domain, body=body),)):
                sign = next(s for s, n in BIGS.items() if n == name)
                head = f"{bound} : {self.typed().type(domain, _LOWEST)}" if self.types_here() else bound
                text = f"{sign} {head}, {self.under(bound, body, BIG_PRECEDENCE)}"
                return _wrap(text, BIG_PRECEDENCE, minimum)
        if not arguments:
            return name
        receiver = _receiver(name)
        if receiver is None:
            return self.application(name, arguments, minimum)
        head = f"{self.term(arguments[receiver], MAX)}.{name.partition('.')[2]}"
        rest = tuple(a for k, a in enumerate(arguments) if k != receiver)
        return self.application(head, rest, minimum)

    def operator(self, notation: Notation, arguments: tuple[Term, ...], minimum: int) -> str:
        if notation in PREFIXES.values():
            space = " " if notation.symbol == "¬" else ""
            inner = self.term(arguments[0], notation.right)
            # Two signs in a row begin a comment.
            inner = f"({inner})" if notation.symbol == inner[0] == "-" else inner
            text = f"{notation.symbol}{space}{inner}"
            return _wrap(text, min(notation.right, notation.precedence), minimum)
        # What a big operator sums up ends before this one, which parentheses show.
        left = self.term(arguments[0], MAX if is_big(arguments[0]) else notation.written_left)
        right = self.term(arguments[1], notation.right)
        return _wrap(f"{left} {notation.symbol} {right}", notation.precedence, minimum)


def _wrap(text: str, precedence: int, minimum: int) -> str:
    return f"({text})" if precedence < minimum else text


def takes_places(term: Term) -> bool:
    """Whether an item is taken by its place in a term, which what is assumed must show to be there."""
    return any(isinstance(part, Builtin) and part.name == "xs[i]" for part in subterms(term))


def is_order(term: Term) -> bool:
    """Whether a proposition says which of two numbers is larger, or that it does not hold."""
    match term:
        case Builtin(name="Not", arguments=(inner,)):
            return is_order(inner)
        case Builtin(name="LT.lt" | "LE.le" | "GT.gt" | "GE.ge" | "Eq", arguments=(one, _)):
            return isinstance(unfold(one.type), (NumberType, FinType))
    return False


def _hypothesis(term: Term) -> str:
    """A name for what is assumed in a term."""
    return fresh("h", free_variables(term))


def is_big(term: Term) -> bool:
    """Whether a term is written as `∑ i, …` or `∏ i, …`."""
    match term:
        case Builtin(arguments=(*_, Lambda())):
            return written(term)[0] in BIGS.values()
    return False


def literal_items(term: Builtin) -> list[Term] | None:
    """The items of a term that is a list literal, `None` for any other term."""
    items: list[Term] = []
    current: Term = term
    while isinstance(current, Builtin) and current.name == "List.cons":
        items.append(current.arguments[0])
        current = current.arguments[1]
    ends = isinstance(current, Builtin) and current.name == "List.nil"
    return items if ends else None


def pair_items(term: Builtin) -> list[Term]:
    """The items of a tuple: `(a, (b, c))` has three."""
    items: list[Term] = []
    current: Term = term
    while isinstance(current, Builtin) and current.name == "Prod.mk":
        items.append(current.arguments[0])
        current = current.arguments[1]
    return [*items, current]


def _receiver(name: str) -> int | None:
    """Which argument of a built-in function stands before the dot, as in `xs.map f`."""
    namespace = name.partition(".")[0]
    heads = {
        "List": ListType, "Array": ArrayType, "Option": OptionType, "Prod": ProductType,
        "Fin": FinType, "Int": IntType, "Rat": RatType,
    }  # fmt: skip
    if namespace not in heads:
        return None
    explicit = [b for b in BUILTINS[name].binders if not b.implicit]
    return next((k for k, b in enumerate(explicit) if isinstance(b.type, heads[namespace])), None)
