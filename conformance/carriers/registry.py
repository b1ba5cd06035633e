"""The libraries that have a carrier, and how the text of a carrier is read: `library[:part[:part]]`."""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import dataclass

from conformance.carriers.base import Carrier, CarrierError, MissingLibrary
from conformance.carriers.scalars import unknown_name


@dataclass(frozen=True, slots=True)
class Library:
    """A library's carrier.

    `module` and `name` say where its class is; `parts` names what may follow the library in the text, in order, of
    which the first `required` must. The class is called with the parts that the text has, each by its name. `package`
    is what must be installed, by the extra of that name, and is None where nothing need be.
    """

    module: str
    name: str
    parts: tuple[str, ...] = ()
    required: int = 0
    package: str | None = None
    extra: str = ""


LIBRARIES: dict[str, Library] = {
    "python": Library("conformance.carriers.python", "PythonCarrier"),
    "numpy": Library("conformance.carriers.numpy", "NumpyCarrier", ("dtype",), 0, "numpy", "numpy"),
    "torch": Library("conformance.carriers.torch", "TorchCarrier", ("dtype", "device"), 0, "torch", "torch"),
    "jax": Library("conformance.carriers.jax", "JaxCarrier", ("dtype",), 0, "jax", "jax"),
    "array_api": Library(
        "conformance.carriers.array_api", "ArrayApiCarrier", ("namespace", "dtype"), 1, "array_api_compat", "array_api"
    ),
}
"""The libraries by the name that a carrier's text begins with."""

_EXAMPLES = {"namespace": "array_api_strict", "dtype": "int64", "device": "cpu"}


def carrier(spec: str | Carrier | None) -> Carrier:
    """The carrier that a text names; the Python carrier for None.

    Raises:
        CarrierError: the text names no library, dtype or device that is to be had here.
        MissingLibrary: its library is not installed.
    """
    if isinstance(spec, Carrier):
        return spec
    if spec is None:
        spec = "python"
    if not isinstance(spec, str):
        raise CarrierError(f"`carrier` must be text such as 'numpy:float32', not a {type(spec).__name__}")
    name, _, rest = spec.partition(":")
    if name not in LIBRARIES:
        raise CarrierError(f"carrier `{spec}`: {unknown_name('library', name, LIBRARIES)}")
    library = LIBRARIES[name]
    parts = _parts(spec, name, library, rest)
    if library.package is not None and not is_installed(library.package):
        extra = f"pip install 'masking-conformance[{library.extra}]'"
        raise MissingLibrary(f"carrier `{spec}` needs {library.package}, which is not installed: {extra}")
    made = getattr(importlib.import_module(library.module), library.name)(**parts)
    assert isinstance(made, Carrier)
    return made


def is_installed(module: str) -> bool:
    """Whether a module can be imported, as far as can be told without importing it."""
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def _parts(spec: str, name: str, library: Library, rest: str) -> dict[str, str]:
    """What follows the library, by the name of the part; parts that are left empty are left out."""
    # A device has a colon of its own, as in `cuda:1`.
    found = rest.split(":", len(library.parts) - 1 if "device" in library.parts else -1) if rest else []
    if len(found) > len(library.parts):
        surplus = next(part for part in ("dtype", "device") if part not in library.parts)
        shorter = ":".join([name, *found[: len(library.parts)]])
        raise CarrierError(f"carrier `{spec}`: {name} takes no {surplus}; write `{shorter}`")
    given = {part: text for part, text in zip(library.parts, found, strict=False) if text}
    for part in library.parts[: library.required]:
        if part not in given:
            example = ":".join([name, *(_EXAMPLES[p] for p in library.parts[: library.required])])
            raise CarrierError(f"carrier `{spec}`: {name} needs a {part}, as in `{example}`")
    return given
