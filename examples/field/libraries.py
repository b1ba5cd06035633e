"""Asks each library of this folder eight questions about masks, positions and sums, and writes docs/libraries.md.

A question goes to what the adapter has for it, without a law: the cell is what came.
"""

from __future__ import annotations

import importlib
import inspect
import math
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import run
from positions import THROUGH_A_MASK

DOCUMENT = Path(run.FOLDER).parents[1] / "docs" / "libraries.md"
COMMAND = "python examples/field/libraries.py"
MARKS = ("complement", "masked_sum", "index_select", "masked_select", "indices_to_mask", "total")
"""What an adapter of a library has, rather than of a model: one of these."""
REAL = ("index_select", "masked_select", "masked_sum")
LARGE = 2**31 - 1
FEWEST = 3
"""An adapter that answers fewer questions has no row."""
BEYOND = "what lies there in memory"


@dataclass(frozen=True, slots=True)
class Given:
    """An argument before it has the form that an adapter takes: `kind` is that of its scalars."""

    kind: str
    items: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A column: the calls that ask it, of which the first that an adapter has counts, and what bites nobody.

    `right` holds the answers that are as one expects; an exception is one of them where `raising` says so.
    """

    title: str
    calls: tuple[tuple[str, tuple[Any, ...]], ...]
    right: tuple[Any, ...] = ()
    raising: bool = True
    beyond: bool = False
    """Whether an answer may be what lies behind the array, another number each time."""


def losses(*items: int) -> Given:
    return Given("losses", items)


def positions(*items: Any) -> Given:
    return Given("positions", items)


def mask(*items: bool) -> Given:
    return Given("mask", items)


def _at(*items: Any) -> tuple[tuple[str, tuple[Any, ...]], ...]:
    """The calls that read positions of three losses, or that make a mask of them."""
    listed = positions(*items)
    return (
        ("index_select", (losses(5, 7, 9), listed)),
        ("indices_to_mask", (3, listed)),
        ("masked_loss", (listed, losses(5, 7, 9))),
    )


QUESTIONS = (
    Question("complement of the bytes 1, 0, 1", (("complement", (Given("bytes", (1, 0, 1)),)),), ([0, 1, 0], [1])),
    Question("positions 3, 0 of 3 items", _at(3, 0), beyond=True),
    Question("index -1", _at(-1)),
    Question("positions 0, 0, 2", _at(0, 0, 2), ([5, 5, 9], [1, 0, 1], [0, 2], 19), raising=False),
    Question(
        "the sum of nothing",
        (
            ("total", (losses(),)),
            ("masked_loss", (positions(), losses(5, 7, 9))),
            ("masked_sum", (losses(5, 7, 9), mask(False, False, False))),
            ("count_selected", (mask(False, False, False),)),
        ),
        (0,),
        raising=False,
    ),
    Question(
        "the largest of the dtype and 1, added",
        (("total", (Given("largest", ()),)), ("masked_loss", (positions(0, 1), Given("largest", ())))),
        (2**8, 2**31, 2**63),
    ),
    Question(
        "a mask of 2 for 3 items",
        (
            ("masked_select", (losses(5, 7, 9), mask(True, False))),
            ("masked_sum", (losses(5, 7, 9), mask(True, False))),
        ),
    ),
    Question("True, False, True as positions", _at(True, False, True), ([5, 9], 14)),
)


def answer(adapter: run.Adapter, question: Question) -> str:
    """The cell: what came of the first call that the adapter has; bold where it bites."""
    for name, arguments in question.calls:
        function = getattr(adapter.module, name, None)
        if function is None or (_listed(arguments) and THROUGH_A_MASK in adapter.module.translation):
            continue
        made = [_made(adapter.module, name, k, argument) for k, argument in enumerate(arguments)]
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                came = plain(function(*made))
        except Exception as error:
            text = f"`{type(error).__name__}`"
            return text if question.raising else f"**{text}**"
        if came in question.right and not isinstance(came, bool):
            return f"`{shown(came)}`"
        if question.beyond and run.unasked(adapter.module):
            return f"**{BEYOND}**"
        return f"**`{shown(came)}`**"
    return ""


def _listed(arguments: Iterable[Any]) -> bool:
    """Whether they ask about positions, which some adapters translate into a mask."""
    given = [argument for argument in arguments if isinstance(argument, Given)]
    return any(a.kind == "positions" and a.items for a in given) and all(a.kind != "largest" for a in given)


def plain(came: Any) -> Any:
    """What came, in Python: lists, numbers that are whole as ints, truth values of a list as 0 and 1."""
    if isinstance(came, (set, frozenset)):
        return sorted(came)
    if hasattr(came, "compute"):
        came = came.compute()
    if hasattr(came, "todense"):
        came = came.todense()
    if hasattr(came, "tolist"):
        came = came.tolist()
    if isinstance(came, (list, tuple)):
        items = [plain(item) for item in came]
        return items[0] if len(items) == 1 and isinstance(items[0], list) else items
    if isinstance(came, float) and math.isfinite(came) and came == int(came):
        return int(came)
    return int(came) if isinstance(came, bool) else came


def shown(came: Any) -> str:
    """Large numbers by their powers of two."""
    if isinstance(came, int) and abs(came) >= LARGE:
        power = round(math.log2(abs(came)))
        off = abs(came) - 2**power
        sign = "-" if came < 0 else ""
        if abs(off) <= 1:
            return f"{sign}2^{power}" + (f" {'+' if off > 0 else '-'} 1" if off else "")
    return str(came)


def _made(module: Any, name: str, k: int, argument: Any) -> Any:
    """An argument in the library that the adapter's carrier names, and in the form that is declared for it."""
    if not isinstance(argument, Given):
        return argument
    library, _, rest = module.carrier.partition(":")
    dtype = {"mask": "bool", "bytes": "uint8", "positions": "int64"}.get(argument.kind, _dtype(library, rest))
    items = list(argument.items)
    if argument.kind == "largest":
        items = [np.iinfo(dtype).max, 1]
    if argument.kind == "positions" and items and isinstance(items[0], bool):
        return items
    if argument.kind == "losses" and name in REAL:
        dtype = "float32" if dtype in ("int32", "float32") else "float64"
    words = _words(module, name, k, argument.kind)
    if "one_based" in words:
        items = [item + 1 for item in items]
    if "set" in words and argument.kind == "mask":
        return {i for i, chosen in enumerate(items) if chosen}
    if library == "python":
        return [int(item) for item in items] if "int01" in words else items
    array = _arrays(library, rest)(items, "uint8" if "uint8" in words else dtype)
    return array.reshape(1, -1) if "shape(1,n)" in words else array


def _words(module: Any, name: str, k: int, kind: str) -> list[str]:
    """The words of the form that is declared for an argument."""
    forms = getattr(module, "forms", {})
    parameter = list(inspect.signature(getattr(module, name)).parameters)[k]
    keys = (f"{name}.{parameter}", parameter, {"bytes": "mask", "mask": "mask", "positions": "indices"}.get(kind, ""))
    return next((forms[key].split("/") for key in keys if key in forms), [])


def _dtype(library: str, rest: str) -> str:
    """The dtype of losses by the carrier's text, that of naturals where it is one of floats."""
    asked = rest.partition(":")[2] if library == "array_api" else rest
    return asked if "int" in asked else "int32" if library == "jax" or asked == "float32" else "int64"


def _arrays(library: str, rest: str) -> Callable[[Sequence[Any], str], Any]:
    """What makes an array of items and the name of a dtype."""
    namespace = {"numpy": "numpy", "torch": "torch", "jax": "jax.numpy"}.get(library) or rest.partition(":")[0]
    xp = importlib.import_module(namespace)
    if library in ("array_api", "torch", "jax"):
        make = xp.tensor if library == "torch" else xp.asarray
        return lambda items, dtype: make(items, dtype=getattr(xp, dtype))
    return lambda items, dtype: np.array(items, dtype=dtype)


def document(adapters: Iterable[run.Adapter]) -> str:
    """The matrix, as Markdown."""
    titles = [question.title for question in QUESTIONS]
    rows = [f"| library | {' | '.join(titles)} |", "| --- " * (len(titles) + 1) + "|"]
    for adapter in adapters:
        cells = [answer(adapter, question).replace("|", "\\|") for question in QUESTIONS]
        if sum(map(bool, cells)) < FEWEST:
            continue
        rows.append(f"| {adapter.module.name}; {adapter.distribution} {adapter.version} | {' | '.join(cells)} |")
    head = f"""# What libraries do with masks, positions and sums

Eight questions, asked of each library in the version that is told, of the three losses 5, 7
and 9. A cell is what came, a value or the name of the exception, and empty where the adapter in `examples/field/` has
nothing to ask. **Bold** is what bites:

- bytes that are 1 where a mask selects, whose complement selects everything, as 254 is not 0;
- a position that is not there and is read, or left out, without a word; -1, which is the last item; a repeat that does
  not count again (a mask of the positions, or a set of them, cannot tell repeats: `[1, 0, 1]` and `[0, 2]` are right);
- a sum of nothing that is not 0; a total that wraps around or stays at the dtype's end (`-2^63`, `2^63 - 1`);
- a mask that is too short and is taken;
- `[True, False, True]` read as the positions 1, 0 and 1 (`[7, 5, 7]`) and not as a mask (`[5, 9]`).

Some libraries give a sum for items: 19 is 5 + 5 + 9. `{COMMAND}` makes this page again;
[the field report](field-report.md) holds the same adapters, and those of models, against the laws.
TensorFlow and PaddlePaddle, which take more than 500 MB each, are not here.

"""
    return head + "\n".join(rows) + "\n"


def main() -> None:
    loaded = (run.load(stem, guarded=False) for stem in run.stems() if is_library(stem))
    asked = [adapter for adapter in loaded if adapter is not None]
    DOCUMENT.write_text(document(sorted(asked, key=lambda a: a.module.name.lower())), encoding="utf-8")


def is_library(stem: str) -> bool:
    """Whether an adapter is of a library rather than of a model or a layer, told without importing it."""
    text = (run.FOLDER / f"{stem}.py").read_text(encoding="utf-8")
    return any(f"\ndef {name}(" in text for name in MARKS) and "\nbatched = " not in text


if __name__ == "__main__":
    main()
