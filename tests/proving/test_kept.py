"""The proofs that ship are those that are found now, and reports tell of them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from conformance import check
from conformance.checking.laws import laws_of
from conformance.checking.recording import law_record
from conformance.laws import proofs
from conformance.laws.laws import Law
from conformance.laws.specfile import load, shipped
from conformance.lean.syntax import TRUE
from conformance.records.law import proofs_text

KEPT = Path(proofs.__file__).with_name(proofs.FILE)


def theorem(name: str) -> Law:
    return next(law for law in laws_of(shipped()) if law.id == name)


def test_all_theorems_that_upstream_proved_have_a_proof() -> None:
    for revision in ("", *shipped().revisions):
        theorems = [law for law in laws_of(shipped(revision=revision)) if law.origin == "proved"]
        assert [law.id for law in theorems if not proofs.proved(law)] == []


def test_a_theorem_that_says_something_else_has_none() -> None:
    law = theorem("maskedLoss_append")
    assert proofs.proved(law) == "by induction on xs"
    assert proofs.proved(replace(law, claim=TRUE)) == ""


def test_a_theorem_of_another_definition_has_none(tmp_path: Path) -> None:
    text = (Path(proofs.__file__).parents[2] / "spec" / "masking.yaml").read_text(encoding="utf-8")
    changed = tmp_path / "masking.yaml"
    text = re.sub(r" *sha256:.*\n", "", text)
    changed.write_text(text.replace("fun i => !(m i)", "fun i => !!!(m i)"), encoding="utf-8")
    found = {law.id: proofs.proved(law) for law in laws_of(load([changed]))}
    assert found["complement_selected_iff"] == ""
    assert found["maskedLoss_append"] == "by induction on xs"


def test_a_law_without_a_body_behind_it_has_none() -> None:
    assert proofs.proved(theorem("randomMask_count")) == ""


@pytest.mark.slow
def test_the_file_is_what_the_solver_proves_now() -> None:
    pytest.importorskip("z3")
    from conformance.proving.kept import kept

    kept_now, found = json.loads(KEPT.read_text(encoding="utf-8")), json.loads(kept())
    assert {p["digest"] for p in found["proofs"]} == {p["digest"] for p in kept_now["proofs"]}


def test_a_report_tells_what_is_proved_here_and_what_is_upstream() -> None:
    report = check("python", laws=["complement_selected_iff", "complement"], profile="quick")
    told = "Theorems: 1 checked, 1 proved from the definitions, 1 proved in Lean upstream."
    assert told in " ".join(str(report).split())
    assert "beside it, the law is proved from the definitions (directly)" in report.to_text(detail=1)
    assert told in report.to_markdown()
    page = report.to_html()
    assert told in page
    assert "<strong>proved from the definitions (directly)</strong>, and proved in Lean upstream" in page
    assert json.loads(report.to_json())["laws"][1]["proved_here"] == "directly"


def test_a_law_that_is_only_stated_is_told_so() -> None:
    record = law_record(theorem("causalMask_future"))
    assert (record.origin, record.proof_told) == ("stated", "proved from the definitions (directly)")
    assert proofs_text([record]) == "Theorems: 1 checked, 1 proved from the definitions."
    assert proofs_text([law_record(theorem("randomMask_count"))]) == ""
