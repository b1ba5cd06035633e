"""Ids of places in a page: the same law, cell or failure has the same id in every page, so that links keep."""

from __future__ import annotations

import hashlib
import re

_PLAIN = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_OTHER = re.compile(r"[^A-Za-z0-9_.-]+")


def slug(name: str) -> str:
    """The name itself where it is plain; otherwise what is plain in it, with a digest that keeps names apart."""
    if _PLAIN.fullmatch(name):
        return name
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{_OTHER.sub('-', name[:60])[:40].strip('-')}~{digest}"


def law_id(law: str) -> str:
    """The place that tells of a law."""
    return f"law-{slug(law)}"


def cell_id(backend: str, law: str) -> str:
    """The place that tells of a law on a backend."""
    return f"cell-{slug(backend)}:{slug(law)}"


def failure_id(backend: str, law: str) -> str:
    """The place that tells of a law's failure on a backend."""
    return f"failure-{slug(backend)}:{slug(law)}"


def parting_id(operation: str, law: str) -> str:
    """The place that tells of an operation on which backends part; on real numbers the law's name stands beside it."""
    return f"apart-{slug(operation)}" + (f":{slug(law)}" if law else "")
