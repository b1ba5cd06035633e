"""The carrier of libraries with the array API standard, tried on its strict implementation, on NumPy and on Dask."""

from __future__ import annotations

import importlib.util
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from conformance import check
from conformance.carriers import CarrierError, Form, Kind, Malformed, MissingLibrary, UnsupportedForm, carrier
from tests.asked import is_asked

pytest.importorskip("array_api_compat")
np = pytest.importorskip("numpy")
xp = pytest.importorskip("array_api_strict")

STRICT = carrier("array_api:array_api_strict")
FLOAT = carrier("array_api:array_api_strict:float32")
FORMS = [Form(kind, rank) for kind in (Kind.BOOL, Kind.INDEX, Kind.NAT) for rank in range(3)]
BOOLS, NATS, INDICES = Form(Kind.BOOL, 1), Form(Kind.NAT, 1), Form(Kind.INDEX, 1)
BOOL, NAT = Form(Kind.BOOL, 0), Form(Kind.NAT, 0)
NAMESPACES = ["array_api_strict", "numpy", pytest.param("dask.array", marks=pytest.mark.skipif(
    importlib.util.find_spec("dask") is None, reason="Dask is not installed"))]  # fmt: skip


class Strict:
    """A correct implementation in terms of the standard alone."""

    carrier = "array_api:array_api_strict"

    def selected(self, mask: Any, i: int) -> bool:
        self.inside(i, i, mask.shape[0])
        return bool(mask[i])

    def all_mask(self, n: int) -> Any:
        return xp.ones(n, dtype=xp.bool)

    def empty_mask(self, n: int) -> Any:
        return xp.zeros(n, dtype=xp.bool)

    def complement(self, mask: Any) -> Any:
        return xp.logical_not(mask)

    def masked_loss(self, idxs: Any, per_patch_loss: Any) -> Any:
        n = per_patch_loss.shape[0]
        if idxs.shape[0]:
            self.inside(int(xp.min(idxs)), int(xp.max(idxs)), n)
        return xp.sum(xp.take(per_patch_loss, idxs)) if n else 0

    def inside(self, low: int, high: int, n: int) -> None:
        if low < 0 or high >= n:
            raise IndexError(f"{low} or {high} is out of range for {n} positions")


class Dedup(Strict):
    """Counts a repeated index once."""

    def masked_loss(self, idxs: Any, per_patch_loss: Any) -> Any:
        return super().masked_loss(xp.unique_values(idxs), per_patch_loss)


def sample(form: Form) -> list[Any]:
    """A value of a form, and another."""
    scalars = (True, False) if form.kind is Kind.BOOL else (3, 0)
    first, other = scalars
    return [(first, other), ((other, first, first), ()), (((first, other), (other, other)), ())][form.rank]  # type: ignore[return-value]


@pytest.mark.parametrize("dtype", ["int64", "int32", "uint8", "float32", "float64"])
@pytest.mark.parametrize("namespace", NAMESPACES)
@pytest.mark.parametrize("form", FORMS, ids=str)
def test_round_trip(form: Form, namespace: str, dtype: str) -> None:
    chosen = carrier(f"array_api:{namespace}:{dtype}")
    names: dict[str, ModuleType] = {}
    exec("\n".join(chosen.imports()), names)
    value, other = sample(form)
    native = chosen.embed(form, value)
    assert chosen.decoder(form)(chosen.settled(native)) == value
    made = eval(chosen.literal(form, value), dict(names))
    assert chosen.unchanged(made, chosen.snapshot(native))
    exec(chosen.check_source("got", form, value), {**names, "got": native})
    with pytest.raises(AssertionError):
        exec(chosen.check_source("got", form, other), {**names, "got": native})


@pytest.mark.parametrize(
    ("text", "max_nat"),
    [
        ("array_api:array_api_strict", 2**63 - 1),
        ("array_api:array_api_strict:uint8", 255),
        ("array_api:array_api_strict:float32", 2**24),
        ("array_api:array_api_strict:float64", 2**53),
        ("array_api:numpy:float16", 2**11),
    ],
)
def test_max_nat(text: str, max_nat: int) -> None:
    chosen = carrier(text)
    assert (chosen.text, chosen.max_nat) == (text, max_nat)
    assert chosen.has_negatives == ("uint" not in text)


@pytest.mark.parametrize(
    ("chosen", "form", "native"),
    [
        (STRICT, BOOLS, xp.asarray([1])),
        (STRICT, BOOLS, xp.asarray([[True]])),
        (STRICT, BOOLS, np.asarray([True])),
        (STRICT, BOOLS, [True]),
        (STRICT, BOOLS, None),
        (STRICT, BOOLS, xp.asarray([True], device=xp.Device("device1"))),
        (STRICT, INDICES, xp.asarray([1], dtype=xp.int32)),
        (STRICT, INDICES, xp.asarray([-1])),
        (STRICT, NATS, xp.asarray([1.0])),
        (STRICT, BOOL, 1),
        (STRICT, NAT, True),
        (STRICT, NAT, 1.0),
        (STRICT, NAT, xp.asarray(1.0)),
        (STRICT, NAT, xp.asarray(True)),
        (STRICT, NAT, xp.asarray([1])),
        (STRICT, NAT, xp.asarray(-1)),
        (FLOAT, NAT, xp.asarray(1.0, dtype=xp.float64)),
        (FLOAT, NAT, xp.asarray(0.5, dtype=xp.float32)),
        (FLOAT, NAT, xp.asarray(float("nan"), dtype=xp.float32)),
        (FLOAT, NAT, xp.asarray(1)),
    ],
)
def test_malformed(chosen: Any, form: Form, native: object) -> None:
    with pytest.raises(Malformed, match=r"^expected .+, got .+\(.*\)$"):
        chosen.decoder(form)(native)
    names: dict[str, Any] = {}
    exec("\n".join(chosen.imports()), names)
    right = (True if form.kind is Kind.BOOL else 1,) if form.rank else (True if form.kind is Kind.BOOL else 1)
    with pytest.raises(AssertionError):
        exec(chosen.check_source("got", form, right), {**names, "got": native})


def test_a_correct_backend_passes() -> None:
    laws = ["complement*", "maskedLoss", "maskedLoss.[dprsw]*", "*selected*"]
    report = check(Strict(), profile="quick", laws=laws, module=["masking"])
    assert {r.law: r.status for r in report.results if is_asked(r) and r.status != "passed"} == {}
    assert report.backends[0].versions == {"array_api_strict": xp.__version__}


def test_a_repeat_that_is_lost_is_caught_and_the_snippet_shows_it() -> None:
    (result,) = check(Dedup(), profile="quick", laws=["maskedLoss"]).results
    assert result.failure is not None
    assert (result.failure.reason, result.failure.inputs["idxs"]) == ("violation", [0, 0])
    with pytest.raises(AssertionError):
        exec(result.failure.reproduce.replace("# `backend` is", "backend = Dedup() #"), {"Dedup": Dedup})


class Floats(Strict):
    def masked_loss(self, idxs: Any, per_patch_loss: Any) -> Any:
        return xp.astype(super().masked_loss(idxs, per_patch_loss) + xp.asarray(0), xp.float64)


def test_a_result_of_another_dtype_is_malformed() -> None:
    (result,) = check(Floats(), profile="quick", laws=["maskedLoss.well_formed"]).results
    assert result.failure is not None
    assert result.failure.reason == "malformed"
    assert "expected int or a 0-d array of an integer dtype" in result.failure.message


def test_mutation_and_sharing() -> None:
    native = xp.asarray([1, 2, 3])
    before = STRICT.snapshot(native)
    assert STRICT.unchanged(native, before)
    assert STRICT.shares_memory(native, native)
    assert STRICT.shares_memory(native, native[1:])
    assert not STRICT.shares_memory(native, xp.asarray(native, copy=True))
    STRICT.refill(native, xp.asarray([4, 5, 6]))
    assert not STRICT.unchanged(native, before)
    with pytest.raises(AssertionError, match="memory is shared"):
        exec(STRICT.separate_source("a", "b"), {"np": np, "a": native, "b": native[1:]})


def test_what_a_lazy_library_puts_off_is_computed_in_the_call() -> None:
    da = pytest.importorskip("dask.array")

    def refuses(block: Any) -> Any:
        raise IndexError("out of range")

    later = da.asarray([1]).map_blocks(refuses, dtype="int64", meta=np.empty(0, dtype="int64"))
    with pytest.raises(IndexError, match="out of range"):
        carrier("array_api:dask.array").settled(later)


def test_ragged() -> None:
    with pytest.raises(UnsupportedForm):
        STRICT.embed(Form(Kind.NAT, 2), ((1,), (1, 2)))


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("array_api:no_such_library", MissingLibrary, "needs no_such_library, which is not installed"),
        ("array_api:json", CarrierError, "`json` is no array namespace: it has no `asarray`"),
        ("array_api:array_api_strict:flaot32", CarrierError, "did you mean `float32`"),
        ("array_api:array_api_strict:bfloat16", CarrierError, "expected one of int8"),
        ("array_api:", CarrierError, "needs a namespace"),
    ],
)
def test_errors(text: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        carrier(text)


@pytest.mark.parametrize("place", [(1,), (0, 1)])
def test_a_number_is_put_into_arrays_of_which_no_item_can_be_assigned(place: tuple[int, ...]) -> None:
    """As those of JAX; the snippet does the same, and what is unread is asked about on them too."""
    xp = pytest.importorskip("jax.numpy")
    fixed = carrier("array_api:jax.numpy:float32")
    before = xp.asarray([[1.0, 2.0], [3.0, 4.0]], dtype=xp.float32)
    after = fixed.with_item(before, place, float("inf"))
    expected = [[1.0, 2.0], [float("inf")] * 2] if place == (1,) else [[1.0, float("inf")], [3.0, 4.0]]
    assert (before.tolist(), after.tolist()) == ([[1.0, 2.0], [3.0, 4.0]], expected)
    known = {"np": np, "xp": xp, "x": before}
    exec(fixed.with_item_source("x", place, float("inf")), known)
    assert known["x"].tolist() == expected


def test_what_is_masked_by_a_product_is_caught_on_arrays_of_which_no_item_can_be_assigned() -> None:
    xp = pytest.importorskip("jax.numpy")

    def masked_mean(x: Any, mask: Any) -> Any:
        chosen = mask.astype(xp.float32)
        return (x * chosen).sum() / xp.maximum(chosen.sum(), 1)

    backend = SimpleNamespace(name="b", carrier="array_api:jax.numpy:float32", masked_mean=masked_mean)
    (found,) = check(backend, laws=["maskedMean.ignores_unread"], profile="quick").results
    assert found.status == "failed"
    assert found.failure is not None
    assert "xp.where(" in found.failure.reproduce
