"""From an object, or what names one, to a backend: its functions, carrier and limits, and what is wrong with them."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from conformance.backends import python
from conformance.errors import UsageError
from conformance.laws.specfile import shipped
from conformance.subjects.backend import Backend
from conformance.subjects.loading import load_backend
from conformance.values.limits import Limits


def loaded(named: object) -> Backend:
    return load_backend(named, shipped().definitions)


def complement(mask: list[bool]) -> list[bool]:
    return [not m for m in mask]


class Masking:
    """Called without arguments where the class itself is given."""

    carrier = "python"

    def __init__(self, bias: bool = True) -> None:
        self.bias = bias

    def complement(self, mask: list[bool]) -> list[bool]:
        return [m is not self.bias for m in mask]


INSTANCE = Masking()


def raising(self: object) -> Any:
    raise RuntimeError("no licence")


def test_functions_are_found_by_their_snake_case_names() -> None:
    backend = loaded(python)
    assert backend.functions["maskedLoss"] is python.masked_loss
    assert set(backend.functions) == set(shipped().definitions)
    assert (backend.name, backend.carrier.text) == ("conformance.backends.python", "python")


@pytest.mark.parametrize("named", [Masking, INSTANCE, f"{__file__}:Masking", f"{__file__}:INSTANCE"])
def test_a_class_an_instance_and_a_part_of_a_file_are_backends(named: object) -> None:
    backend = loaded(named)
    assert backend.functions["complement"]([True, False]) == [False, True]


@pytest.mark.parametrize(
    ("named", "expression"),
    [
        (python, "import conformance.backends.python as backend"),
        (Masking, f"from {__name__} import Masking as implementation\nbackend = implementation()"),
        (SimpleNamespace(complement=complement), "# `backend` is the object that was given to check()"),
        ("python", "from conformance.backends import python as backend"),
    ],
)
def test_the_source_that_gives_a_backend(named: object, expression: str) -> None:
    assert loaded(named).expression == expression


def test_a_backend_has_the_name_that_it_gives_itself_on_one_line() -> None:
    assert loaded(SimpleNamespace(name="my\nmask  ing", complement=complement)).name == "my mask ing"
    assert loaded(SimpleNamespace(name=" ", complement=complement)).name == "SimpleNamespace"
    assert loaded(SimpleNamespace(name=5, complement=complement)).name == "SimpleNamespace"


def test_limits_are_read() -> None:
    given = {"max_n": 4, "max_nat": None, "nonempty": True}
    assert loaded(SimpleNamespace(complement=complement, limits=given)).limits == Limits(max_n=4, nonempty=True)


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (5, "`limits` must be a mapping, not a int"),
        ({"max_m": 4}, "unknown limit `max_m`; did you mean `max_n`?"),
        ({"": 4}, "unknown limit ``; expected one of max_n, max_nat, distinct_indices, nonempty"),
        ({"max_n": -1}, "limit `max_n` must be a natural number, not -1"),
        ({"max_n": True}, "limit `max_n` must be a natural number, not True"),
        ({"nonempty": 1}, "limit `nonempty` must be True or False, not 1"),
    ],
)
def test_limits_that_are_none_are_refused(limits: object, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        loaded(SimpleNamespace(complement=complement, limits=limits))
    assert str(caught.value) == f"backend `SimpleNamespace`: {message}"


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (SimpleNamespace(complement=5), "`complement` is a int, not a function"),
        (SimpleNamespace(complement=complement, carrier="nunpy"), "unknown library `nunpy`; did you mean `numpy`?"),
        (type("Raises", (), {"complement": property(raising)})(), "`complement` could not be read: RuntimeError: no "),
        (
            type("Raises", (), {"__init__": raising}),
            "the class could not be called without arguments: RuntimeError: no",
        ),
    ],
)
def test_what_is_laid_out_wrongly_is_refused_with_what_is_wrong(target: object, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        loaded(target)
    told = str(caught.value)
    assert message in told
    # Where outside code raised, its line is told, and not one of what looked at it.
    assert ("RuntimeError" in told) is (f"({__file__}:" in told)


def test_a_name_that_is_near_is_noted() -> None:
    backend = loaded(SimpleNamespace(maskedLoss=lambda idxs, losses: 0, complement=complement))
    assert (list(backend.functions), backend.near_misses) == (["complement"], {"maskedLoss": "maskedLoss"})


def test_the_largest_natural_is_that_of_the_carrier_or_of_the_limits() -> None:
    pytest.importorskip("numpy")
    for carrier, limit, most in [("python", None, None), ("python", 9, 9), ("numpy:int8", 200, 127), ("numpy", 9, 9)]:
        target = SimpleNamespace(complement=complement, carrier=carrier, limits={"max_nat": limit})
        assert loaded(target).max_nat == most


def test_a_module_that_loads_another_backend_tells_of_its_own_line(tmp_path: Path) -> None:
    (tmp_path / "outer.py").write_text("from conformance import load_backend\nload_backend('no_such_backend')\n")
    with pytest.raises(UsageError, match=r"unknown backend `no_such_backend`.* \(.*outer\.py:2\)$"):
        loaded(str(tmp_path / "outer.py"))


def test_an_object_of_a_module_is_named_by_it() -> None:
    module = ModuleType("made_here")
    module.thing = kind = type("Kind", (), {"__module__": "made_here", "complement": staticmethod(complement)})()  # type: ignore[attr-defined]
    sys.modules["made_here"] = module
    try:
        assert loaded(kind).expression == "from made_here import thing as backend"
    finally:
        del sys.modules["made_here"]


@pytest.mark.parametrize("attribute", ["name", "carrier", "limits", "complement"])
def test_an_attribute_that_raises_is_a_wrong_request(attribute: str) -> None:
    broken = type("Broken", (), {attribute: property(lambda self: 1 // 0)})
    with pytest.raises(UsageError, match=f"`{attribute}` could not be read: ZeroDivisionError"):
        loaded(broken)


def test_a_class_that_exits_is_a_wrong_request() -> None:
    def leave(self: object) -> None:
        raise SystemExit(0)

    with pytest.raises(UsageError, match="the class could not be called without arguments: SystemExit"):
        loaded(type("Leaving", (), {"__init__": leave}))


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("def f():\n    return [\n", r"SyntaxError: '\[' was never closed \(.*mine.py:2\)$"),
        ("\nimport nothing_here\n", r"No module named 'nothing_here' \(.*mine.py:2\)$"),
        ("\n\nimport json\njson.loads('[')\n", r"JSONDecodeError: .* \(.*decoder.py:\d+\)$"),
    ],
)
def test_a_file_that_cannot_be_imported_is_told_with_its_line(tmp_path: Path, code: str, message: str) -> None:
    (tmp_path / "mine.py").write_text(code, encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        loaded(str(tmp_path / "mine.py"))


def test_a_class_that_needs_arguments_is_told_what_to_name_instead() -> None:
    def new(self: object, device: str) -> None: ...

    with pytest.raises(UsageError, match="'device'; name an instance of it") as caught:
        loaded(type("Needing", (), {"__init__": new}))
    assert "loading.py" not in str(caught.value)
