"""Laws over lists of lists, whose rows may be of unlike lengths, on backends of plain Python and of arrays."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check
from conformance.errors import UsageError

SPEC = """\
module: Rows
definitions:
  lengths: {lean: 'def lengths (rows : List (List Nat)) : List Nat := rows.map List.length'}
  joined: {lean: 'def joined (rows : List (List Nat)) : List Nat := rows.flatten'}
  turned: {lean: 'def turned {n : Nat} (rows : List (List (Fin n))) : List (List (Fin n)) := rows.map List.reverse'}
theorems:
  turned_turned:
    lean: 'theorem turned_turned {n : Nat} (rows : List (List (Fin n))) : turned (turned rows) = rows'
"""


@pytest.fixture
def spec(tmp_path: Path) -> str:
    path = tmp_path / "rows.yaml"
    path.write_text(SPEC, encoding="utf-8")
    return str(path)


PLAIN = SimpleNamespace(
    lengths=lambda rows: list(map(len, rows)),
    joined=lambda rows: [item for row in rows for item in row],
    turned=lambda rows: [row[::-1] for row in rows],
    name="plain",
)


def of_arrays(library: str, **changed: Any) -> SimpleNamespace:
    """A backend that takes each row as an array, and gives a list of arrays back."""
    arrays: Any = pytest.importorskip(library)
    integers, flip = arrays.int64, {"numpy": lambda row: row[::-1].copy(), "torch": lambda row: row.flip(0)}[library]
    none = arrays.zeros(0, dtype=integers)
    join = arrays.concatenate if library == "numpy" else arrays.cat
    given: dict[str, Any] = {
        "lengths": lambda rows: arrays.asarray([len(row) for row in rows], dtype=integers),
        "joined": lambda rows: join([none, *rows]),
        "turned": lambda rows: [flip(row) for row in rows],
    }
    return SimpleNamespace(**given | {"carrier": library, "name": library} | changed)


@pytest.mark.parametrize("library", ["numpy", "torch"])
def test_rows_of_unlike_lengths_are_a_list_of_arrays(library: str, spec: str) -> None:
    unlike = 0

    def lengths(rows: Any) -> Any:
        nonlocal unlike
        assert type(rows) is list
        unlike += len(set(map(len, rows))) > 1
        return backend.plainly(rows)

    backend = of_arrays(library)
    backend.plainly, backend.lengths = backend.lengths, lengths
    report = check(backend, PLAIN, spec=spec, profile="quick")
    assert {r.status for r in report.results if r.level == "core"} == {"passed"}
    assert all(a.agrees and a.cases for a in report.agreement)
    assert unlike > 100


def test_a_wrong_row_fails_with_a_snippet_that_makes_each_row(spec: str) -> None:
    report = check(of_arrays("numpy", turned=lambda rows: rows), spec=spec, laws="turned", profile="quick")
    failure = report["turned"].failure
    assert failure is not None
    assert failure.inputs == {"n": 2, "rows": [[0, 1]]}
    assert "backend.turned([np.array([0, 1], dtype=np.int64)])" in failure.reproduce
    with pytest.raises(AssertionError):
        exec(failure.reproduce.split("backend = ")[0] + "\n".join(failure.reproduce.splitlines()[-2:]),
             {"backend": SimpleNamespace(turned=lambda rows: rows)})  # fmt: skip


def test_one_array_for_all_rows_is_malformed(spec: str) -> None:
    numpy = pytest.importorskip("numpy")
    padded = of_arrays("numpy", turned=lambda rows: numpy.zeros((len(rows), 1), dtype=int))
    failure = check(padded, spec=spec, laws="turned", profile="quick")["turned"].failure
    assert failure is not None
    assert (failure.reason, failure.message[:21]) == ("malformed", "expected a list, got ")


def test_words_are_said_of_each_row(spec: str) -> None:
    numpy = pytest.importorskip("numpy")
    kinds: set[type] = set()

    def turned(rows: Any) -> Any:
        kinds.update(map(type, rows))
        return [numpy.array(row[::-1], dtype=numpy.int32) for row in rows]

    forms = {"turned.rows": "list", "turned.returns": "int32"}
    report = check(of_arrays("numpy", turned=turned, forms=forms), spec=spec, laws="turned*", profile="quick")
    assert {r.status for r in report.results if r.level == "core"} == {"passed"}
    assert kinds == {list}
    with pytest.raises(UsageError, match=r"`padded\(-1\)` is no form of `turned.rows .* comes as `array`, `int32`"):
        check(of_arrays("numpy", forms={"turned.rows": "padded(-1)"}), spec=spec)
