"""Laws as tests of pytest's own, without a test file, by ids that can be given back to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from conformance.pytest_plugin.bound import BoundLaw, WrongRequest

OWN = "."
"""What stands for the project's own backends where `--conformance` has no name."""

_ID = re.compile(r"(conformance\[.*\])(?:::([^:]+))?", re.DOTALL)


class LawItem(pytest.Item):
    """One law on one backend as a test."""

    bound: BoundLaw

    def runtest(self) -> None:
        self.bound.check()

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, self.nodeid


class BackendCollector(pytest.Collector):
    """The laws of one backend, or of them those whose ids are `wanted`; all where there are none."""

    backend: str
    wanted: Sequence[str] = ()

    def collect(self) -> Iterator[pytest.Item]:
        from conformance.errors import ConformanceError, did_you_mean
        from conformance.pytest_plugin.settings import settings_under
        from conformance.pytest_plugin.subjects import chosen_of, subject
        from conformance.text.escaping import inline

        try:
            settings = settings_under(self.config, {})
            loaded = subject(self.config, self.backend, settings)
            laws = chosen_of(loaded, settings)
        except ConformanceError as error:
            raise WrongRequest(str(error)) from None
        if not loaded.session.operations:
            name = inline(self.backend)
            raise WrongRequest(f"nothing to check: backend `{name}` has none of the spec's operations")
        known = {f"{self.nodeid}::{law.id}": law for law in laws}
        for one in self.wanted:
            if one not in known:
                raise WrongRequest(f"there is no test `{inline(one)}`{did_you_mean(one, known)}")
        for law in map(known.__getitem__, self.wanted or known):
            item = LawItem.from_parent(self, name=law.id)
            item.bound = BoundLaw(law, loaded)
            yield item


def id_of(backend: str) -> str:
    """How the ids of a backend's laws begin."""
    from conformance.text.escaping import inline

    return f"conformance[{inline(backend)}]"


def given_back(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """The arguments that are ids of backends or of their laws, and the others."""
    ids = [one for one in arguments if _ID.fullmatch(one)]
    return ids, [one for one in arguments if one not in ids]


def backends_of(config: pytest.Config, ids: Sequence[str]) -> list[str]:
    """The backends of the options and the ini key, and those of ids that were given.

    Raises:
        ConformanceError: the configuration of the project is wrong.
        UsageError: the project's own backends are asked for, and it has none.
    """
    from conformance.errors import UsageError
    from conformance.pytest_plugin.settings import project_of

    named: list[str] = []
    for one in (*config.getoption("conformance"), *config.getini("conformance")):
        own = project_of(config).named if one == OWN else (one,)
        if not own:
            raise UsageError(
                "`--conformance` without BACKEND checks the backends of [tool.conformance], and there are none"
            )
        named += own
    known = set(map(id_of, named))
    for text in ids:
        match = _ID.fullmatch(text)
        if match is not None and match[1] not in known:
            named.append(match[1].removeprefix("conformance[")[:-1])
    return list(dict.fromkeys(named))


def law_items(session: pytest.Session, backends: Sequence[str], ids: Sequence[str]) -> Iterator[pytest.Item]:
    """The tests of backends, or of them those with the ids; what is wrong is an error of collection."""
    for backend in backends:
        name = id_of(backend)
        own = list(dict.fromkeys(one for one in ids if one == name or one.startswith(f"{name}::")))
        if ids and not own:
            continue
        collector: Any = BackendCollector.from_parent(session, name=name, nodeid=name)
        collector.backend = backend
        collector.wanted = () if name in own else own
        yield from session.genitems(collector)
