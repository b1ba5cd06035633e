"""The pytest door: `parametrize_with_laws`, and `pytest --conformance BACKEND`."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from conformance.pytest_plugin.bound import BoundLaw, FalseStatement, LawNotHeld, WrongArgument, WrongRequest
from conformance.pytest_plugin.items import OWN, backends_of, given_back, law_items
from conformance.pytest_plugin.reports import note, put_under_causes
from conformance.pytest_plugin.settings import add_settings, said, settings, settings_under
from conformance.words import Levels, ProfileName

__all__ = ["BoundLaw", "FalseStatement", "LawNotHeld", "parametrize_with_laws"]

_MARK = "conformance_laws"


def parametrize_with_laws(
    backend: object,
    *,
    laws: Sequence[str] | str = (),
    exclude_laws: Sequence[str] | str = (),
    module: Sequence[str] | str = (),
    spec: Sequence[str | Path] | str | Path = (),
    revision: str | None = None,
    profile: ProfileName | None = None,
    seed: int | None = None,
    require: Levels | None = None,
    timeout: float | None = None,
    expect: str | Path | None = None,
    forms: Mapping[str, str] | None = None,
) -> Callable[[Any], Any]:
    """Makes a test run once for each law: the test takes `law` and calls `law.check()`.

    What is not said here is what options, ini keys and `[tool.conformance]` say, or the default of `conformance.check`.

    Args:
        backend: a name, as on the command line or of the project's configuration, or an object that has the operations.
        laws: glob patterns of the laws that are wanted; all where empty.
        exclude_laws: glob patterns of laws that are left out.
        module: glob patterns of modules, by full name or by that of the file.
        spec: spec files, folders and names of shipped modules, instead of all shipped modules.
        revision: the revision of its source that the spec is read as.
        profile: `quick`, `default` or `deep`.
        seed: a natural number.
        require: the level of the laws that must hold for the tests to pass, or several; `core` is always one of them.
        timeout: seconds that a law may take, and a call.
        expect: a file of failures that are known; a law of which it speaks is an expected failure of pytest's.
        forms: in which form values come, as `forms` of a backend says it.

    Raises:
        UsageError: an argument is wrong. A backend, law, module or file that is not there is one error of collection.
    """
    from conformance.api import usable
    from conformance.errors import UsageError

    given = said(
        {"laws": laws, "exclude_laws": exclude_laws, "module": module, "spec": spec, "revision": revision,
         "profile": profile, "seed": seed, "require": require, "timeout": timeout, "expect": expect, "forms": forms}
    )  # fmt: skip
    try:
        settings(given)
        named = usable("backend", backend)
    except UsageError as error:
        raise WrongArgument(str(error)) from None
    return getattr(pytest.mark, _MARK)(named, given)  # type: ignore[no-any-return]


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("conformance")
    group.addoption(
        "--conformance", action="append", default=[], nargs="?", const=OWN, metavar="BACKEND",
        help="check the laws on BACKEND, one test a law (may be given several times); without BACKEND on those of "
        "[tool.conformance]",
    )  # fmt: skip
    parser.addini("conformance", "backends whose laws are tests (--conformance)", type="linelist", default=[])
    add_settings(parser, group)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"{_MARK}(backend, settings): one test a law; see parametrize_with_laws")
    from conformance.errors import ConformanceError

    ids, _ = given_back(config.args)
    if not (ids or config.getoption("conformance") or config.getini("conformance")):
        return
    try:
        settings_under(config, {})
        backends_of(config, ids)
    except ConformanceError as error:
        raise pytest.UsageError(str(error)) from None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    from conformance.errors import ConformanceError
    from conformance.pytest_plugin.subjects import chosen_of, subject

    for mark in metafunc.definition.iter_markers(_MARK):
        backend, given = mark.args
        try:
            wanted = settings_under(metafunc.config, given)
            loaded = subject(metafunc.config, backend, wanted)
            bound = [BoundLaw(law, loaded) for law in chosen_of(loaded, wanted)]
        except ConformanceError as error:
            raise WrongRequest(str(error)) from None
        metafunc.parametrize("law", bound, ids=[one.id for one in bound])


_IDS: pytest.StashKey[list[str]] = pytest.StashKey()


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Takes ids of laws out of the arguments, where pytest would look for files of these names."""
    ids, session.config.args[:] = given_back(session.config.args)
    session.config.stash[_IDS] = ids


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    ids = config.stash.get(_IDS, [])
    items.extend(law_items(session, backends_of(config, ids), ids))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    note(report, call)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: Any) -> Generator[None, None, None]:
    put_under_causes(terminalreporter.stats.get("failed", []))
    return (yield)
