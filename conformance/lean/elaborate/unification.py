"""Types and sizes that must be the same: holes in them are filled so that they are."""

from __future__ import annotations

from conformance.lean.elaborate.holes import Holes
from conformance.lean.nodes import Term, Type
from conformance.lean.sizes import fold, offset, plus
from conformance.lean.syntax import Apply, Builtin, Hole, Literal, Variable
from conformance.lean.types import TypeHole, unfold


class Unification(Holes):
    """Fills holes so that two types agree."""

    def try_unify(self, a: Type, b: Type) -> bool:
        saved = dict(self.types), dict(self.terms)
        if self.unify(a, b):
            return True
        self.types, self.terms = saved
        return False

    def unify(self, a: Type, b: Type) -> bool:
        a, b = self.shallow(a), self.shallow(b)
        if a == b:
            return True
        if isinstance(a, TypeHole) or isinstance(b, TypeHole):
            hole, other = (a, b) if isinstance(a, TypeHole) else (b, a)
            assert isinstance(hole, TypeHole)
            if self.occurs(hole, other):
                return False
            self.types[hole.id] = other
            return True
        x, y = unfold(a), unfold(b)
        if type(x) is not type(y) or not x.parts:
            return x == y
        return len(x.parts) == len(y.parts) and all(map(self.unify_parts, x.parts, y.parts))

    def unify_parts(self, a: Type | Term, b: Type | Term) -> bool:
        if isinstance(a, Type):
            return isinstance(b, Type) and self.unify(a, b)
        return isinstance(b, Term) and self.unify_terms(a, b)

    def occurs(self, hole: TypeHole, type_: Type) -> bool:
        known = self.shallow(unfold(self.shallow(type_)))
        if isinstance(known, TypeHole):
            return known.id == hole.id
        return any(self.occurs(hole, part) for part in known.parts if isinstance(part, Type))

    def unify_terms(self, a: Term, b: Term) -> bool:
        a, b = fold(self.partial(a)), fold(self.partial(b))
        if a == b:
            return True
        if isinstance(a, Hole) and a.id not in self.waiting:
            self.terms[a.id] = b
            return self.unify(a.type, b.type)
        if isinstance(b, Hole) and b.id not in self.waiting:
            return self.unify_terms(b, a)
        a, b = self.size(a), self.size(b)
        if a == b:
            return True
        (base_a, more_a), (base_b, more_b) = offset(a), offset(b)
        if common := min(more_a, more_b):
            return self.unify_terms(plus(base_a, more_a - common), plus(base_b, more_b - common))
        match a, b:
            case Variable(name=x), Variable(name=y):
                return x == y
            case Literal(value=v), Literal(value=w):
                return v == w
            case Builtin(name=f, arguments=xs), Builtin(name=g, arguments=ys):
                same = f == g and len(xs) == len(ys)
                return same and all(self.unify_terms(x, y) for x, y in zip(xs, ys, strict=True))
            case Apply(function=f1, argument=x1), Apply(function=f2, argument=x2):
                return self.unify_terms(f1, f2) and self.unify_terms(x1, x2)
        return False

    def is_same(self, a: Type, b: Type) -> bool:
        """Whether the types agree as far as they are known, with nothing inferred."""
        saved = dict(self.types), dict(self.terms)
        agree = self.unify(a, b) and (len(self.types), len(self.terms)) == (len(saved[0]), len(saved[1]))
        self.types, self.terms = saved
        return agree
