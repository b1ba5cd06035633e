"""The PyTorch carrier."""

from __future__ import annotations

import subprocess
import sys
from enum import IntEnum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.carriers import CarrierError, Form, Kind, Malformed, UnsupportedForm, carrier

torch = pytest.importorskip("torch")
NAMES = {"torch": torch}
MAX_NAT = {
    **{f"int{b}": 2 ** (b - 1) - 1 for b in (8, 16, 32, 64)},
    **{f"uint{b}": 2**b - 1 for b in (8, 16, 32, 64)},
    "float16": 2**11,
    "float32": 2**24,
    "float64": 2**53,
    "bfloat16": 2**8,
}
DTYPES = list(MAX_NAT)

FORMS = [Form(kind, rank) for kind in (Kind.BOOL, Kind.INDEX, Kind.NAT) for rank in range(3)]
BOOLS, NATS, INDICES = Form(Kind.BOOL, 1), Form(Kind.NAT, 1), Form(Kind.INDEX, 1)
BOOL, NAT, INDEX = Form(Kind.BOOL, 0), Form(Kind.NAT, 0), Form(Kind.INDEX, 0)


def values(form: Form, max_nat: int) -> st.SearchStrategy[Any]:
    top = max_nat if form.kind is Kind.NAT else 2**62
    scalar: st.SearchStrategy[Any] = st.booleans() if form.kind is Kind.BOOL else st.integers(0, top)
    if form.rank == 0:
        return scalar
    if form.rank == 1:
        return st.lists(scalar, max_size=5).map(tuple)
    sizes = st.tuples(st.integers(0, 3), st.integers(0, 3))
    return sizes.flatmap(lambda s: st.tuples(*[st.tuples(*[scalar] * s[1])] * s[0]))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("form", FORMS, ids=str)
def test_round_trip(form: Form, dtype: str) -> None:
    chosen = carrier(f"torch:{dtype}")
    assert chosen.max_nat is not None
    of_value = values(form, chosen.max_nat)

    @settings(max_examples=20, deadline=None)
    @given(of_value, of_value)
    def check(value: Any, other: Any) -> None:
        native = chosen.embed(form, value)
        assert chosen.decoder(form)(native) == value
        made = eval(chosen.literal(form, value), NAMES)
        assert chosen.unchanged(made, chosen.snapshot(native))
        exec(chosen.check_source("got", form, value), {**NAMES, "got": native})
        if other != value:
            with pytest.raises(AssertionError):
                exec(chosen.check_source("got", form, other), {**NAMES, "got": native})

    check()


@pytest.mark.parametrize("dtype", DTYPES)
def test_max_nat(dtype: str) -> None:
    assert carrier(f"torch:{dtype}").max_nat == MAX_NAT[dtype]
    assert carrier(f"torch:{dtype}").has_negatives == (not dtype.startswith("uint"))


def test_ragged() -> None:
    with pytest.raises(UnsupportedForm):
        carrier("torch").embed(Form(Kind.NAT, 2), ((1,), (1, 2)))


def tensor(value: object, dtype: str) -> Any:
    return torch.tensor(value, dtype=getattr(torch, dtype))


class Subclass(torch.Tensor):
    """A tensor by another name."""


class Liar(torch.Tensor):
    """A tensor that says that it holds the other bools."""

    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = super().__torch_function__(func, types, args, kwargs or {})
        return [not v for v in result] if func is torch.Tensor.tolist else result


def inference(value: object, dtype: str) -> Any:
    with torch.inference_mode():
        return tensor(value, dtype)


WRONG = [
    ("torch", BOOLS, [True]),
    ("torch", BOOLS, tensor([1], "int64")),
    ("torch", BOOLS, tensor([[True]], "bool")),
    ("torch", BOOLS, tensor(True, "bool")),
    ("torch", BOOLS, torch.ones(1, dtype=torch.bool, device="meta")),
    ("torch", BOOLS, tensor([True], "bool").to_sparse()),
    ("torch", BOOLS, tensor([True], "bool").numpy()),
    ("torch", BOOLS, None),
    ("torch", INDICES, tensor([1], "int32")),
    ("torch", INDICES, tensor([-1], "int64")),
    ("torch", NATS, tensor([1], "float32")),
    ("torch", NATS, tensor([2, -1], "int64")),
    ("torch:float16", NATS, tensor([1], "float32")),
    ("torch:float16", NATS, tensor([float("nan")], "float16")),
    ("torch:float16", NATS, tensor([float("inf")], "float16")),
    ("torch:float16", NATS, tensor([0.5], "float16")),
    ("torch:float16", NATS, tensor([-1], "float16")),
    ("torch", BOOL, 1),
    ("torch", BOOL, tensor([True], "bool")),
    ("torch", BOOL, tensor(1, "int64")),
    ("torch", NAT, True),
    ("torch", NAT, tensor(True, "bool")),
    ("torch", NAT, 1.0),
    ("torch", NAT, tensor(1, "float32")),
    ("torch", NAT, tensor([1], "int64")),
    ("torch", NAT, tensor(1, "int64").numpy()),
    ("torch", NAT, torch.ones((), dtype=torch.int64, device="meta")),
    ("torch", NAT, -1),
    ("torch", NAT, tensor(-1, "int64")),
    ("torch", NAT, None),
    ("torch", INDEX, tensor(1, "float32")),
    ("torch:float16", NAT, 1.0),
    ("torch:float16", NAT, tensor(1, "int64")),
    ("torch:float16", NAT, tensor(1, "float32")),
    ("torch:float16", NAT, tensor(float("nan"), "float16")),
    ("torch:float16", NAT, tensor(0.5, "float16")),
    ("torch:float16", NAT, tensor(-1, "float16")),
]


@pytest.mark.parametrize(("text", "form", "native"), WRONG)
def test_malformed(text: str, form: Form, native: object) -> None:
    chosen = carrier(text)
    with pytest.raises(Malformed, match=r"^expected .+, got .+\(.*\)$"):
        chosen.decoder(form)(native)


@pytest.mark.parametrize(("text", "form", "native"), WRONG)
def test_check_source_is_strict(text: str, form: Form, native: object) -> None:
    chosen = carrier(text)
    for right in [True, False] if form.kind is Kind.BOOL else [0, 1]:
        value = (right,) if form.rank else right
        with pytest.raises(AssertionError):
            exec(chosen.check_source("got", form, value), {**NAMES, "got": native})


def test_message() -> None:
    with pytest.raises(Malformed) as caught:
        carrier("torch").decoder(BOOLS)(tensor([1, 0], "int64"))
    start = "expected a 1-d bool tensor on cpu, got tensor([1, 0])"
    assert str(caught.value) == f"{start} (torch.Tensor, dtype torch.int64, shape (2,))"


@pytest.mark.parametrize(
    ("text", "form", "native", "value"),
    [
        ("torch", NAT, 3, 3),
        ("torch", NAT, tensor(3, "uint8"), 3),
        ("torch", NAT, tensor(3, "int64"), 3),
        ("torch:bfloat16", NAT, 3, 3),
        ("torch:bfloat16", NAT, tensor(3, "bfloat16"), 3),
        ("torch", BOOL, True, True),
        ("torch", BOOL, tensor(False, "bool"), False),
        ("torch", NAT, IntEnum("Count", {"THREE": 3})(3), 3),
        ("torch", BOOLS, tensor([True, False], "bool").as_subclass(Subclass), (True, False)),
        ("torch", BOOL, tensor(True, "bool").as_subclass(Subclass), True),
        ("torch", BOOLS, torch.nn.Buffer(tensor([True], "bool")), (True,)),
        ("torch:float32", NATS, torch.nn.Parameter(tensor([3], "float32")), (3,)),
        ("torch:float32", NATS, torch.ones(2, requires_grad=True) * 2, (2, 2)),
        ("torch", BOOLS, inference([True], "bool"), (True,)),
        ("torch", BOOLS, tensor(True, "bool").expand(2), (True, True)),
        ("torch", BOOLS, tensor([[True, False], [False, True]], "bool").T[0], (True, False)),
    ],
)
def test_accepted(text: str, form: Form, native: object, value: object) -> None:
    chosen = carrier(text)
    got = chosen.decoder(form)(native)
    assert got == value
    assert type(got) is type(value)
    exec(chosen.check_source("got", form, value), {**NAMES, "got": native})


def test_a_subclass_that_tells_other_items_than_it_holds_is_malformed() -> None:
    liar = tensor([True, False], "bool").as_subclass(Liar)
    with pytest.raises(Malformed, match=r"tells its items as \[False, True\] and holds \[True, False\]\)$"):
        carrier("torch").decoder(BOOLS)(liar)


def test_empty() -> None:
    for form, dtype in [(BOOLS, torch.bool), (INDICES, torch.int64), (NATS, torch.bfloat16)]:
        native: Any = carrier("torch:bfloat16").embed(form, ())
        assert (tuple(native.shape), native.dtype) == ((0,), dtype)


def test_literal() -> None:
    assert carrier("torch").literal(BOOLS, ()) == "torch.tensor([], dtype=torch.bool)"
    assert carrier("torch").imports() == ("import torch",)


def test_mutation_and_sharing() -> None:
    chosen = carrier("torch")
    native = tensor([1, 2, 3], "int64")
    before = chosen.snapshot(native)
    assert chosen.unchanged(native, before)
    native[0] = 7
    assert not chosen.unchanged(native, before)
    assert not chosen.unchanged(native.float(), before)
    assert chosen.shares_memory(native, native[1:])
    assert chosen.shares_memory(native, torch.from_numpy(native.numpy()[1:]))
    assert not chosen.shares_memory(native, native.clone())
    assert not chosen.shares_memory(native[:0].clone(), native[:0].clone())
    assert not chosen.shares_memory(native, 3)
    assert chosen.shares_memory(native, native.as_subclass(Subclass))


def test_sharing_is_of_items_and_not_of_the_storage() -> None:
    """Parts of one pool change nothing in each other; an expanded constant is one item that each result has."""
    chosen, pool = carrier("torch"), torch.zeros(6, dtype=torch.bool)
    pairs = [
        (pool[:3], pool[3:], False), (pool[::2], pool[1::2], False), (pool[:4], pool[3:], True),
        (pool[::2], pool[4:], True), (pool[1], pool[1:2], True), (pool[:1].expand(3), pool[:1].expand(2), True),
        (pool[:0], pool[:0], False), (pool.view(2, 3), pool[:1], True),
        (pool.view(2, 3)[0], pool.view(2, 3)[1:], False), (pool.view(3, 2)[:, :1], pool.view(3, 2)[:, 1:], False),
        (pool.view(3, 2)[:, :1], pool[::2], True), (pool.view(3, 2)[:, :1], pool[1::2], False),
        (pool[:1].expand(2, 3), pool[1:], False), (pool[:1].expand(2, 3), pool[0], True),
    ]  # fmt: skip
    for a, b, expected in pairs:
        for one, other in [(a, b), (b, a)]:
            assert chosen.shares_memory(one, other) is expected
            scope = {**NAMES, "one": one, "other": other}
            if expected:
                with pytest.raises(AssertionError, match="the memory is shared"):
                    exec(chosen.separate_source("one", "other"), scope)
            elif not expected:
                exec(chosen.separate_source("one", "other"), scope)
    exec(chosen.separate_source("one", "other"), {**NAMES, "one": 3, "other": pool})


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_views_of_any_strides_share_memory_where_a_byte_is_of_both(data: st.DataObject) -> None:
    pool = torch.zeros(48, dtype=torch.int32)

    def view() -> Any:
        dtype = data.draw(st.sampled_from([torch.int8, torch.int32, torch.int64]))
        whole = pool.view(dtype)
        shape = data.draw(st.lists(st.integers(0, 3), max_size=3))
        strides = [data.draw(st.integers(0, 4)) for _ in shape]
        last = sum((length - 1) * stride for length, stride in zip(shape, strides, strict=True) if length)
        return whole.as_strided(shape, strides, data.draw(st.integers(0, len(whole) - 1 - last)))

    def places(tensor: Any) -> set[int]:
        flat = [tensor[tuple(i)].data_ptr() for i in torch.ones(tensor.shape).nonzero().tolist()]
        return {place + k for place in flat for k in range(tensor.element_size())}

    one, other = view(), view()
    assert carrier("torch").shares_memory(one, other) is not places(one).isdisjoint(places(other))


def test_what_a_tensor_says_of_itself_is_part_of_what_it_was() -> None:
    chosen = carrier("torch:float32")
    for change, told in [
        (lambda t: t.requires_grad_(), "its `requires_grad` was False and is True"),
        (lambda t: t.as_strided_((2, 2), (1, 2)), "its `stride()` was (2, 1) and is (1, 2)"),
    ]:
        native = torch.ones(2, 2)
        before = chosen.snapshot(native)
        assert chosen.change(native, before) is None
        change(native)
        assert not chosen.unchanged(native, before)
        assert str(chosen.change(native, before)) == told


def test_texts() -> None:
    assert carrier("torch:int64:cpu").text == "torch"
    assert carrier("torch:float16").text == "torch:float16"
    about = carrier("torch").describe(tensor([True], "bool"))
    assert (about.type, about.dtype, about.device) == ("torch.Tensor", "torch.bool", "cpu")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("torch:flaot32", "did you mean `float32`.*expected one of int8"),
        ("torch:int64:gpu", "unknown torch device `gpu`"),
    ],
)
def test_errors(text: str, message: str) -> None:
    with pytest.raises(CarrierError, match=message):
        carrier(text)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device")
def test_no_cuda() -> None:
    with pytest.raises(CarrierError, match="there is no CUDA device on this machine"):
        carrier("torch:int64:cuda")


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device")
def test_a_check_of_a_backend_on_cuda_without_one_says_so_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("carrier = 'torch:int64:cuda'\ncomplement = lambda mask: ~mask\n")
    command = [sys.executable, "-m", "conformance", "check", "mine.py", "--profile", "quick"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "carrier `torch:int64:cuda`: there is no CUDA device on this machine" in line


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_cuda() -> None:
    chosen = carrier("torch:int64:cuda")
    native: Any = chosen.embed(NATS, (1, 2))
    assert native.is_cuda
    assert chosen.decoder(NATS)(native) == (1, 2)
    exec(chosen.check_source("got", NATS, (1, 2)), {**NAMES, "got": eval(chosen.literal(NATS, (1, 2)), NAMES)})
    with pytest.raises(Malformed, match=r"on cuda.*, on cpu\)$"):
        chosen.decoder(NATS)(native.cpu())
