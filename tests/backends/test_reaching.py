"""What a specimen does to what others share is found in its text, and it says so."""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path

import pytest

from conformance.backends import zoo
from conformance.backends.zoo import LIBRARIES, specimens
from tests.backends.reaching import reaching

FOLDER = Path(zoo.__path__[0])
MODULES = sorted(path.relative_to(FOLDER) for path in FOLDER.rglob("*.py"))
INSTALLED = [name for name in LIBRARIES if name == "python" or importlib.util.find_spec(name)]


def test_what_a_text_does_to_what_all_share_is_found() -> None:
    source = """
import torch, os.path as place
from random import seed
COUNTS = {}
class A:
    held = []
    def f(self, mask):
        global COUNTS
        COUNTS["f"] = self.n = mask[0] = 1
        A.held, type(self).n = [], 2
        del place.sep
        setattr(torch, "x", setattr(self, "y", mask.set_(mask)))
        torch.set_num_threads(seed(0) or torch.zeros(1).sum())
        with torch.set_grad_enabled(False):
            return mask
"""
    assert reaching(source) == [
        "A.held", "COUNTS", "COUNTS['f']", "place.sep", "seed",
        "setattr(torch, 'x', setattr(self, 'y', mask.set_(mask)))",
        "torch.set_num_threads", "type(self).n",
    ]  # fmt: skip


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_what_reaches_further_than_its_own_objects_says_so(module: Path) -> None:
    tree = ast.parse((FOLDER / module).read_text(encoding="utf-8"))
    further = {s.implementation.__name__ for library in INSTALLED for s in specimens(library) if s.reaches_further}
    others = [node for node in tree.body if not (isinstance(node, ast.ClassDef) and node.name in further)]
    assert reaching(ast.unparse(ast.Module(others, []))) == []
