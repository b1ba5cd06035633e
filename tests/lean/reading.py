"""Statements as trees and values, for tests."""

from __future__ import annotations

from conformance.laws.specfile import shipped
from conformance.lean.elaborate.declarations import elaborate_declaration, elaborate_proposition
from conformance.lean.elaborate.environment import Environment
from conformance.lean.evaluate import compile_term
from conformance.lean.nodes import Term
from conformance.lean.parse import parse_declaration, parse_proposition
from conformance.lean.syntax import Theorem


def theorem(text: str) -> Theorem:
    declared = elaborate_declaration(shipped().environment, parse_declaration(text), text)
    assert isinstance(declared, Theorem)
    return declared


def proposition(text: str) -> Term:
    return elaborate_proposition(Environment(), parse_proposition(text), text)


def evaluate(text: str) -> object:
    return compile_term(proposition(text), (), {})([])
