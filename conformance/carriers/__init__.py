"""Carriers by their text form, `library[:dtype[:device]]`."""

from __future__ import annotations

import difflib
import importlib.util

from conformance.carriers.base import Carrier, CarrierError, MissingLibrary

LIBRARIES = ("python", "numpy", "torch")

__all__ = ["LIBRARIES", "Carrier", "CarrierError", "MissingLibrary", "carrier"]


def carrier(spec: str | Carrier | None) -> Carrier:
    """The carrier that a text names; the Python carrier for None.

    Raises:
        CarrierError: the text names no library, dtype or device that is to be had here.
    """
    if isinstance(spec, Carrier):
        return spec
    if spec is None:
        spec = "python"
    if not isinstance(spec, str):
        raise CarrierError(f"`carrier` must be text such as 'numpy:float32', not a {type(spec).__name__}")
    library, *rest = spec.split(":", 2)
    if library not in LIBRARIES:
        near = difflib.get_close_matches(library, LIBRARIES, n=1)
        hint = f"; did you mean `{near[0]}`?" if near else f"; expected one of {', '.join(LIBRARIES)}"
        raise CarrierError(f"unknown carrier `{spec}`{hint}")
    if library == "python":
        if rest:
            raise CarrierError(f"carrier `{spec}`: python has no dtypes")
        from conformance.carriers.python import PythonCarrier

        return PythonCarrier()
    if importlib.util.find_spec(library) is None:
        raise MissingLibrary(
            f"carrier `{spec}` needs {library}, which is not installed: pip install 'masking-conformance[{library}]'"
        )
    dtype = rest[0] if rest and rest[0] else "int64"
    if library == "numpy":
        if len(rest) > 1:
            raise CarrierError(f"carrier `{spec}`: numpy has no devices")
        from conformance.carriers.numpy import NumpyCarrier

        return NumpyCarrier(dtype)
    from conformance.carriers.torch import TorchCarrier

    return TorchCarrier(dtype, rest[1] if len(rest) > 1 else "cpu")
