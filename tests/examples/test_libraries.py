"""What examples/field asks of libraries: the matrix in docs/libraries.md, and masks and positions kept apart."""

from __future__ import annotations

import importlib
import inspect
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples" / "field"
MATRIX = (ROOT / "docs" / "libraries.md").read_text(encoding="utf-8")


LOADED = [
    "numpy_index",
    "dask_index",
    pytest.param("torch_index", marks=pytest.mark.slow),
    pytest.param("jax_index", marks=pytest.mark.slow),
]
"""Adapters of libraries that the project is tested with; some take long to import."""


SCRIPTS = ("run", "kinds", "libraries")


@pytest.fixture(scope="module")
def field() -> Any:
    """The modules of `examples/field` that are no adapters."""
    # Other folders have scripts of the same names.
    before = {name: sys.modules.pop(name) for name in SCRIPTS if name in sys.modules}
    sys.path.insert(0, str(FOLDER))
    try:
        yield SimpleNamespace(**{name: importlib.import_module(name) for name in SCRIPTS})
    finally:
        sys.path.remove(str(FOLDER))
        for name in SCRIPTS:
            sys.modules.pop(name, None)
        sys.modules.update(before)


def adapter(field: Any, **of_module: Any) -> Any:
    module = SimpleNamespace(**{"name": "mine", "carrier": "numpy", "translation": "none", **of_module})
    return field.run.Adapter("mine", "numpy", module)


def cells(field: Any, of: Any) -> dict[str, str]:
    return {question.title: field.libraries.answer(of, question) for question in field.libraries.QUESTIONS}


def rows() -> dict[str, str]:
    """The rows of the committed matrix by library and version."""
    return {row[2:].split(" | ")[0]: row for row in MATRIX.splitlines() if re.match(r"\| .*; ", row)}


def test_an_index_adapter_refuses_a_mask(field: Any) -> None:
    module = field.run.load("numpy_index").module
    losses = np.array([5, 7, 9])
    assert module.masked_loss(np.array([0, 2]), losses) == 14
    for given in (np.array([True, False, True]), [True, False, True]):
        with pytest.raises(TypeError, match=r"`masked_loss` takes positions as `idxs`, integers; truth values came"):
            module.masked_loss(given, losses)


def test_a_mask_adapter_refuses_positions(field: Any) -> None:
    module = field.run.load("numpy_index").module
    with pytest.raises(TypeError, match=r"`masked_select` takes a mask as `mask`, truth values; integers came"):
        module.masked_select(np.array([5, 7, 9]), np.array([0, 2]))
    with pytest.raises(TypeError, match=r"takes positions as `idxs`, integers; truth values came"):
        field.run.load("numpy_where").module.masked_loss(np.array([True, False]), np.array([5, 7]))


@pytest.mark.parametrize(
    ("form", "taken", "refused"),
    [
        ("", np.array([True]), np.array([0])),
        ("uint8/shape(1,n)", np.array([[1]], np.uint8), np.array([0])),
        ("complement/float01", np.array([1.0]), np.array([0])),
        ("set", {0}, [True]),
        ("kept/list", [0], [True]),
    ],
)
def test_what_a_mask_is_follows_its_form(field: Any, form: str, taken: Any, refused: Any) -> None:
    def count_selected(mask: Any) -> int:
        return len(mask)

    asked = field.kinds.refusing(count_selected, {"mask": form} if form else {})
    assert asked(taken) == 1
    with pytest.raises(TypeError, match="takes a mask as `mask`"):
        asked(refused)


def test_what_takes_neither_stays_as_it_is(field: Any) -> None:
    def sq_dist(z: Any, w: Any) -> Any:
        return z - w

    assert field.kinds.refusing(sq_dist, {}) is sq_dist


@pytest.mark.parametrize("stem", [*LOADED, "pyroaring_bitmap", "h5py_dataset"])
def test_an_adapter_of_any_library_refuses_a_mask_for_positions(field: Any, stem: str) -> None:
    found = field.run.load(stem)
    if found is None:
        pytest.skip(f"the library of {stem} is not installed: pip install -e '.[field]'")
    names = ("masked_loss", "index_select", "indices_to_mask")
    function = next(getattr(found.module, name) for name in names if hasattr(found.module, name))
    arguments = {"n": 2, "x": [5, 7], "idxs": [True, False], "per_patch_loss": [5, 7]}
    with pytest.raises(TypeError, match="takes positions as `idxs`, integers; truth values came"):
        function(*(arguments[p] for p in inspect.signature(function).parameters))


def test_a_cell_tells_what_came_and_marks_what_bites(field: Any) -> None:
    found = cells(field, field.run.load("numpy_index", guarded=False))
    assert found == {
        "complement of the bytes 1, 0, 1": "**`[254, 255, 254]`**",
        "positions 3, 0 of 3 items": "`IndexError`",
        "index -1": "**`[9]`**",
        "positions 0, 0, 2": "`[5, 5, 9]`",
        "the sum of nothing": "`0`",
        "the largest of the dtype and 1, added": "**`-2^63`**",
        "a mask of 2 for 3 items": "`IndexError`",
        "True, False, True as positions": "`[5, 9]`",
    }


def test_a_careful_library_has_nothing_bold(field: Any) -> None:
    def index_select(x: Any, idxs: Any) -> list[Any]:
        listed = [int(i) for i in idxs if not isinstance(i, bool)]
        if len(listed) != len(idxs) or not all(0 <= i < len(x) for i in listed):
            raise IndexError
        return [x[i] for i in listed]

    def masked_select(x: Any, mask: Any) -> list[Any]:
        return [item for item, chosen in zip(x, mask, strict=True) if chosen]

    careful = adapter(
        field,
        carrier="python",
        complement=lambda m: [not b for b in m],
        index_select=index_select,
        masked_select=masked_select,
        total=sum,
    )
    found = cells(field, careful)
    assert all(found.values())
    assert not [cell for cell in found.values() if "**" in cell]


def test_forms_are_those_that_the_adapter_declares(field: Any) -> None:
    seen: list[Any] = []
    module = adapter(
        field,
        forms={"complement.mask": "uint8/shape(1,n)", "idxs": "one_based"},
        complement=lambda mask: seen.append(mask) or 1 - mask,
        index_select=lambda x, idxs: seen.append(idxs) or x[idxs - 1],
    )
    found = cells(field, module)
    assert (seen[0].dtype, seen[0].shape) == (np.uint8, (1, 3))
    assert [given.tolist() for given in seen[1:4]] == [[4, 1], [0], [1, 1, 3]]
    assert found["complement of the bytes 1, 0, 1"] == "`[0, 1, 0]`"
    assert found["a mask of 2 for 3 items"] == ""


def test_what_lies_behind_an_array_is_not_told_as_a_value(field: Any) -> None:
    reads = adapter(field, index_select=lambda x, idxs: [139742, 5], unasked={"*.rejects_out_of_range": "it reads"})
    assert cells(field, reads)["positions 3, 0 of 3 items"] == "**what lies there in memory**"


@pytest.mark.parametrize("stem", LOADED)
@pytest.mark.filterwarnings("ignore")
def test_the_matrix_is_what_the_command_makes(field: Any, stem: str) -> None:
    found = field.run.load(stem, guarded=False)
    title = None if found is None else f"{found.module.name}; {found.distribution} {found.version}"
    if title not in rows():
        pytest.skip(f"the library of {stem} is not installed, or in another version")
    assert rows()[title] == f"| {title} | {' | '.join(cells(field, found).values())} |"


def test_the_matrix_has_a_row_for_each_library(field: Any) -> None:
    libraries = [stem for stem in field.run.stems() if field.libraries.is_library(stem)]
    names = [
        re.search(r'^name = "(.*)"$', (FOLDER / f"{stem}.py").read_text(encoding="utf-8"), re.M) for stem in libraries
    ]
    told = {title.rpartition("; ")[0] for title in rows()}
    # Those answer two questions only.
    few = {"JAX, mean(where=) and softmax(where=)", "optax, losses with where="}
    assert {name[1] for name in names if name} - told <= few
    assert len(told) >= 30


def test_the_versions_are_those_that_are_pinned() -> None:
    pins = dict(re.findall(r"^([\w.-]+)==(\S+)$", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE))
    by_name = {name.lower(): version for name, version in pins.items()}
    for title in rows():
        distribution, version = title.rpartition("; ")[2].split(" ")
        assert by_name[distribution.lower()] == version, title


def test_a_part_of_the_report_is_made_again_and_the_others_stay(field: Any) -> None:
    report = (ROOT / "docs" / "field-report.md").read_text(encoding="utf-8")
    parts = field.run.parts(report)
    assert list(parts) == field.run.stems()
    assert field.run.document(parts, []) == report
