"""Obligations: each sees its own kind of fault, on whatever operation has it, and shows text that reproduces it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check
from conformance.backends import python as correct
from conformance.checking.laws import laws_of
from conformance.checking.obligations.registry import OBLIGATIONS
from conformance.laws.specfile import load, shipped
from conformance.records.report import Report
from conformance.records.result import Failure

np = pytest.importorskip("numpy")

from conformance.backends import numpy as correct_numpy  # noqa: E402


def numpy_backend(**changed: Any) -> SimpleNamespace:
    names = ("selected", "all_mask", "empty_mask", "complement", "masked_loss")
    return SimpleNamespace(
        **{n: getattr(correct_numpy, n) for n in names} | {"name": "b", "carrier": "numpy"} | changed
    )


def failures(report: Report) -> dict[str, Failure]:
    return {r.law: r.failure for r in report.results if r.failure is not None}


def test_the_obligations_of_an_operation_follow_from_its_types() -> None:
    found: dict[str, set[str]] = {}
    for law in laws_of(shipped()):
        if law.kind == "obligation":
            operation, _, name = law.id.partition(".")
            found.setdefault(operation, set()).add(name)
    everywhere = {"well_formed", "deterministic", "shares_no_memory"}
    assert found == {
        "selected": everywhere | {"preserves_inputs", "rejects_out_of_range"},
        "allMask": everywhere,
        "emptyMask": everywhere,
        "complement": everywhere | {"preserves_inputs"},
        "maskedLoss": set(OBLIGATIONS),
    }


def test_an_operation_of_another_spec_has_them_too(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(
        "module: M\ndefinitions:\n  gather:\n    lean: |\n"
        "      def gather {n k : Nat} (idxs : Fin k → Fin n) (xs : Fin n → Nat) : Fin k → Nat :=\n"
        "        fun i => xs (idxs i)\n",
        encoding="utf-8",
    )
    laws = {law.id: law.level for law in laws_of(load([path]))}
    assert laws["gather.rejects_out_of_range"] == "hardened"
    assert laws["gather.preserves_inputs"] == "core"

    def gather(idxs: Any, xs: Any) -> Any:
        return xs[idxs]

    caught = failures(check(SimpleNamespace(gather=gather, carrier="numpy", name="b"), spec=path))
    assert {k: f.reason for k, f in caught.items()} == {"gather.rejects_out_of_range": "accepted_out_of_range"}


def kept_view(mask: Any, i: int) -> Any:
    if not 0 <= i < mask.size:
        raise IndexError(i)
    return mask[i : i + 1].reshape(())


def scratch() -> Callable[[Any], Any]:
    buffer = np.zeros(70_000, dtype=bool)

    def complement(mask: Any) -> Any:
        np.logical_not(mask, out=buffer[: mask.size])
        return buffer[: mask.size]

    return complement


def cached() -> Callable[[int], Any]:
    masks: dict[int, Any] = {}
    return lambda n: masks.setdefault(n, np.ones(n, dtype=bool))


def wrapping(idxs: Any, losses: Any) -> Any:
    if idxs.size and not (idxs.min() >= 0 and idxs.max() < losses.size):
        raise IndexError("out of range")
    return losses[idxs].sum()


def negative(idxs: Any, losses: Any) -> Any:
    if idxs.size and idxs.max() >= losses.size:
        raise IndexError("out of range")
    return correct_numpy.masked_loss(idxs % max(losses.size, 1), losses)


def zeroing(mask: Any) -> Any:
    flipped = ~mask
    if mask.size > 3 and mask.flags.writeable:
        mask[3] = False
    return flipped


def stuck() -> Callable[[Any, Any], Any]:
    """Refuses what is out of range, and from then on adds one."""
    refused = []

    def masked_loss(idxs: Any, losses: Any) -> Any:
        if idxs.size and (idxs.min() < 0 or idxs.max() >= losses.size):
            refused.append(True)
            raise IndexError("out of range")
        return losses[idxs].sum() + len(refused[:1])

    return masked_loss


CASES = [
    ({"selected": kept_view}, "selected.shares_no_memory", "aliased"),
    ({"complement": scratch()}, "complement.shares_no_memory", "aliased"),
    ({"complement": scratch()}, "complement.deterministic", "nondeterministic"),
    ({"all_mask": cached()}, "allMask.shares_no_memory", "aliased"),
    ({"masked_loss": wrapping}, "maskedLoss.no_silent_overflow", "malformed"),
    ({"masked_loss": negative}, "maskedLoss.rejects_out_of_range", "accepted_out_of_range"),
    ({"complement": zeroing}, "complement.preserves_inputs", "mutated_input"),
]


@pytest.mark.parametrize(("changed", "law", "reason"), CASES, ids=[law for _, law, _ in CASES])
def test_a_fault_is_seen_by_its_obligation(changed: dict[str, Any], law: str, reason: str) -> None:
    caught = failures(check(numpy_backend(**changed), laws=[f"{law.partition('.')[0]}.*"]))
    assert caught[law].reason == reason
    others = {r for r in caught if "." in r} - {law}
    # Calls that share a buffer share memory, and change what an earlier call gave.
    shared = {f"complement.{o}" for o in ("deterministic", "shares_no_memory")}
    assert others <= (shared if law in shared else set())


@pytest.mark.parametrize(("changed", "law", "reason"), CASES, ids=[law for _, law, _ in CASES])
def test_the_snippet_fails_on_the_fault_and_not_on_a_correct_backend(
    changed: dict[str, Any], law: str, reason: str
) -> None:
    source = failures(check(numpy_backend(**changed), laws=[law]))[law].reproduce
    scope: dict[str, Any] = {"backend": numpy_backend(**changed)}
    with pytest.raises(AssertionError):
        exec(source, scope)
    exec(source, {"backend": correct_numpy})


def test_an_answer_that_hangs_on_earlier_calls_of_another_operation() -> None:
    state = {"inverted": False}

    def complement(mask: list[bool]) -> list[bool]:
        state["inverted"] = len(mask) == 3
        return [not b for b in mask]

    def empty_mask(n: int) -> list[bool]:
        return [state["inverted"] and n > 2] * n

    backend = SimpleNamespace(empty_mask=empty_mask, complement=complement, name="b")
    assert failures(check(backend))["emptyMask.deterministic"].reason == "nondeterministic"


def test_a_buffer_that_grows_is_seen_before_other_laws_have_grown_it() -> None:
    """Once it is as long as the longest mask ever asked for, every shorter one is a copy."""
    buffer: list[bool] = []

    def empty_mask(n: int) -> list[bool]:
        buffer.extend([False] * (n - len(buffer)))
        return buffer if len(buffer) == n else buffer[:n]

    grown = SimpleNamespace(empty_mask=empty_mask, name="b")
    report = check(grown, laws=["emptyMask*"], require="hardened", profile="quick")
    assert {law: failure.reason for law, failure in failures(report).items()} == {
        "emptyMask.deterministic": "nondeterministic", "emptyMask.shares_no_memory": "aliased"
    }  # fmt: skip


def test_a_refused_call_that_leaves_something_behind_is_seen() -> None:
    law = "maskedLoss.rejects_out_of_range"
    failure = failures(check(numpy_backend(masked_loss=stuck()), laws=[law]))[law]
    assert failure.reason == "nondeterministic"
    assert failure.message.startswith("after a call with index ")
    with pytest.raises(AssertionError):
        exec(failure.reproduce, {"backend": numpy_backend(masked_loss=stuck())})
    exec(failure.reproduce, {"backend": correct_numpy})


def handed_out() -> Callable[[int], Any]:
    """Hands out the very array that it keeps, and copies from then on."""
    masks: dict[int, Any] = {}
    return lambda n: masks[n].copy() if n in masks else masks.setdefault(n, np.ones(n, dtype=bool))


def remembered() -> Callable[[Any], Any]:
    """Gives a caller's own array back when it is asked for the complement of its complement."""
    masks: dict[bytes, Any] = {}

    def complement(mask: Any) -> Any:
        flipped = ~mask
        masks[flipped.tobytes()] = mask
        return masks.get(mask.tobytes(), flipped)

    return complement


MADE_OF = [
    ("all_mask", handed_out, "later results are made of the result: "),
    ("complement", remembered, "the result shares memory with an argument of an earlier call"),
]


@pytest.mark.parametrize(("operation", "made", "message"), MADE_OF)
def test_memory_that_earlier_calls_took_or_gave_is_looked_for(
    operation: str, made: Callable[[], Any], message: str
) -> None:
    ((name, failure),) = failures(check(numpy_backend(**{operation: made()}), laws=["*.shares_no_memory"])).items()
    assert name.partition(".")[0] == {"all_mask": "allMask"}.get(operation, operation)
    assert failure.reason == "aliased"
    assert failure.message.startswith(message)
    with pytest.raises(AssertionError):
        exec(failure.reproduce, {"backend": numpy_backend(**{operation: made()})})
    exec(failure.reproduce, {"backend": correct_numpy})


def cut_out() -> Callable[[int], Any]:
    """Hands out parts of one array that all results share."""
    mask = np.ones(1 << 21, dtype=bool)
    return lambda n: mask[:n]


@pytest.mark.parametrize("made", [handed_out, cut_out])
def test_what_is_written_into_a_result_is_taken_back(made: Callable[[], Any]) -> None:
    """Only whoever writes into it suffers: at level core the same backend conforms."""
    report = check(numpy_backend(all_mask=made()), require="core")
    assert set(failures(report)) == {"allMask.shares_no_memory"}
    assert report.exit_status() == 0


class Panic(BaseException):
    """What libraries in Rust raise through pyo3: no `Exception`, so that nothing handles it by mistake."""


def panicking(**when: bool) -> Callable[[Any, Any], Any]:
    """Refuses what is out of range, or what comes to no total, with a panic; on request what is inside as well."""

    def masked_loss(idxs: Any, losses: Any) -> Any:
        if when.get("inside") and idxs.size > 1:
            raise Panic("index out of bounds")
        try:
            return correct_numpy.masked_loss(idxs, losses)
        except Exception as error:
            raise Panic(str(error)) from None

    return masked_loss


def test_a_panic_beyond_the_domain_is_a_refusal() -> None:
    """Whatever class it has, it is no answer."""
    assert failures(check(numpy_backend(masked_loss=panicking()), laws=["maskedLoss*"], profile="quick")) == {}


def test_a_panic_inside_the_domain_is_an_exception() -> None:
    caught = failures(check(numpy_backend(masked_loss=panicking(inside=True)), profile="quick"))
    assert {failure.reason for failure in caught.values()} == {"exception"}
    assert caught["maskedLoss"].message == "Panic: index out of bounds"


def panics_when_read() -> Any:
    class Handle:
        """A value of a foreign library that can neither be read nor shown."""

        def __getattribute__(self, name: str) -> Any:
            raise Panic(name)

        def __repr__(self) -> str:
            raise Panic("repr")

    return Handle()


@pytest.mark.parametrize("library", ["python", "numpy", "torch", "jax", "array_api:array_api_strict"])
def test_a_result_that_panics_when_it_is_read_is_malformed(library: str) -> None:
    if library != "python":
        pytest.importorskip(library.rpartition(":")[2])
    backend = SimpleNamespace(all_mask=lambda n: panics_when_read(), carrier=library, name="b")
    report = check(backend, laws=["allMask*"], profile="quick")
    assert {failure.reason for failure in failures(report).values()} == {"malformed"}
    assert not any(r.status == "harness_error" for r in report.results)


def leaving(idxs: Any, losses: Any) -> Any:
    """Ends the program where it should raise: a caller sees status 0, and nothing that went wrong."""
    try:
        return correct_numpy.masked_loss(idxs, losses)
    except Exception:
        sys.exit(0)


def test_a_call_that_ends_the_program_is_no_refusal() -> None:
    backend = numpy_backend(masked_loss=leaving)
    caught = failures(check(backend, laws=["maskedLoss*"], profile="quick"))
    assert {law: failure.reason for law, failure in caught.items()} == {
        "maskedLoss.rejects_out_of_range": "exception", "maskedLoss.no_silent_overflow": "exception"
    }  # fmt: skip
    assert caught["maskedLoss.rejects_out_of_range"].message.startswith("a call with index ")
    for failure in caught.values():
        assert "ended the program that made it: SystemExit: 0" in failure.message
        with pytest.raises(AssertionError, match="the call ends the program"):
            exec(failure.reproduce, {"backend": backend})
        exec(failure.reproduce, {"backend": correct_numpy})


def test_an_operation_that_only_raises_keeps_no_obligation() -> None:
    def refusing(*arguments: Any) -> Any:
        raise NotImplementedError

    report = check(numpy_backend(masked_loss=refusing), profile="quick", laws=["maskedLoss.*"])
    assert {r.status for r in report.results} == {"failed", "vacuous"}
    assert {r.note for r in report.results if r.status == "vacuous"} == {"the operation gave no result on any input"}
    assert not any(r.status == "passed" for r in report.results)


OF_USERS = {
    "chosen": "{n : Nat} (m : Fin n → Bool) : Nat := ((List.finRange n).filter (fun i => m i)).length",
    "first": "{n : Nat} (xs : List (Fin n)) (f : Fin n → Nat) : Nat := (xs.map (fun i => f i)).headD 0",
    "least": "{n : Nat} (f g : Fin n → Nat) : Fin n → Nat := fun i => min (f i) (g i)",
    "larger": "(a b : Nat) : Nat := max a b",
    "mean": "(a b : Nat) : Nat := (a + b) / 2",
    "triangle": "(k : Nat) : Nat := (List.range k).sum",
    "added": "{n : Nat} (f g : Fin n → Nat) : Fin n → Nat := fun i => f i + g i",
    "product": "(a b : Nat) : Nat := a * b",
}


def of_users(**changed: Any) -> SimpleNamespace:
    """Operations of a user's own on NumPy arrays that refuse what int64 does not hold."""

    def first(xs: Any, f: Any) -> Any:
        if xs.size and not (xs.min() >= 0 and xs.max() < f.size):
            raise IndexError("out of range")
        return f[xs[0]] if xs.size else 0

    def added(f: Any, g: Any) -> Any:
        if (f > 2**63 - 1 - g).any():
            raise OverflowError
        return f + g

    functions = {
        "chosen": lambda m: m.sum(), "first": first, "least": np.minimum, "larger": max,
        "mean": lambda a, b: (a + b) // 2, "triangle": lambda k: k * (k - 1) // 2, "added": added,
        "product": lambda a, b: a * b,
    }  # fmt: skip
    return SimpleNamespace(**functions | {"carrier": "numpy", "name": "b"} | changed)


@pytest.fixture
def spec_of_users(tmp_path: Path) -> Path:
    lines = [f'  {name}:\n    lean: "def {name} {rest}"' for name, rest in OF_USERS.items()]
    (tmp_path / "spec.yaml").write_text("\n".join(["module: M", "definitions:", *lines]), encoding="utf-8")
    return tmp_path / "spec.yaml"


def test_an_operation_that_adds_nothing_has_no_total_to_overflow(spec_of_users: Path) -> None:
    laws = {law.subject.name for law in laws_of(load([spec_of_users])) if law.obligation == "no_silent_overflow"
            if law.subject is not None}  # fmt: skip
    assert laws == {"mean", "triangle", "added", "product"}


def test_right_operations_of_a_user_s_own_reach_hardened(spec_of_users: Path) -> None:
    report = check(of_users(), spec=spec_of_users, require="hardened")
    assert failures(report) == {}
    assert report.exit_status("hardened") == 0
    totals = {r.law.partition(".")[0]: r.status for r in report.results if r.law.endswith("no_silent_overflow")}
    # A mean is never beyond what goes in, and a triangle that is takes too long to add up: nothing is demanded.
    assert totals == {"mean": "not_provided", "triangle": "not_provided", "added": "passed", "product": "passed"}


WRAPPING = {
    "added": lambda f, g: f + g,
    "product": lambda a, b: int((np.array([a], dtype="uint64") * np.array([b], dtype="uint64"))[0]),
}


@pytest.mark.parametrize("operation", WRAPPING)
def test_a_total_that_wraps_around_is_seen_in_any_operation(spec_of_users: Path, operation: str) -> None:
    backend = of_users(**{operation: WRAPPING[operation]})
    caught = failures(check(backend, spec=spec_of_users))
    assert set(caught) == {f"{operation}.no_silent_overflow"}


def test_what_came_back_is_recorded() -> None:
    report = check("numpy", profile="quick")
    (backend,) = report.backends
    loss = backend.operations["masked_loss"]
    assert loss.calls > 1_000
    assert loss.source is not None
    assert "numpy.py:" in loss.source
    assert (loss.native_type, loss.dtype) == ("numpy.int64", "int64")


def test_a_backend_that_claims_torch_and_returns_numpy_fails() -> None:
    pytest.importorskip("torch")
    backend = SimpleNamespace(all_mask=lambda n: np.ones(n, dtype=bool), carrier="torch", name="b")
    report = check(backend, profile="quick", laws=["allMask"])
    failure = report.results[0].failure
    assert failure is not None
    assert failure.reason == "malformed"
    assert "expected a 1-d bool tensor" in failure.message
    assert report.backends[0].operations["all_mask"].native_type == "numpy.ndarray"


def test_a_correct_backend_is_left_alone_at_both_levels() -> None:
    report = check(correct, "numpy")
    assert {r.status for r in report.results} == {"passed"}
    assert report.exit_status("hardened") == 0


def test_require_decides_the_exit_status(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "def masked_loss(idxs, per_patch_loss):\n    return sum(per_patch_loss[i] for i in idxs)\n"
    )
    command = [sys.executable, "-m", "conformance", "check", "mine.py", "--profile", "quick"]
    core = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    hardened = subprocess.run([*command, "--require", "hardened"], cwd=tmp_path, capture_output=True, check=False)
    assert (core.returncode, hardened.returncode) == (0, 1)
    assert "maskedLoss.rejects_out_of_range" in core.stdout
