"""Masks in other forms than truth values: right backends pass, wrong ones fail, other results are named."""

from __future__ import annotations

import importlib
import math
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check
from conformance.records.result import Result
from tests.some import some

Made = Callable[[list[bool]], object]
Read = Callable[[Any], list[bool]]

NUMBERS = {
    "bool": (True, False),
    "complement": (False, True),
    "float01": (1.0, 0.0),
    "complement/float01": (0.0, 1.0),
    "int01": (1, 0),
    "uint8": (1, 0),
    "additive(0,-inf)": (0.0, -math.inf),
    "additive(-inf,0)": (-math.inf, 0.0),
    "additive(0,min)": (0.0, None),
    "additive(min,0)": (None, 0.0),
}
"""The words for masks of two numbers, each with what is true and what false; None is the lowest of the dtype."""

ON_OTHERS = [
    ("torch", "float01"), ("torch", "uint8"), ("torch", "additive(0,-inf)"), ("numpy:float16", "float01"),
    ("numpy:int32", "int01"), ("torch:float16", "additive(0,min)"), ("torch:bfloat16", "float01"),
]  # fmt: skip


def dtype_of(carrier: str, word: str) -> str:
    """The dtype in which masks come."""
    library, _, dtype = carrier.partition(":")
    if word in ("bool", "complement"):
        return "bool"
    if word.endswith("01") and "float" not in word:
        return dtype if "int" in dtype else "int64"
    return "uint8" if word == "uint8" else dtype or {"numpy": "float64"}.get(library, "float32")


def library(carrier: str, word: str) -> tuple[Made, Read]:
    """What makes masks of two numbers natively, and what reads them; it refuses what is of another dtype."""
    true, false = NUMBERS[word]
    name, dtype = carrier.partition(":")[0], dtype_of(carrier, word)
    if name == "python":
        pair = [-sys.float_info.max if v is None else v for v in (false, true)]

        def read_list(mask: Any) -> list[bool]:
            assert all(v in pair and type(v) is type(pair[0]) for v in mask), mask
            return [v == pair[1] for v in mask]

        return lambda bits: [pair[bit] for bit in bits], read_list
    xp: Any = pytest.importorskip(name)
    lowest = xp.finfo(getattr(xp, dtype)).min if None in (true, false) else None
    numbers = [float(lowest) if v is None else v for v in (false, true)]
    array: Any = xp.array if name == "numpy" else xp.tensor

    def read(mask: Any) -> list[bool]:
        assert mask.dtype == getattr(xp, dtype), mask.dtype
        assert all(v in numbers for v in mask.tolist()), mask
        return [v == numbers[1] for v in mask.tolist()]

    return lambda bits: array([numbers[bit] for bit in bits], dtype=getattr(xp, dtype)), read


def masking(carrier: str, word: str, made: Made, read: Read) -> SimpleNamespace:
    """A backend of masks in a form."""

    def selected(mask: Any, i: int) -> bool:
        if not 0 <= i < len(mask):
            raise IndexError(i)
        return read(mask)[i]

    return SimpleNamespace(
        carrier=carrier, forms={"mask": word}, selected=selected,
        all_mask=lambda n: made([True] * n), empty_mask=lambda n: made([False] * n),
        complement=lambda mask: made([not bit for bit in read(mask)]),
    )  # fmt: skip


def results_of(backend: object, *laws: str) -> list[Result]:
    return check(backend, module=["masking"], laws=list(laws) or ["*"], profile="quick", require="hardened").results


def statuses(results: list[Result]) -> dict[str, str]:
    return {
        r.law: f"{r.status}: {r.failure.message if r.failure else r.note}"
        for r in results
        if r.status not in ("passed", "not_provided")
    }


@pytest.mark.parametrize(
    ("carrier", "word"),
    some(
        [*((c, word) for c in ("python", "numpy") for word in NUMBERS if (c, word) != ("python", "uint8")), *ON_OTHERS]
    ),
)
def test_a_right_backend_passes_and_one_with_another_polarity_fails(carrier: str, word: str) -> None:
    made, read = library(carrier, word)
    results = results_of(masking(carrier, word, made, read))
    assert statuses(results) == {}
    assert sum(r.status == "passed" for r in results) > 15
    wrong = masking(carrier, word, made, lambda mask: [not bit for bit in read(mask)])
    failed = statuses(results_of(wrong, "selected", "complement", "allMask"))
    assert set(failed) == {"selected", "complement"}


@pytest.mark.parametrize("carrier", ["python", "numpy", "torch"])
def test_a_mask_that_is_changed_in_place_or_given_back_is_found(carrier: str) -> None:
    made, read = library(carrier, "float01")
    backend = masking(carrier, "float01", made, read)

    def complement(mask: Any) -> Any:
        for k in range(len(mask)):
            mask[k] = 1 - mask[k]
        return mask

    backend.complement = complement
    failed = {r.law: r.failure.reason for r in results_of(backend, "complement*") if r.failure is not None}
    assert failed["complement.preserves_inputs"] == "mutated_input"
    assert failed["complement.shares_no_memory"] == "aliased"


@pytest.mark.parametrize("word", ["float01", "additive(0,-inf)", "additive(min,0)"])
def test_results_that_live_on_in_copies_are_found(word: str) -> None:
    made, read = library("numpy", word)
    backend = masking("numpy", word, made, read)
    known: dict[int, Any] = {}

    def all_mask(n: int) -> Any:
        if n in known:
            return known[n].copy()
        known[n] = made([True] * n)
        return known[n]

    backend.all_mask = all_mask
    failed = {r.law: r.failure.reason for r in results_of(backend, "allMask*") if r.failure is not None}
    assert failed == {"allMask.shares_no_memory": "aliased"}


def positions(carrier: str, word: str) -> SimpleNamespace:
    """A backend of masks that are told by positions."""
    name = carrier.partition(":")[0]
    array: Any = list
    if word in ("indices", "kept", "indices/int32") and name != "python":
        xp = importlib.import_module(name)
        dtype = xp.int32 if word.endswith("int32") else xp.int64
        array = (lambda found: xp.array(found, dtype=dtype)) if name == "numpy" else (
            lambda found: xp.tensor(found, dtype=dtype)
        )  # fmt: skip
    elif word.endswith("tuple"):
        array = tuple
    elif word.endswith("set"):
        array = set
    told = [False, True] if word.startswith(("kept", "complement")) else [True, False]

    def selected(mask: Any, i: int) -> bool:
        return (i in [int(k) for k in mask]) == told[0]

    def of(n: int, bit: bool) -> Any:
        return array([k for k in range(n) if bit == told[0]][::-1])

    return SimpleNamespace(carrier=carrier, forms={"mask": word}, selected=selected,
                           all_mask=lambda n: of(n, True), empty_mask=lambda n: of(n, False))  # fmt: skip


CORE = ("selected", "selected.[!r]*", "allMask*", "emptyMask*")


@pytest.mark.parametrize("word", some(["indices", "kept", "set", "complement/set", "indices/list", "kept/tuple"], 3))
@pytest.mark.parametrize("carrier", ["python", "numpy", "torch"])
def test_masks_that_are_told_by_positions(carrier: str, word: str) -> None:
    if carrier != "python":
        pytest.importorskip(carrier)
    right = results_of(positions(carrier, word), *CORE)
    assert statuses(right) == {}
    assert sum(r.status == "passed" for r in right) > 8
    wrong = positions(carrier, word)
    wrong.selected, wrong.all_mask = (lambda mask, i: i in list(mask)[:-1]), wrong.empty_mask
    assert {"selected", "allMask"} <= set(statuses(results_of(wrong, *CORE)))


AXES: list[tuple[str, str, Callable[[Any, int], Any], str]] = [
    ("numpy", "float01/shape(1,n,1)", lambda xp, n: xp.ones((1, n, 1)), "m[:, :, :1]"),
    ("torch", "additive(0,-inf)/shape(1, 1, 1, keys)", lambda xp, n: xp.zeros((1, 1, 1, n)), "m"),
    ("numpy", "shape(n,1)", lambda xp, n: xp.ones((n, 1), dtype=bool), "m[:, :1]"),
    ("numpy", "cls/int01/shape(1,n)", lambda xp, n: xp.array([[0] + [1] * n]), "m"),
]


@pytest.mark.parametrize(("carrier", "word", "made", "read"), AXES)
def test_masks_with_further_axes(carrier: str, word: str, made: Callable[[Any, int], Any], read: str) -> None:
    xp = pytest.importorskip(carrier)
    seen: list[int] = []

    def complement(m: Any) -> Any:
        seen.append(m.ndim)
        m = eval(read, {"m": m})
        if "additive" in word:
            return xp.where(m == 0, -xp.inf, 0.0)
        if "cls" in word:
            return xp.concatenate([m[:, :1], 1 - m[:, 1:]], axis=1)
        return ~m if word == "shape(n,1)" else 1 - m

    backend = SimpleNamespace(
        carrier=carrier, forms={"mask": word}, all_mask=lambda n: made(xp, n), complement=complement
    )
    results = results_of(backend, "allMask", "allMask.*", "complement", "complement.*")
    assert (statuses(results), len(results)) == ({}, 11)
    assert set(seen) == {word.count(",") + 1 if "additive" not in word else 4}
    backend.all_mask = lambda n: made(xp, n)[0]
    assert set(statuses(results_of(backend, "allMask"))) == {"allMask"}


LISTS = [("numpy", "int32"), ("numpy", "list"), ("torch", "int32"), ("torch", "tuple"), ("numpy", "one_based/int32"),
         ("python", "tuple"), ("python", "one_based/list"), ("numpy", "one_based/int64"),
         ("numpy:int32", "int64")]  # fmt: skip


def totals(carrier: str, word: str) -> SimpleNamespace:
    """A backend that takes lists of indices in a form."""
    first = int("one_based" in word)

    def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
        if "int" in word:
            assert str(idxs.dtype).removeprefix("torch.") == word.rpartition("/")[2]
        else:
            assert type(idxs) is (tuple if word == "tuple" else list)
        if any(not 0 <= i - first < len(per_patch_loss) for i in idxs):
            raise IndexError
        return sum(int(per_patch_loss[int(i) - first]) for i in idxs)

    return SimpleNamespace(carrier=carrier, forms={"indices": word}, masked_loss=masked_loss)


@pytest.mark.parametrize(("carrier", "word"), some(LISTS))
def test_lists_of_indices_in_other_forms(carrier: str, word: str) -> None:
    if carrier != "python":
        pytest.importorskip(carrier.partition(":")[0])
    laws = ("maskedLoss", "maskedLoss_append", "maskedLoss.rejects*", "maskedLoss.preserves*", "maskedLoss.well_formed")
    right = results_of(totals(carrier, word), *laws)
    assert (statuses(right), len(right)) == ({}, 5)
    wrong = totals(carrier, word)
    wrong.masked_loss = lambda idxs, per_patch_loss: sum(int(per_patch_loss[int(i) - 1]) for i in idxs[1:])
    assert "maskedLoss" in statuses(results_of(wrong, "maskedLoss"))


MALFORMED = [
    ("numpy", "float01", "np.full(n, 0.5)", "form `float01`: expected 0 or 1 everywhere, got 0.5 at position 0"),
    ("numpy", "float01", "np.ones(n, dtype=np.float32)", "form `float01`: expected a 1-d float64 array, got array([]"),
    ("numpy", "float01", "np.full(n, np.nan)", "form `float01`: expected a 1-d float64 array, got array([nan]"),
    ("numpy", "float01", "np.full(n, -np.inf)", "form `float01`: expected a 1-d float64 array, got array([-inf]"),
    ("numpy", "float01", "np.ones(n, dtype=bool)", "form `float01`: expected a 1-d float64 array, got array([]"),
    ("numpy", "float01", "np.ones(n + 1)", "expected 0 values, got 1"),
    ("numpy", "int01", "np.full(n, 2)", "form `int01`: expected 0 or 1 everywhere, got 2 at position 0"),
    ("numpy", "uint8", "np.ones(n, dtype=int)", "form `uint8`: expected a 1-d uint8 array, not negative, got array([]"),
    ("numpy", "additive(0,-inf)", "np.full(n, -1e9)",
     "form `additive(0,-inf)`: expected -inf or 0 everywhere, got -1000000000 at position 0"),
    ("numpy", "additive(0,min)", "np.full(n, -np.inf)",
     "form `additive(0,min)`: expected -1.79769e+308 or 0 everywhere, got -inf at position 0"),
    ("numpy", "indices", "np.zeros(n, dtype=bool)", "form `indices`: expected a 1-d int64 array, not negative"),
    ("numpy", "indices", "np.arange(1, n + 1)", "form `indices`: expected positions below 1, got 1 as number 0"),
    ("numpy", "indices", "np.zeros(n, dtype=int)",
     "form `indices`: expected each position once, got 0 twice, the second time as number 1"),
    ("numpy", "kept", "np.full(n, -1)", "form `kept`: expected a 1-d int64 array, not negative, got array([-1]"),
    ("numpy", "indices/list", "np.arange(n)", "form `indices/list`: expected list[int], not negative, got array("),
    ("numpy", "set", "list(range(n))", "form `set`: expected a set of positions, got ["),
    ("numpy", "set", "set(range(n + 1)) - {0}", "form `set`: expected positions below 1, got 1 as number 0"),
    ("numpy", "indices/tuple", "list(range(n))", "form `indices/tuple`: expected a tuple, got ["),
    ("numpy", "cls", "np.ones(n, dtype=bool)", "form `cls`: expected one value more, for a token before the first"),
    ("numpy", "cls", "np.ones(n + 1, dtype=bool)",
     "form `cls`: expected False for the token before the first, got True"),
    ("numpy", "shape(1,n)", "np.ones((2, n), dtype=bool)", "expected 1 values, got 2"),
    ("numpy", "shape(1,n)", "np.ones(n, dtype=bool)", "form `shape(1,n)`: expected a 2-d bool array, got array([]"),
    ("torch:float16", "float01", "torch.ones(n)", "form `float01`: expected a 1-d float16 tensor on cpu, got tensor("),
    ("torch", "float01", "torch.full((n,), 0.5)", "form `float01`: expected 0 or 1 everywhere, got 0.5 at position 0"),
    ("torch", "indices", "torch.arange(n).int()", "form `indices`: expected a 1-d int64 tensor on cpu, not negative"),
    ("python", "float01", "[True] * n", "form `float01`: expected list[float], got [True]"),
    ("python", "int01", "[True] * n", "form `int01`: expected list[int], not negative, got [True]"),
    ("python", "float01", "[0.5] * n", "form `float01`: expected 0 or 1 everywhere, got 0.5 at position 0"),
]  # fmt: skip


@pytest.mark.parametrize(("carrier", "word", "source", "message"), some(MALFORMED))
def test_what_comes_back_and_is_none_of_the_form_is_malformed(
    carrier: str, word: str, source: str, message: str, tmp_path: Path
) -> None:
    name = carrier.partition(":")[0]
    if name != "python":
        pytest.importorskip(name)
    imported = {"numpy": "import numpy as np", "torch": "import torch"}.get(name, "")
    written = tmp_path / "mine.py"
    written.write_text(
        f"{imported}\ncarrier = {carrier!r}\nforms = {{'mask': {word!r}}}\n\ndef all_mask(n):\n    return {source}\n",
        encoding="utf-8",
    )
    (result,) = results_of(str(written), "allMask")
    failure = result.failure
    assert failure is not None
    assert (failure.reason, message in failure.message) == ("malformed", True), failure.message
    with pytest.raises((AssertionError, AttributeError)):
        exec(failure.reproduce, {})


def test_a_dtype_that_a_carrier_lacks_is_refused() -> None:
    from conformance.errors import UsageError

    with pytest.raises(UsageError) as caught:
        check(SimpleNamespace(forms={"mask": "uint8"}, complement=lambda m: m), laws=["complement"])
    assert str(caught.value) == (
        "backend `SimpleNamespace`: `mask` in `forms`: carrier `python` has no uint8 for `complement.m`"
    )
