"""Two runs of a backend of which an operation broke between them."""

from __future__ import annotations

from types import SimpleNamespace

from conformance import check
from conformance.backends import python as correct
from conformance.records.report import Report


def real_runs() -> tuple[Report, Report]:
    def wrong(idxs: list[int], losses: list[int]) -> int:
        return sum(losses[i] for i in set(idxs))

    laws = ["maskedLoss", "maskedLoss_cons", "maskedLoss_nil"]
    before = SimpleNamespace(name="b", masked_loss=correct.masked_loss)
    after = SimpleNamespace(name="b", masked_loss=wrong)
    return check(before, laws=laws, profile="quick"), check(after, laws=laws, profile="quick")
