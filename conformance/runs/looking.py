"""What an implementation has, looked at in a process of its own: its functions, and what they may be."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType

from conformance.errors import ConformanceError, UsageError
from conformance.laws.specfile import ALL, load
from conformance.runs.fitting import Fit, Fitting, likely
from conformance.runs.ways import told
from conformance.subjects.loading import load_target
from conformance.values.naming import snake_case

SECONDS = 60.0
"""How long ways to call functions are tried; the process ends in twice that."""

_FLOATS = {"torch": "torch:float32", "numpy": "numpy:float32"}
"""What values of a library most often are in training."""


@dataclass(frozen=True, slots=True)
class Looked:
    """An implementation: its carrier and why, what its functions may be, and what is not told of others."""

    carrier: str
    why: str
    fits: tuple[Fit, ...]
    untold: tuple[str, ...]


def look(target: str, specs: Sequence[str] = (), carrier: str = "", seconds: float = SECONDS) -> Looked:
    """Looks at an implementation in a process of its own.

    Args:
        target: what names it, as for `conformance check`.
        specs: spec files that declare operations; all shipped ones where there are none.
        carrier: in which form values come; empty where that is to be told.
        seconds: how long ways to call functions are tried.

    Raises:
        UsageError: it cannot be loaded, or does not come back.
    """
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        asked = json.dumps([target, list(specs), carrier, seconds, str(answer)])
        command = [sys.executable, "-c", "from conformance.runs.looking import main; main()", asked]
        try:
            subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                timeout=2 * seconds, check=False, start_new_session=True,
            )  # fmt: skip
            told = json.loads(answer.read_text(encoding="utf-8"))
        except subprocess.TimeoutExpired:
            raise UsageError(f"`{target}` did not come back within {2 * seconds:g} seconds") from None
        except (OSError, ValueError):
            raise UsageError(f"`{target}` ended its process where it was loaded or called") from None
    if isinstance(told, str):
        raise UsageError(told)
    fits = tuple([Fit(**{**one, "alike": tuple(one["alike"])}) for one in told["fits"]])
    return Looked(told["carrier"], told["why"], fits, tuple(told["untold"]))


def main() -> None:
    """Looks at what the first argument says, and writes what was found."""
    target, specs, carrier, seconds, answer = json.loads(sys.argv[1])
    try:
        found: object = asdict(_looked(target, specs, carrier, seconds))
    except ConformanceError as error:
        found = str(error)
    Path(answer).write_text(json.dumps(found), encoding="utf-8")
    # Threads that the implementation has started are not waited for.
    os._exit(0)


def _looked(target: str, specs: Sequence[str], carrier: str, seconds: float) -> Looked:
    spec = load(specs or [ALL])
    loaded = load_target(target, cwd=True)
    functions = _functions(loaded)
    chosen, why = (carrier, "as asked for") if carrier else _carrier_of(loaded, functions)
    fitting = Fitting(spec, chosen, seconds)
    fits: dict[str, Fit] = {}
    untold = []
    for name, definitions in likely(functions, spec):
        fit = fitting.best(name, functions[name], definitions) if definitions else None
        if fit is not None:
            first, second = sorted((fit, fits.get(fit.operation, fit)), key=_telling, reverse=True)
            fits[fit.operation] = first
            if first is not second:
                untold.append(f"{second.function}: near `{first.operation}`, for which {first.function} is taken")
        elif definitions:
            near = ", ".join(f"`{snake_case(d.name)}`" for d in definitions)
            tried = [told(fitting.tried.get((name, d.name), ()), d) for d in definitions]
            cut = ", before time was up (--seconds)" if fitting.is_over else ""
            untold.append(
                f"{name}: near {near}; in no form that was tried it gives a value of that type{cut} ({tried[0]})"
            )
        else:
            untold.append(f"{name}: no operation is near in name and takes as many arguments")
    return Looked(chosen, why, tuple(fits.values()), tuple(untold))


def _telling(fit: Fit) -> tuple[bool, float, int]:
    """What says that a function is the operation, before others that may be: that it does all that laws say, its name,
    and how much of that it does."""
    return fit.held == fit.asked, float(fit.function == fit.operation), fit.held


def _functions(target: object) -> dict[str, Callable[..., object]]:
    """The public functions of a module that are its own, or the methods of an object."""
    found = {}
    for name in dir(target):
        value = None if name.startswith("_") else getattr(target, name, None)
        if not callable(value) or inspect.isclass(value):
            continue
        owner = getattr(value, "__module__", None)
        if not isinstance(target, ModuleType) or owner in (None, target.__name__):
            found[name] = value
    return found


def _carrier_of(target: object, functions: dict[str, Callable[..., object]]) -> tuple[str, str]:
    """The carrier that an implementation says, or whose library it imports, and why."""
    said = getattr(target, "carrier", None)
    if isinstance(said, str):
        return said, "as it says itself"
    owner = target if isinstance(target, ModuleType) else inspect.getmodule(type(target))
    modules = {v.__name__.partition(".")[0] for v in vars(owner or target).values() if isinstance(v, ModuleType)}
    for library in ("torch", "jax", "numpy"):
        if library in modules:
            return _FLOATS.get(library, library), f"it imports {library}"
    return "python", "it imports no array library"
