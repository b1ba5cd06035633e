"""Python source that asserts what an operation gave: the value by itself, and the form by `conformance.testing`."""

from __future__ import annotations

from conformance.carriers.base import Form
from conformance.carriers.forms import kinds_of
from conformance.carriers.in_source import value_source
from conformance.lean.closures import Value
from conformance.subjects.operation import Operation

ASSERTS_FORM = "assert_form("
"""How what `form_assert` gives begins."""

IMPORT = "from conformance.testing import assert_form"
"""What it needs."""


def value_assert(operation: Operation, name: str, value: Value) -> str:
    """A statement that fails where the variable, of the result's form, has not that value."""
    return value_source(operation.carrier, name, operation.result_form, operation.came(value))


def form_assert(operation: Operation, name: str, value: Value) -> str:
    """A statement that fails where the variable is not of the result's form; `value` is a result."""
    carrier, form = operation.carrier, operation.result_form
    is_array = isinstance(form, Form) and form.rank
    kinds = [] if is_array or not carrier.has_arrays else [k for k in kinds_of([form]) if k.is_real or k.is_number]
    dtypes = {(carrier.describe(carrier.embed(Form(kind, 1), (0,))).dtype or "").rpartition(".")[2] for kind in kinds}
    floats = sorted(dtype for dtype in dtypes if "float" in dtype)
    named = f", dtype={floats[0]!r}" if floats else ""
    return f"{ASSERTS_FORM}{name}, {carrier.literal(form, operation.came(value))}{named})"
