"""A project with a faulty backend, and pytest run in its folder, in this process."""

from __future__ import annotations

import pytest

FAULTY = """
def complement(mask):
    return [not value for value in mask]

def masked_loss(idxs, per_patch_loss):
    return sum(per_patch_loss[i] for i in set(idxs))
"""

DECORATED = """
from conformance import parametrize_with_laws

@parametrize_with_laws("mine", {arguments})
def test_conforms(law):
    law.check()
"""

FEW = ("--conformance-profile", "quick", "--conformance-module", "masking")


def project(pytester: pytest.Pytester, arguments: str = "", **files: str) -> None:
    """Writes the backend, a test of it where `arguments` of the decorator are given, and files by their stems."""
    pytester.makepyfile(mine=FAULTY)
    if arguments:
        pytester.makepyfile(test_mine=DECORATED.format(arguments=arguments))
    for name, text in files.items():
        pytester.makefile(".toml" if name == "pyproject" else ".ini" if name == "pytest" else ".yaml", **{name: text})


def ran(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess("-p", "no:cacheprovider", "-q", *arguments)
