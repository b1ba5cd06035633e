"""Shards: a run in parts, each of which tries the inputs of some numbers, in processes or on machines of their own."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from conformance.errors import refused

MOST = 100_000
"""Into how many shards a run is taken apart at most."""

BLOCK = 32
"""How many drawn inputs that follow one another are those of one shard."""


@dataclass(frozen=True, slots=True)
class Shard:
    """One of `of` shards, by its number from 1.

    Of the inputs that are enumerated it has those from one number to another, and of those that are drawn every `of`th
    block of `BLOCK`. What is asked as a whole belongs to one shard.
    """

    number: int
    of: int

    @property
    def text(self) -> str:
        return f"{self.number}/{self.of}"

    def between(self, total: int) -> tuple[int, int]:
        """Of so many inputs that are enumerated, the number of its first one and that after its last one."""
        return total * (self.number - 1) // self.of, total * self.number // self.of

    def has(self, key: str, number: int) -> bool:
        """Whether it has the drawn input of a number; `key` names the law, so that laws start at different shards."""
        return (number // BLOCK + _turn(key)) % self.of == self.number - 1

    def owner(self, key: str) -> int:
        """The number of the shard that asks what is asked as a whole."""
        return _turn(key) % self.of + 1

    def owns(self, key: str) -> bool:
        return self.owner(key) == self.number


def _turn(key: str) -> int:
    return zlib.crc32(key.encode("utf-8", "surrogatepass"))


def chosen_shard(shard: object) -> Shard | None:
    """The shard that a text such as `2/8` names; None where there is none.

    Raises:
        UsageError: it is no such text.
    """
    if shard is None:
        return None
    expected = f"K/N, the K-th of N parts of a run, with K from 1 to N and N up to {MOST:,}, such as 2/8"
    if not isinstance(shard, str) or re.fullmatch(r"[0-9]{1,6}/[0-9]{1,6}", shard, re.ASCII) is None:
        raise refused("shard", shard, expected)
    number, of = map(int, shard.split("/"))
    if not 1 <= number <= of <= MOST:
        raise refused("shard", shard, expected)
    return Shard(number, of)
