"""What is rendered reads back to the same tree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.laws.specfile import shipped
from conformance.lean.nodes import Term
from conformance.lean.render import render
from conformance.lean.syntax import Builtin, Literal, Theorem
from conformance.lean.types import BOOL, NAT, PROP, ListType
from tests.lean.reading import proposition, theorem


@pytest.mark.parametrize("declaration", shipped().declarations, ids=lambda d: d.id)
def test_shipped_theorems_render_to_themselves(declaration: object) -> None:
    declared = getattr(declaration, "declared", None)
    if isinstance(declared, Theorem):
        binders = " ".join(
            f"({c.name} : {render(c.type)})"
            if hasattr(c, "type")
            else f"({c.name} : {render(c.statement, explicit=True)})"
            for c in declared.context
        )
        text = f"theorem {declared.name} {binders} : {render(declared.conclusion, explicit=True)}"
        assert theorem(text).conclusion == declared.conclusion


def _binary(names: list[str], operands: st.SearchStrategy[Term], result: object) -> st.SearchStrategy[Term]:
    return st.builds(lambda n, a, b: Builtin(result, n, (a, b)), st.sampled_from(names), operands, operands)


_NATS: st.SearchStrategy[Term] = st.recursive(
    st.integers(0, 9).map(lambda v: Literal(NAT, v)),
    lambda nats: _binary(["HAdd.hAdd", "HSub.hSub", "HMul.hMul"], nats, NAT),
    max_leaves=6,
)

_LISTS: st.SearchStrategy[Term] = st.recursive(
    st.just(Builtin(ListType(NAT), "List.nil", ())),
    lambda lists: st.one_of(
        st.builds(lambda a, xs: Builtin(ListType(NAT), "List.cons", (a, xs)), _NATS, lists),
        _binary(["List.append"], lists, ListType(NAT)),
        st.builds(lambda xs: Builtin(ListType(NAT), "List.reverse", (xs,)), lists),
    ),
    max_leaves=4,
)

_BOOLS: st.SearchStrategy[Term] = st.recursive(
    st.sampled_from(["true", "false"]).map(lambda n: Builtin(BOOL, n, ())),
    lambda bools: st.one_of(
        _binary(["and", "or"], bools, BOOL), st.builds(lambda b: Builtin(BOOL, "not", (b,)), bools)
    ),
    max_leaves=4,
)

_PROPS: st.SearchStrategy[Term] = st.recursive(
    st.one_of(
        _binary(["Eq", "Ne", "LT.lt", "LE.le"], _NATS, PROP),
        _binary(["Eq"], _LISTS, PROP),
        _binary(["Eq"], _BOOLS, PROP),
    ),
    lambda props: st.one_of(
        _binary(["And", "Or", "→", "Iff"], props, PROP), st.builds(lambda p: Builtin(PROP, "Not", (p,)), props)
    ),
    max_leaves=6,
)


@given(_PROPS)
def test_rendering_and_parsing_again_gives_the_same_tree(term: Term) -> None:
    text = render(term, explicit=True)
    assert proposition(text) == term


@pytest.mark.parametrize("text", ["(2 == 3) ∈ [true]", "¬2 ∈ [3]", "(2 ^ 3) ^ 2 = 2 ^ 3 ^ 2"])
def test_operators_that_bind_alike_are_told_apart(text: str) -> None:
    assert render(proposition(text)) == text.replace("¬", "¬ ")
    assert proposition(render(proposition(text))) == proposition(text)
