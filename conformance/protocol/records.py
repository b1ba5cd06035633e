"""What the suite of the protocol found: one record a check."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CheckRecord:
    """A check of the protocol: `status` is `passed`, `failed` or `skipped`.

    `sent`, `expected` and `came` are texts, given where it failed; of a skipped one `came` says why.
    """

    name: str
    about: str
    status: str
    sent: str = ""
    expected: str = ""
    came: str = ""


@dataclass(frozen=True, slots=True)
class SuiteReport:
    """What a command was found to do; `name` is what it calls itself, empty where it said nothing."""

    command: str
    name: str
    checks: tuple[CheckRecord, ...]

    def of(self, status: str) -> list[CheckRecord]:
        """The checks with that status."""
        return [c for c in self.checks if c.status == status]

    def verdict(self) -> str:
        """One line."""
        failed, skipped = len(self.of("failed")), len(self.of("skipped"))
        held = f"{len(self.of('passed'))} of {len(self.checks) - skipped} checks hold"
        left = f", {skipped} not tried" if skipped else ""
        does = "does not speak" if failed else "speaks"
        return f"{self.name or self.command}: {does} the protocol: {held}{left}"

    def exit_status(self) -> int:
        """0 where no check failed, 1 otherwise."""
        return 1 if self.of("failed") else 0
