"""A typed tree back to Lean text, with the parentheses that Lean's precedences need and no others.

`explicit=True` writes the types of bound variables and of terms that would be ambiguous without, so that parsing
and elaborating the text again gives the same tree. Without it the text reads as a person would write it.
"""

from __future__ import annotations

from conformance.lean.prelude import APPLICATION, BUILTINS, INFIXES, MAX, NOTATION_OF, PREFIXES, Notation, written
from conformance.lean.syntax import (
    NAT,
    AbbreviationType,
    Apply,
    Binder,
    BoolType,
    Builtin,
    Call,
    FinType,
    ForAll,
    FunctionType,
    Hole,
    Lambda,
    ListType,
    Literal,
    NatType,
    PropType,
    Term,
    Type,
    TypeHole,
    TypeVariable,
    Variable,
    unfold,
)

_ARROW = INFIXES["→"]
_LOWEST = 0


def render(node: Term | Type, *, explicit: bool = False) -> str:
    """The Lean text of a term or type."""
    writer = _Writer(explicit)
    return writer.type(node, _LOWEST) if isinstance(node, Type) else writer.term(node, _LOWEST)


def render_binder(binder: Binder) -> str:
    """`{n : Nat}` or `(i : Fin n)`."""
    inner = f"{binder.name} : {render(binder.type)}"
    return f"{{{inner}}}" if binder.implicit else f"({inner})"


class _Writer:
    def __init__(self, explicit: bool) -> None:
        self.explicit = explicit

    def type(self, type_: Type, minimum: int) -> str:
        match type_:
            case NatType():
                return "Nat"
            case BoolType():
                return "Bool"
            case PropType():
                return "Prop"
            case FinType(size=size):
                return _wrap(f"Fin {self.term(size, MAX)}", APPLICATION, minimum)
            case ListType(item=item):
                return _wrap(f"List {self.type(item, MAX)}", APPLICATION, minimum)
            case FunctionType(domain=domain, codomain=codomain):
                text = f"{self.type(domain, _ARROW.left)} → {self.type(codomain, _ARROW.right)}"
                return _wrap(text, _ARROW.precedence, minimum)
            case AbbreviationType(name=name, arguments=arguments):
                return self.application(name, arguments, minimum)
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
                if self.explicit and unfold(type_) != NAT:
                    return f"({value} : {self.type(type_, _LOWEST)})"
                return str(value)
            case Apply():
                function: Term = term
                applied: list[Term] = []
                while isinstance(function, Apply):
                    applied.insert(0, function.argument)
                    function = function.function
                head = self.term(function, APPLICATION if isinstance(function, Call) else MAX)
                return self.application(head, tuple(applied), minimum)
            case Lambda(name=name, domain=domain, body=body):
                binder = f"({name} : {self.type(domain, _LOWEST)})" if self.explicit else name
                return _wrap(f"fun {binder} => {self.term(body, _LOWEST)}", _LOWEST, minimum)
            case ForAll():
                return _wrap(self.universal(term), _LOWEST, minimum)
            case Builtin():
                return self.builtin(term, minimum)
            case Call(name=name, explicit=arguments):
                return self.application(name, arguments, minimum)
            case Hole():
                return "_"
        raise TypeError(f"not a term: {term!r}")

    def application(self, head: str, arguments: tuple[Term, ...], minimum: int) -> str:
        if not arguments:
            return head
        text = " ".join((head, *(self.term(a, MAX) for a in arguments)))
        return _wrap(text, APPLICATION, minimum)

    def universal(self, term: ForAll) -> str:
        body = term.body
        if isinstance(body, Builtin) and body.name == "→" and not self.explicit:
            guard, rest = body.arguments
            if isinstance(guard, Builtin) and guard.name == "∈":
                member, items = guard.arguments
                if isinstance(member, Variable) and member.name == term.name:
                    bound = self.term(items, INFIXES["∈"].right)
                    return f"∀ {term.name} ∈ {bound}, {self.term(rest, _LOWEST)}"
        if self.explicit:
            return f"∀ ({term.name} : {self.type(term.domain, _LOWEST)}), {self.term(body, _LOWEST)}"
        return f"∀ {term.name}, {self.term(body, _LOWEST)}"

    def builtin(self, term: Builtin, minimum: int) -> str:
        items = literal_items(term)
        if items is not None:
            text = f"[{', '.join(self.term(i, _LOWEST) for i in items)}]"
            return text if items or not self.explicit else f"({text} : {self.type(term.type, _LOWEST)})"
        name, arguments = written(term)
        if name == "OfNat.ofNat":
            text = self.term(arguments[0], MAX)
            return f"({text} : {self.type(term.type, _LOWEST)})" if self.explicit else text
        notation = NOTATION_OF.get(name)
        if notation is not None:
            return self.operator(notation, arguments, minimum)
        if not arguments:
            return name
        receiver = _receiver(name)
        if receiver is None:
            return self.application(name, arguments, minimum)
        head = f"{self.term(arguments[receiver], MAX)}.{name.partition('.')[2]}"
        rest = tuple(a for k, a in enumerate(arguments) if k != receiver)
        return self.application(head, rest, minimum)

    def operator(self, notation: Notation, arguments: tuple[Term, ...], minimum: int) -> str:
        if notation.symbol in PREFIXES:
            space = " " if notation.symbol == "¬" else ""
            text = f"{notation.symbol}{space}{self.term(arguments[0], notation.right)}"
            return _wrap(text, notation.right, minimum)
        left = self.term(arguments[0], notation.left)
        right = self.term(arguments[1], notation.right)
        return _wrap(f"{left} {notation.symbol} {right}", notation.precedence, minimum)


def _wrap(text: str, precedence: int, minimum: int) -> str:
    return f"({text})" if precedence < minimum else text


def literal_items(term: Builtin) -> list[Term] | None:
    """The items of a term that is a list literal, `None` for any other term."""
    items: list[Term] = []
    current: Term = term
    while isinstance(current, Builtin) and current.name == "List.cons":
        items.append(current.arguments[0])
        current = current.arguments[1]
    ends = isinstance(current, Builtin) and current.name == "List.nil"
    return items if ends else None


def _receiver(name: str) -> int | None:
    """Which argument of a built-in function stands before the dot, as in `xs.map f`."""
    namespace = name.partition(".")[0]
    heads = {"List": ListType, "Fin": FinType}
    if namespace not in heads:
        return None
    explicit = [b for b in BUILTINS[name].binders if not b.implicit]
    return next((k for k, b in enumerate(explicit) if isinstance(b.type, heads[namespace])), None)
