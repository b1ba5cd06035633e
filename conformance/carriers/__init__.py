"""Carriers by their text form, `library[:dtype[:device]]`."""

from __future__ import annotations

import importlib.util

from conformance.carriers.base import (
    Carrier,
    CarrierError,
    Form,
    Kind,
    Malformed,
    MissingLibrary,
    NativeDescription,
    UnsupportedForm,
    shape_of,
    unknown_name,
)

LIBRARIES = ("python", "numpy", "torch")

__all__ = [
    "LIBRARIES",
    "Carrier",
    "CarrierError",
    "Form",
    "Kind",
    "Malformed",
    "MissingLibrary",
    "NativeDescription",
    "UnsupportedForm",
    "carrier",
    "shape_of",
]


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
    library, *rest = spec.split(":", 2)
    if library not in LIBRARIES:
        raise CarrierError(f"carrier `{spec}`: {unknown_name('library', library, LIBRARIES)}")
    if library == "python":
        if rest:
            raise CarrierError(f"carrier `{spec}`: python takes no dtype; write `python`")
        from conformance.carriers.python import PythonCarrier

        return PythonCarrier()
    if importlib.util.find_spec(library) is None:
        extra = f"pip install 'masking-conformance[{library}]'"
        raise MissingLibrary(f"carrier `{spec}` needs {library}, which is not installed: {extra}")
    dtype = rest[0] if rest and rest[0] else "int64"
    if library == "numpy":
        if len(rest) > 1:
            raise CarrierError(f"carrier `{spec}`: numpy takes no device; write `numpy:{dtype}`")
        from conformance.carriers.numpy import NumpyCarrier

        return NumpyCarrier(dtype)
    from conformance.carriers.torch import TorchCarrier

    return TorchCarrier(dtype, rest[1] if len(rest) > 1 else "cpu")
