"""A typed tree as mathematics: MathML, as a `math` element of presentation elements alone.

`judgement` writes what a law says: the variables that it quantifies over, what it assumes, and what it claims.
Precedences are those of the Lean text, so that parentheses stand where `render` puts them, but for arguments in
`f(x, y)` and bodies of sums and powers, which need none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from conformance.lean.nodes import Term, Type
from conformance.lean.notation import APPLICATION, BIG_PRECEDENCE, BIGS, INFIXES, MAX, NOTATION_OF, PREFIXES
from conformance.lean.prelude import overloaded, written
from conformance.lean.render import is_big, literal_items, pair_items
from conformance.lean.syntax import (
    Apply,
    Binder,
    Builtin,
    Call,
    Exists,
    ForAll,
    Instance,
    Lambda,
    Literal,
    Premise,
    Projection,
    TypeTerm,
    Variable,
)
from conformance.lean.types import (
    AbbreviationType,
    FinType,
    FunctionType,
    OptionType,
    ProductType,
    SequenceType,
    SimpleType,
    StructureType,
    TypeVariable,
    unfold,
)
from conformance.lean.variables import free_variables, fresh

_LOWEST = 0
_ARROW, _TIMES = INFIXES["→"], INFIXES["×"]
_SUM = INFIXES["+"].right

_SYMBOLS = {
    "HMul.hMul": "·", "HSub.hSub": "∸", "HDiv.hDiv": "÷", "HMod.hMod": "mod", "Iff": "⟺", "→": "⟹", "And": "∧",
    "Or": "∨", "Neg.neg": "−", "Not": "¬", "not": "¬", "and": "∧", "or": "∨", "BEq.beq": "=", "bne": "≠",
}  # fmt: skip
"""Built-in functions whose mathematical sign is not that of the Lean text; natural subtraction stops at 0: `∸`."""


_OTHERWISE = {"HSub.hSub": "−"}
"""Those whose sign is another one where they are not those of naturals."""


def judgement(binders: Sequence[Binder], premises: Sequence[Premise], claim: Term) -> str:
    """The `math` element for “for all binders: if the premises hold, so does the claim”."""
    writer = _Writer()
    rows = [writer.quantified(binders)] if binders else []
    rows += [_row(writer.term(p.statement, _ARROW.left), _mo("⟹")) for p in premises]
    rows.append(writer.term(claim, _LOWEST))
    return _math(rows)


def typing(binders: Sequence[Binder], term: Term, result: Type) -> str:
    """The `math` element for “for all binders, the term is one of the result type”."""
    writer = _Writer()
    rows = [writer.quantified(binders)] if binders else []
    rows.append(_row(writer.term(term, _LOWEST), writer.membership(result)))
    return _math(rows)


def _math(rows: Iterable[str]) -> str:
    lines = "".join(f"<mtr><mtd>{row}</mtd></mtr>" for row in rows)
    return f'<math display="block"><mtable>{lines}</mtable></math>'


def _mi(name: str) -> str:
    upright = ' mathvariant="normal"' if len(name) == 1 and not name.isalpha() else ""
    return f"<mi{upright}>{escape(name)}</mi>"


def _mo(sign: str) -> str:
    return f"<mo>{escape(sign)}</mo>"


def _fence(sign: str) -> str:
    """A bracket that keeps its size."""
    return f'<mo stretchy="false">{escape(sign)}</mo>'


def _row(*parts: str) -> str:
    return f"<mrow>{''.join(parts)}</mrow>"


def _list(parts: Sequence[str], left: str, right: str) -> str:
    between: list[str] = []
    for k, part in enumerate(parts):
        between += [_mo(","), part] if k else [part]
    return _row(_fence(left), *between, _fence(right))


def _wrap(markup: str, precedence: int, minimum: int) -> str:
    return _row(_fence("("), markup, _fence(")")) if precedence < minimum else markup


class _Writer:
    def quantified(self, binders: Sequence[Binder]) -> str:
        """`∀ n ∈ ℕ, xs, ys ∈ …`: neighbours of one type share it."""
        groups: list[tuple[Type, list[str]]] = []
        for binder in binders:
            if groups and groups[-1][0] == binder.type:
                groups[-1][1].append(binder.name)
            else:
                groups.append((binder.type, [binder.name]))
        parts = [_mo("∀")]
        for k, (type_, names) in enumerate(groups):
            parts += [_mo(",")] if k else []
            for j, name in enumerate(names):
                parts += [_mo(","), _mi(name)] if j else [_mi(name)]
            parts.append(self.membership(type_))
        return _row(*parts, _mo(":"))

    def membership(self, type_: Type) -> str:
        """`∈ ℕ`, but `: X → Y`."""
        return _row(_mo(":" if isinstance(type_, FunctionType) else "∈"), self.type(type_, _LOWEST))

    def type(self, type_: Type, minimum: int) -> str:
        match type_:
            case SimpleType():
                return _mi(type_.symbol)
            case TypeVariable(name=name):
                return _mi(name)
            case ProductType(left=left, right=right):
                times = (self.type(left, _TIMES.left), _mo("×"), self.type(right, _TIMES.right))
                return _wrap(_row(*times), _TIMES.precedence, minimum)
            case StructureType(name=name, arguments=arguments):
                return self.applied(_mi(name), arguments)
            case FinType(size=size):
                return self.below(size)
            case OptionType(item=item):
                return self.applied(_mi("Option"), (item,))
            case SequenceType(item=item):
                return f"<msup>{self.type(item, MAX)}{_mo('*')}</msup>"
            case FunctionType(domain=domain, codomain=codomain):
                arrow = (self.type(domain, _ARROW.left), _mo("→"), self.type(codomain, _ARROW.right))
                return _wrap(_row(*arrow), _ARROW.precedence, minimum)
            case AbbreviationType(name=name, arguments=arguments):
                return self.applied(_mi(name), arguments)
        raise TypeError(f"not a type of a statement: {type_!r}")

    def below(self, size: Term) -> str:
        """`{0, …, n − 1}`."""
        match size:
            case Literal(value=0):
                return _mo("∅")
            case Literal(value=1):
                return _list(["<mn>0</mn>"], "{", "}")
            case Literal(value=value):
                last = f"<mn>{value - 1}</mn>"
            case _:
                last = _row(self.term(size, INFIXES["-"].left), _mo("−"), "<mn>1</mn>")
        return _list(["<mn>0</mn>", _mo("…"), last], "{", "}")

    def term(self, term: Term, minimum: int) -> str:
        match term:
            case Variable(name=name):
                return _mi(name)
            case Literal(value=value):
                return f"<mn>{value}</mn>"
            case Apply(function=Lambda(name=name, body=body), argument=value):
                named = _row(_mi(name), _mo("≔"), self.term(value, _LOWEST), _mo(";"))
                return _wrap(_row(named, self.term(body, _LOWEST)), _LOWEST, minimum)
            case Apply():
                function: Term = term
                arguments: list[Term] = []
                while isinstance(function, Apply):
                    arguments.insert(0, function.argument)
                    function = function.function
                return self.applied(self.term(function, APPLICATION), arguments)
            case Call(name=name, explicit=explicit):
                return self.applied(_mi(name), explicit)
            case Lambda(name=name, body=body):
                return _wrap(_row(_mi(name), _mo("↦"), self.term(body, _LOWEST)), _LOWEST, minimum)
            case ForAll():
                return _wrap(self.quantification("∀", term), _LOWEST, minimum)
            case Exists():
                return _wrap(self.quantification("∃", term), _LOWEST, minimum)
            case Instance(values=values, type=type_):
                names = getattr(unfold(type_), "names", ())
                fields = [_row(_mi(n), _mo("="), self.term(v, _LOWEST)) for n, v in zip(names, values, strict=True)]
                return _list(fields, "{", "}")
            case TypeTerm(value=type_argument):
                return self.type(type_argument, minimum)
            case Projection(structure=structure, field=field):
                return _row(self.term(structure, MAX), _mo("."), _mi(field))
            case Builtin():
                return self.builtin(term, minimum)
        raise TypeError(f"not a term of a statement: {term!r}")

    def applied(self, head: str, arguments: Sequence[Type | Term]) -> str:
        if not arguments:
            return head
        parts = [self.type(a, _LOWEST) if isinstance(a, Type) else self.term(a, _LOWEST) for a in arguments]
        return _row(head, _list(parts, "(", ")"))

    def quantification(self, sign: str, term: ForAll | Exists) -> str:
        quantifier = _row(_mo(sign), _mi(term.name), self.membership(term.domain))
        return _row(quantifier, _mo(":"), self.term(term.body, _LOWEST))

    def builtin(self, term: Builtin, minimum: int) -> str:
        items = literal_items(term)
        if items is not None:
            return _list([self.term(i, _LOWEST) for i in items], "[", "]")
        match term:
            case Builtin(name="List.sum", arguments=(Builtin(name="List.map", arguments=(function, over)),)):
                return _wrap(self.sum(function, over), _SUM, minimum)
            case Builtin(name="List.length", arguments=(over,)):
                return _row(_fence("|"), self.term(over, _LOWEST), _fence("|"))
            case Builtin(name="Fin.val" | "Nat.cast" | "Int.cast" | "Rat.cast", arguments=(number,)):
                return self.term(number, minimum)
            case Builtin(name="Prod.mk"):
                return _list([self.term(a, _LOWEST) for a in pair_items(term)], "(", ")")
            case Builtin(name="Unit.unit"):
                return _list([], "(", ")")
            case Builtin(name="xs[i]" | "xs[i]?" | "xs[i]!" as marked, arguments=(over, place, *_)):
                indexed = f"<msub>{self.term(over, MAX)}{self.term(place, _LOWEST)}</msub>"
                return _row(indexed, _mo(marked[-1])) if marked[-1] in "?!" else indexed
            case Builtin(name="ite", arguments=(condition, yes, no)):
                words = [("if ", condition), (" then ", yes), (" else ", no)]
                parts = [f"<mtext>{word}</mtext>{self.term(part, _LOWEST)}" for word, part in words]
                return _wrap(_row(*parts), _LOWEST, minimum)
            case Builtin(name=name, arguments=()):
                return f"<mtext>{escape(name)}</mtext>"
        name, arguments = written(term)
        size = term.arguments[0] if len(arguments) < len(term.arguments) else None
        if name == "OfNat.ofNat" and size is not None:
            row = _row(self.term(arguments[0], MAX), _mo("mod"), self.term(size, INFIXES["%"].right))
            return _wrap(row, INFIXES["%"].precedence, minimum)
        if name in BIGS.values() and isinstance(function := arguments[0], Lambda):
            sign = self.modulo(_mo(next(s for s, n in BIGS.items() if n == name)), size)
            below = _row(_mi(function.name), self.membership(function.domain))
            summand = self.term(function.body, BIG_PRECEDENCE)
            return _wrap(_row(f"<munder>{sign}{below}</munder>", summand), BIG_PRECEDENCE, minimum)
        notation = NOTATION_OF.get(overloaded(term))
        if notation is None:
            return self.applied(self.modulo(_mi(name.rpartition(".")[2]), size), arguments)
        if term.name == "HDiv.hDiv@ℝ":
            return f"<mfrac>{self.term(arguments[0], _LOWEST)}{self.term(arguments[1], _LOWEST)}</mfrac>"
        if name == "HPow.hPow":
            return f"<msup>{self.term(arguments[0], MAX)}{self.term(arguments[1], _LOWEST)}</msup>"
        # Subtraction stops at 0 among naturals alone.
        is_whole = term.name == name or name not in _OTHERWISE
        sign = self.modulo(_mo(_SYMBOLS.get(name, notation.symbol) if is_whole else _OTHERWISE[name]), size)
        if notation in PREFIXES.values():
            return _wrap(_row(sign, self.term(arguments[0], notation.right)), notation.right, minimum)
        left = self.term(arguments[0], MAX if is_big(arguments[0]) else notation.written_left)
        right = self.term(arguments[1], notation.right)
        return _wrap(_row(left, sign, right), notation.precedence, minimum)

    def modulo(self, sign: str, size: Term | None) -> str:
        """The sign of an operation that wraps around at a size has it as its index."""
        return sign if size is None else f"<msub>{sign}{self.term(size, _LOWEST)}</msub>"

    def sum(self, function: Term, over: Term) -> str:
        """`∑ f(i)` with `i ∈ xs` beneath."""
        if isinstance(function, Lambda):
            name, summand = function.name, self.term(function.body, _SUM)
        else:
            name = fresh("i", free_variables(function) | free_variables(over))
            item = Variable(function.type, name)
            summand = self.term(Apply(function.type, function, item), _SUM)
        beneath = _row(_mi(name), _mo("∈"), self.term(over, INFIXES["∈"].right))
        return _row(f"<munder>{_mo('∑')}{beneath}</munder>", summand)
