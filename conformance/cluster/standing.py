"""What an interpreter checks laws with, by which one elsewhere is told apart from this one."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib import metadata
from pathlib import Path

from conformance import __version__
from conformance.records.circumstances import PLACES, exchanged
from conformance.records.ledger import Ledger

_ELSEWHERE = ("backends", "reports", "spec")
"""Folders that an installed package has in it, a checkout beside it: backends and specs have digests of their own."""


@cache
def standing(spec: str, ledger: str | None = None) -> dict[str, str]:
    """Versions and digests on which results depend.

    Args:
        spec: the digest of the spec.
        ledger: the folder of the ledger by which inputs go on, None where there is none.
    """
    runs = {} if ledger is None else {"runs in the ledger": str(Ledger.read(Path(ledger)).runs)}
    return {
        "python": platform.python_version(),
        "machine": f"{platform.system()}-{platform.machine()}",
        "conformance": __version__,
        "code of conformance": _digest(),
        "hypothesis": metadata.version("hypothesis"),
        "spec": spec[:16],
        **runs,
    }


def differences(here: dict[str, str], there: dict[str, str]) -> list[str]:
    """What differs, each with both values."""
    return list(exchanged("", here, there, PLACES))


@cache
def _digest() -> str:
    """The digest of the files of this package."""
    folder, digest = Path(__file__).parents[1], hashlib.sha256()
    for path in sorted(p for ending in ("py", "json", "lark") for p in folder.rglob(f"*.{ending}")):
        place = path.relative_to(folder)
        if place.parts[0] not in _ELSEWHERE:
            digest.update(place.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
