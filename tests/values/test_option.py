"""Laws over options: a value or `None`, in Python, beside arrays, and as JSON's null."""

from __future__ import annotations

import shlex
import sys
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from conformance import check
from conformance.carriers import carrier
from conformance.carriers.base import Malformed
from conformance.carriers.composed import composed
from conformance.errors import SpecError
from conformance.laws.specfile import load
from conformance.lean.nodes import Type
from conformance.lean.syntax import Literal
from conformance.lean.types import BOOL, NAT, RAT, FinType, FunctionType, ListType, OptionType
from conformance.values.known import form_of, formed

SPEC = """\
module: Options
structures:
  Limits:
    lean: |
      structure Limits where
        most : Option Nat
        least : Nat := 0
definitions:
  capped: {lean: 'def capped (n : Nat) (most : Option Nat) : Nat := if most.isSome then min n (most.getD 0) else n'}
  within: {lean: 'def within (n : Nat) (limits : Limits) : Nat := max limits.least (min n (limits.most.getD n))'}
  item: {lean: 'def item {n : Nat} (v : Fin n → Nat) (i : Option (Fin n)) : Nat := (i.map v).getD 0'}
  weighed:
    lean: |
      def weighed {n : Nat} (v : Fin n → Nat) (w : Option (Fin n → Nat)) : Fin n → Nat :=
        fun i => v i * (w.map (fun f => f i)).getD 1
  shown:
    lean: 'def shown {n : Nat} (m : Fin n → Bool) : Fin n → Option (Fin n) := fun i => if m i then some i else none'
  find: {lean: 'def find (xs : List Nat) (a : Nat) : Option Nat := xs.findIdx? (fun x => x == a)'}
  ratio: {lean: 'def ratio (r : Option Rat) : Option Rat := r.map (fun r => r / 2)'}
theorems:
  capped_le: {lean: 'theorem capped_le (n : Nat) (most : Option Nat) (h : most.isSome) : capped n most ≤ most.getD 0'}
  capped_none: {lean: 'theorem capped_none (n : Nat) (most : Option Nat) (h : most = none) : capped n most = n'}
  capped_ne: {lean: 'theorem capped_ne (n k : Nat) (most : Option Nat) (h : most = some k) : capped n most ≤ k'}
  ratio_ne: {lean: 'theorem ratio_ne (r : Option Rat) (h : r ≠ none) : ratio r ≠ none'}
"""


class Plain:
    def capped(self, n: int, most: int | None) -> int:
        return n if most is None else min(n, most)

    def within(self, n: int, limits: Any) -> int:
        return max(limits.least, self.capped(n, limits.most))

    def item(self, v: list[int], i: int | None) -> int:
        if i is not None and i < 0:
            raise IndexError(i)
        return 0 if i is None else v[i]

    def weighed(self, v: list[int], w: list[int] | None) -> list[int]:
        return list(v) if w is None else [a * b for a, b in zip(v, w, strict=True)]

    def shown(self, m: list[bool]) -> list[int | None]:
        return [k if v else None for k, v in enumerate(m)]

    def find(self, xs: list[int], a: int) -> int | None:
        return xs.index(a) if a in xs else None

    def ratio(self, r: Any) -> Any:
        return None if r is None else r / 2


class Numpy(Plain):
    carrier = "numpy"

    def weighed(self, v: Any, w: Any) -> Any:
        assert w is None or w.dtype == np.int64
        return v.copy() if w is None else v * w

    def find(self, xs: Any, a: int) -> Any:
        found = np.nonzero(xs == a)[0]
        return found[0] if len(found) else None


class Torch(Plain):
    carrier = "torch"

    def weighed(self, v: Any, w: Any) -> Any:
        return v.clone() if w is None else v * w

    def find(self, xs: Any, a: int) -> Any:
        found = (xs == a).nonzero()
        return int(found[0]) if len(found) else None


class Falsy(Plain):
    """0 is taken for none."""

    def capped(self, n: int, most: int | None) -> int:
        return min(n, most) if most else n


class Minus(Plain):
    """What is not there is at -1."""

    def find(self, xs: list[int], a: int) -> int | None:
        return xs.index(a) if a in xs else -1


class Beyond(Plain):
    def shown(self, m: list[bool]) -> list[int | None]:
        return [k + 1 if v else None for k, v in enumerate(m)]


class Unweighed(Numpy):
    def weighed(self, v: Any, w: Any) -> Any:
        return v.copy() if w is None or len(w) > 40 else v * w


class Nothing(Plain):
    def capped(self, n: int, most: int | None) -> Any:
        return None if most is None else min(n, most)


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("spec") / "options.yaml"
    path.write_text(SPEC, encoding="utf-8")
    return path


@pytest.mark.parametrize("backend", [Plain, Numpy, Torch])
def test_a_right_backend_conforms(backend: type, spec: Path) -> None:
    if backend is Torch:
        pytest.importorskip("torch")
    report = check(backend(), spec=spec, profile="quick")
    assert {r.law: r.failure for r in report.results if r.level == "core" and r.status != "passed"} == {}
    assert {"none", "some", "zero"} <= {k for k, count in report["capped"].evidence.covered.items() if count > 5}
    assert report["weighed"].evidence.covered["wide"] > 5


def test_backends_agree(spec: Path) -> None:
    report = check(Plain(), Numpy(), spec=spec, profile="quick", laws=["capped", "item", "weighed", "shown", "find"])
    assert all(a.agrees and a.cases > 100 for a in report.agreement)


@pytest.mark.parametrize(
    ("backend", "law", "reason", "inputs"),
    [
        (Falsy, "capped", "violation", {"n": 1, "most": 0}),
        (Falsy, "capped_ne", "violation", {"n": 1, "k": 0, "most": 0}),
        (Minus, "find", "malformed", {"xs": [], "a": 0}),
        (Beyond, "shown", "malformed", {"n": 1, "m": [True]}),
        (Nothing, "capped", "malformed", {"n": 0, "most": None}),
        (Unweighed, "weighed", "violation", None),
    ],
)
def test_a_fault_is_found(backend: type, law: str, reason: str, inputs: dict[str, Any] | None, spec: Path) -> None:
    failure = check(backend(), spec=spec, profile="quick", laws=[law])[law].failure
    assert failure is not None
    assert failure.reason == reason
    assert inputs is None or failure.inputs == inputs
    if backend is Minus:
        assert "expected int, not negative, got -1 (int), and not None" in failure.message


def test_what_is_demanded_of_options_is_met_by_construction(spec: Path) -> None:
    report = check(Plain(), spec=spec, profile="quick", laws=["capped_le", "capped_none", "capped_ne", "ratio_ne"])
    for result in report.results:
        assert result.evidence.sampled is not None
        assert result.evidence.sampled.nontrivial == 20 == result.evidence.sampled.drawn


def test_an_index_in_an_option_is_asked_for_out_of_range(spec: Path) -> None:
    report = check(Plain(), spec=spec, profile="quick", laws=["item.*"], require="hardened")
    assert report["item.rejects_out_of_range"].status == "passed"
    lax = SimpleNamespace(item=lambda v, i: v[i] if i is not None and abs(i) < len(v) else 0)
    failure = check(lax, spec=spec, profile="quick", laws=["item.*"])["item.rejects_out_of_range"].failure
    assert failure is not None
    assert failure.reason == "accepted_out_of_range"


PROCESS = """\
import json, sys

def capped(n, most):
    return n if most is None else min(int(n), int(most))

def answer(call):
    given = call["arguments"]
    if call["operation"] == "shown":
        return [k if v else None for k, v in enumerate(given[0])]
    if call["operation"] == "ratio":
        return None if given[0] is None else given[0] / 2
    return str(capped(*given))

for line in sys.stdin:
    message = json.loads(line)
    told = {"type": "hello", "protocol": 1, "name": "options", "operations": ["capped", "shown", "ratio"]}
    if message["type"] == "call":
        answers = [{"id": call["id"], "result": answer(call)} for call in message["calls"]]
        told = {"type": "answer", "answers": answers}
    print(json.dumps(told), flush=True)
"""


def test_a_process_is_given_and_gives_null(spec: Path, tmp_path: Path) -> None:
    program = tmp_path / "options.py"
    program.write_text(PROCESS, encoding="utf-8")
    report = check(
        f"process:{shlex.join([sys.executable, str(program)])}", spec=spec, profile="quick",
        laws=["capped", "capped_le", "shown", "ratio"],
    )  # fmt: skip
    assert {r.law: (r.status, r.failure) for r in report.results} == dict.fromkeys(
        ["capped", "capped_le", "shown", "ratio"], ("passed", None)
    )


@pytest.mark.parametrize("type_", ["Option (Option Nat)", "List (Option (Option Bool))", "Nat × Option (Option Nat)"])
def test_an_option_of_an_option_is_refused_with_its_place(type_: str, tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(f"module: M\ndefinitions:\n  f: {{lean: 'def f (a : {type_}) : Nat := 0'}}\n", encoding="utf-8")
    with pytest.raises(SpecError, match="nothing tells which; write a pair with a `Bool`") as caught:
        load([path])
    place = f"  f: {{lean: 'def f (a : {type_}".index("Option (Option") + 1
    assert (caught.value.line, caught.value.column) == (3, place)
    assert "of `Option (Option" in str(caught.value)


def test_an_option_of_an_option_may_stand_within_a_statement(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    text = "def f (a : Option Nat) : Bool := (some a).isSome"
    path.write_text(f"module: M\ndefinitions:\n  f: {{lean: '{text}'}}\n", encoding="utf-8")
    (result,) = check(SimpleNamespace(f=lambda a: True), spec=path, profile="quick", laws=["f"]).results
    assert result.status == "passed"


def size_of(size: Any) -> int:
    assert isinstance(size, Literal)
    return size.value


THREE = FinType(Literal(NAT, 3))


@pytest.mark.parametrize(
    ("type_", "value", "native"),
    [
        (OptionType(NAT), (), None),
        (OptionType(NAT), (0,), 0),
        (OptionType(BOOL), (False,), False),
        (OptionType(RAT), (Fraction(1, 2),), 0.5),
        (OptionType(ListType(NAT)), ((),), []),
        (OptionType(FunctionType(THREE, BOOL)), ((True, False, True),), [True, False, True]),
        (FunctionType(THREE, OptionType(NAT)), ((), (0,), (2,)), [None, 0, 2]),
        (ListType(OptionType(ListType(NAT))), ((), ((1,),)), [None, [1]]),
    ],
)
@pytest.mark.parametrize("text", ["python", "numpy", "torch"])
def test_options_come_and_go(type_: Type, value: Any, native: Any, text: str) -> None:
    pytest.importorskip(text) if text != "python" else None
    form = form_of(type_)
    assert form is not None
    library = composed(carrier(text), [form])
    made = library.embedder(form)(value)
    assert _listed(made) == native
    assert library.decoder(form)(made) == value
    names: dict[str, Any] = {}
    lines = [*library.imports(), f"made = {library.literal(form, value)}", library.check_source("made", form, value)]
    exec("\n".join(lines), names)
    assert _listed(names["made"]) == native
    assert library.unchanged(made, library.snapshot(made))
    former, plain = formed(type_)
    assert former.from_plain(plain, former.to_plain(plain, value)) == value
    assert former.holds(plain, value, size_of)


def _listed(native: Any) -> Any:
    if isinstance(native, list):
        return [_listed(v) for v in native]
    return native.tolist() if hasattr(native, "tolist") else native


def test_a_check_of_none_is_none_of_0() -> None:
    form = form_of(OptionType(NAT))
    assert form is not None
    library = composed(carrier("python"), [form])
    with pytest.raises(AssertionError):
        exec(library.check_source("got", form, ()), {"got": 0})
    with pytest.raises(AssertionError):
        exec(library.check_source("got", form, (0,)), {"got": None})
    with pytest.raises(Malformed, match=r"got 'none' .*, and not None"):
        library.decoder(form)("none")


def test_a_list_with_none_in_it_is_seen_to_be_one_and_the_same() -> None:
    form = form_of(ListType(OptionType(NAT)))
    assert form is not None
    library = composed(carrier("python"), [form])
    items = [None, 1]
    assert library.shares_memory(items, items)
    assert not library.shares_memory(items, [None, 1])
    before = library.snapshot(items)
    items[0] = 0
    assert not library.unchanged(items, before)
