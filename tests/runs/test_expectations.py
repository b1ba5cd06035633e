"""Files of known failures: what stands in them, what they extend, and what is wrong with one."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from conformance.errors import ExpectationsError
from conformance.runs.expectations import load

from .known import entry, file_of


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "known.yaml:1: the file is empty; expected `expect:`"),
        ("expect:\n  - {backend: b, law: l}\n", "known.yaml:2: expect.0: `reason:` is missing"),
        ("expect:\n  - {backend: b, law: l, reason: r,\n     isue: x}\n",
         "known.yaml:3: expect.0: unknown key `isue`; did you mean `issue`?"),
        ("expect:\n  - {backend: b, law: l, reason: r, failure: violated}\n",
         "known.yaml:2: expect.0.failure: unknown `violated`; did you mean `violation`?"),
        ("expect:\n  - {backend: b, law: l, reason: r}\n  - {backend: b, law: l, reason: s}\n",
         "known.yaml:3: `l` on `b` is expected twice, first on line 2"),
        ("expect:\n  - backend: b\n    law: l\n    reason: r\n    until: soon\n",
         "known.yaml:5: until: expected a date as 2030-12-31, found `soon`"),
        ("expect: {backend: b}\n", "known.yaml:1: expect: expected a list, found a mapping"),
        (f"expect: [{'1,' * 6_000}]\n", "known.yaml:1: the file has 6,000 entries; at most 5,000 are read"),
        ("extend: none.yaml\nexpect: []\n", "known.yaml:1: `extend:"),
        ("expect:\n - !!python/name:os.system x\n", "known.yaml:2: YAML tags (`!!python/name:os.system`) are not read"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_told_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "known.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ExpectationsError) as caught:
        load(path)
    assert str(caught.value).startswith(f"{tmp_path}/{message}")


def test_a_file_extends_another_beside_it_and_its_own_entries_count_first(tmp_path: Path) -> None:
    base = tmp_path / "base"
    base.mkdir()
    file_of(base, entry("maskedLoss"), entry("complement"), name="all.yaml")
    path = file_of(tmp_path, entry("maskedLoss", "issue: here"), head="extend: base/all.yaml\n")
    loaded = load(path)
    assert [(e.law, e.issue, e.source) for e in loaded.entries] == [
        ("maskedLoss", "here", "…/known.yaml:3"),
        ("complement", None, "…/all.yaml:5"),
    ]


def test_files_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    path = file_of(tmp_path, head="extend: other.yaml\n")
    file_of(tmp_path, head="# Back again.\nextend: known.yaml\n", name="other.yaml")
    with pytest.raises(ExpectationsError, match=r"other\.yaml:2: `extend` leads back to .*known\.yaml"):
        load(path)


def test_an_entry_counts_until_its_day_is_over(tmp_path: Path) -> None:
    path, day = file_of(tmp_path, entry("maskedLoss", "until: 2020-02-29")), datetime.date(2020, 2, 29)
    assert load(path, day).of("b", "maskedLoss") is not None
    assert load(path, day + datetime.timedelta(1)).of("b", "maskedLoss") is None


def test_only_a_counterexample_of_a_backend_that_answered_is_asked_again(tmp_path: Path) -> None:
    kept = "inputs: {n: 1, idxs: [0, 0], perPatchLoss: [1]}"
    ways = [(kept, "failure: violation"), (kept,), (kept, "failure: timeout"), (kept, "failure: crash"), ()]
    found = [load(file_of(tmp_path, entry("maskedLoss", *more))).entries[0].can_be_replayed for more in ways]
    assert found == [True, True, False, False, False]
