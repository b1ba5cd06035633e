"""The JAX carrier."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from conformance import check
from conformance.carriers import CarrierError, Form, Kind, Malformed, UnsupportedForm, carrier
from tests.asked import is_asked

jax = pytest.importorskip("jax")
jnp = jax.numpy
NAMES = {"jax": jax, "jnp": jnp}
FORMS = [Form(kind, rank) for kind in (Kind.BOOL, Kind.INDEX, Kind.NAT) for rank in range(3)]
BOOLS, NATS, INDICES = Form(Kind.BOOL, 1), Form(Kind.NAT, 1), Form(Kind.INDEX, 1)
BOOL, NAT = Form(Kind.BOOL, 0), Form(Kind.NAT, 0)


@pytest.fixture
def x64() -> Iterator[None]:
    with jax.enable_x64(True):
        yield


def sample(form: Form) -> tuple[Any, Any]:
    """A value of a form, and another."""
    first, other = (True, False) if form.kind is Kind.BOOL else (3, 0)
    return [(first, other), ((other, first, first), ()), (((first, other), (other, other)), ())][form.rank]  # type: ignore[return-value]


@pytest.mark.parametrize("dtype", ["int32", "uint8", "float32", "float16", "bfloat16"])
@pytest.mark.parametrize("form", FORMS, ids=str)
def test_round_trip(form: Form, dtype: str) -> None:
    chosen = carrier(f"jax:{dtype}")
    value, other = sample(form)
    native = chosen.embed(form, value)
    assert chosen.decoder(form)(native) == value
    made = eval(chosen.literal(form, value), NAMES)
    assert chosen.unchanged(made, chosen.snapshot(native))
    exec(chosen.check_source("got", form, value), {**NAMES, "got": native})
    with pytest.raises(AssertionError):
        exec(chosen.check_source("got", form, other), {**NAMES, "got": native})


@pytest.mark.parametrize(
    ("text", "max_nat"),
    [("jax", 2**31 - 1), ("jax:uint8", 255), ("jax:float32", 2**24), ("jax:bfloat16", 2**8), ("jax:float16", 2**11)],
)
def test_max_nat(text: str, max_nat: int) -> None:
    assert carrier(text).max_nat == max_nat
    assert carrier(text).has_negatives == ("uint" not in text)


def test_dtypes_are_those_that_the_program_has() -> None:
    chosen = carrier("jax")
    assert (chosen.text, chosen.max_index) == ("jax:int32", 2**31 - 1)
    assert str(chosen.embed(INDICES, (1,)).dtype) == "int32"  # type: ignore[attr-defined]
    with pytest.raises(CarrierError, match="JAX has no int64 while `jax_enable_x64` is off; write `jax` for what runs"):
        carrier("jax:int64")


def test_with_x64_indices_and_losses_are_int64(x64: None) -> None:
    chosen = carrier("jax")
    assert (chosen.text, chosen.max_nat, chosen.max_index) == ("jax:int64", 2**63 - 1, 2**63 - 1)
    assert str(chosen.embed(INDICES, (1,)).dtype) == "int64"  # type: ignore[attr-defined]


def test_unknown_dtype() -> None:
    with pytest.raises(CarrierError, match="did you mean `float32`"):
        carrier("jax:flaot32")


@pytest.mark.parametrize(
    ("text", "form", "native"),
    [
        ("jax", BOOLS, [True]),
        ("jax", BOOLS, jnp.array([1])),
        ("jax", BOOLS, jnp.array([[True]])),
        ("jax", BOOLS, None),
        ("jax", INDICES, jnp.array([1], dtype=jnp.int16)),
        ("jax", INDICES, jnp.array([-1])),
        ("jax", NATS, jnp.array([1.0])),
        ("jax", BOOL, 1),
        ("jax", NAT, True),
        ("jax", NAT, jnp.array(True)),
        ("jax", NAT, 1.0),
        ("jax", NAT, jnp.array(1.0)),
        ("jax", NAT, jnp.array([1])),
        ("jax", NAT, jnp.array(-1)),
        ("jax:float32", NAT, jnp.array(float("nan"))),
        ("jax:float32", NAT, jnp.array(0.5)),
        ("jax:float32", NAT, jnp.array(1)),
    ],
)
def test_malformed(text: str, form: Form, native: object) -> None:
    chosen = carrier(text)
    with pytest.raises(Malformed, match=r"^expected .+, got .+\(.*\)$"):
        chosen.decoder(form)(native)
    right: Any = True if form.kind is Kind.BOOL else 1
    with pytest.raises(AssertionError):
        exec(chosen.check_source("got", form, (right,) if form.rank else right), {**NAMES, "got": native})


def test_a_traced_value_is_malformed() -> None:
    leaked = []
    jax.jit(lambda mask: leaked.append(mask))(jnp.array([True]))
    with pytest.raises(Malformed, match="a traced value, which has no items"):
        carrier("jax").decoder(BOOLS)(leaked[0])


def test_an_array_that_was_given_away_is_changed_and_malformed() -> None:
    chosen = carrier("jax")
    native: Any = chosen.embed(BOOLS, (True, False))
    before = chosen.snapshot(native)
    assert chosen.unchanged(native, before)
    native.delete()
    assert not chosen.unchanged(native, before)
    with pytest.raises(Malformed, match="an array that has been deleted"):
        chosen.decoder(BOOLS)(native)


def test_nothing_can_be_written() -> None:
    chosen = carrier("jax")
    native = chosen.embed(BOOLS, (True,))
    assert not chosen.shares_memory(native, native)
    with pytest.raises(UnsupportedForm):
        chosen.refill(native, native)


def test_an_array_on_another_device_is_malformed() -> None:
    program = (
        "import jax, jax.numpy as jnp\n"
        "from conformance.carriers import Form, Kind, carrier\n"
        "elsewhere = jax.device_put(jnp.array([True]), jax.devices()[1])\n"
        "carrier('jax').decoder(Form(Kind.BOOL, 1))(elsewhere)\n"
    )
    flags = {"XLA_FLAGS": "--xla_force_host_platform_device_count=2", "JAX_PLATFORMS": "cpu"}
    done = subprocess.run([sys.executable, "-c", program], env={**os.environ, **flags}, capture_output=True, text=True)
    assert re.search(r"Malformed: expected a 1-d bool array, got .*dtype bool, shape \(1,\), on cpu:1\)", done.stderr)


class Masking:
    carrier = "jax"

    def complement(self, mask: Any) -> Any:
        return ~mask

    def masked_loss(self, idxs: Any, per_patch_loss: Any) -> Any:
        return int(sum(per_patch_loss.tolist()[i] for i in set(idxs.tolist())))


@pytest.mark.slow
def test_a_correct_operation_passes_and_one_that_loses_repeats_does_not() -> None:
    results = {r.law: r for r in check(Masking(), profile="quick", laws=["complement*", "maskedLoss"]).results}
    lost = results.pop("maskedLoss")
    # Nothing is provided of `selected`, and no operation takes batches.
    results.pop("complement_selected_iff")
    assert {r.status for r in results.values() if is_asked(r)} == {"passed"}
    assert lost.failure is not None
    assert lost.failure.inputs["idxs"] == [0, 0]


class Rejects:
    """Refuses what is out of range, and adds up on the host."""

    carrier = "jax"

    def masked_loss(self, idxs: Any, per_patch_loss: Any) -> Any:
        listed, losses = idxs.tolist(), per_patch_loss.tolist()
        if any(not 0 <= i < len(losses) for i in listed):
            raise IndexError("out of range")
        return sum(losses[i] for i in listed)


def test_indices_beyond_int32_are_not_asked_for() -> None:
    results = check(Rejects(), profile="quick", laws=["maskedLoss.rejects_*", "maskedLoss.shares_*"]).results
    assert {r.law: r.status for r in results} == {
        "maskedLoss.rejects_out_of_range": "passed",
        "maskedLoss.shares_no_memory": "passed",
    }


class Clamps:
    """Reads out of bounds as JAX does, in a dtype that is not the carrier's."""

    carrier = "jax"

    def masked_loss(self, idxs: Any, per_patch_loss: Any) -> Any:
        return jnp.float32(0)


def test_a_float_for_an_integer_is_malformed_and_the_snippet_runs() -> None:
    (result,) = check(Clamps(), profile="quick", laws=["maskedLoss"]).results
    assert result.failure is not None
    assert result.failure.reason == "malformed"
    assert "expected int or a 0-d array of an integer dtype" in result.failure.message
    with pytest.raises(AssertionError):
        exec(result.failure.reproduce.replace("# `backend` is", "backend = Clamps() #"), {"Clamps": Clamps})
