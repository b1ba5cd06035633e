"""What a kind of value cannot give."""

from __future__ import annotations


class Unfit(Exception):
    """A value that cannot be brought into its type, as none can into `Fin 0`."""


class NotEnumerable(Exception):
    """A type or a domain that no budget exhausts."""
