"""The pytest door: `parametrize_with_laws`, and `pytest --conformance BACKEND`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conformance.laws.laws import Law
    from conformance.records.result import Result
    from conformance.runs.sessions import Session


class LawNotHeld(AssertionError):
    """A law that failed, or that could not be checked; the message is what the command line shows."""


class FalseStatement(Exception):
    """A law that fails by the spec's own definitions: an error of the spec, whatever the backend does."""


class BoundLaw:
    """A law together with the backend that it is checked on."""

    def __init__(
        self,
        law: Law,
        backend: object,
        profile: str,
        seed: int,
        require: str,
        timeout: float | None = None,
        revision: str = "",
    ) -> None:
        self.law, self.backend, self.profile, self.seed, self.require = law, backend, profile, seed, require
        self.timeout, self.revision = timeout, revision

    @property
    def id(self) -> str:
        return self.law.id

    def check(self) -> Result:
        """Checks the law; skips where the backend has no such operation or its limits leave no input.

        A law of a level that `require` does not name is an expected failure of pytest's where it does not hold.

        Raises:
            LawNotHeld: the law does not hold, or no input met its premises.
            FalseStatement: it fails by the spec's own definitions, which says nothing of the backend.
        """
        from conformance.records.levels import is_demanded
        from conformance.records.telling import failure_text
        from conformance.records.vocabulary import FALSE_STATEMENT
        from conformance.system.garbage import collected_rarely
        from conformance.text.escaping import for_log, inline

        __tracebackhide__ = True
        with collected_rarely():
            result = _session(self.backend, self.profile, self.seed, self.timeout, self.revision).check(self.law)
        if result.status == "not_provided" or (result.status == "vacuous" and result.limited):
            pytest.skip(inline(f"{result.status}: {result.note}"))
        if result.status == FALSE_STATEMENT:
            raise FalseStatement(for_log(failure_text(result, self.law.statement)))
        if result.status not in ("passed", "expected_failure"):
            if not is_demanded(self.law.level, self.require):
                told = result.failure.message if result.failure is not None else result.note
                pytest.xfail(inline(f"{self.law.level}, and not required: {told}"))
            raise LawNotHeld(for_log(failure_text(result, self.law.statement)))
        return result

    def __repr__(self) -> str:
        return f"<law {self.id}>"


def _session(backend: object, profile: str, seed: int, timeout: float | None = None, revision: str = "") -> Session:
    """The backend being checked, loaded once for all its laws."""
    try:
        return _kept_session(backend, profile, seed, timeout, revision)
    except TypeError:
        return _new_session(backend, profile, seed, timeout, revision)


def _new_session(backend: object, profile: str, seed: int, timeout: float | None, revision: str) -> Session:
    from conformance.api import chosen_timeout, load_all, local_sessions
    from conformance.cases.profiles import chosen_profile
    from conformance.laws.specfile import load

    spec, budget = load((), revision), chosen_profile(profile)
    loaded = load_all([backend], spec, cwd=True)
    seconds = chosen_timeout(timeout, budget)
    (session,) = local_sessions(loaded, spec, budget, seed, remember=True, timeout=seconds)
    return session


_kept_session = cache(_new_session)


def bound_laws(
    backend: object, laws: Sequence[str] = (), profile: str = "default", seed: int = 0,
    require: str | Sequence[str] = "core",
    timeout: float | None = None, module: Sequence[str] | str = (), revision: str = "",
    exclude_laws: Sequence[str] = (),
) -> list[BoundLaw]:  # fmt: skip
    """The laws of the shipped spec, each to be checked on the backend.

    Raises:
        UsageError: a law pattern or other argument is wrong.
    """
    from conformance.api import chosen_laws, chosen_revision, chosen_seed, chosen_timeout, texts, usable
    from conformance.cases.profiles import chosen_profile
    from conformance.laws.specfile import chosen, load
    from conformance.records.levels import joined

    named, budget, number = usable("backend", backend), chosen_profile(profile), chosen_seed(seed)
    level, seconds = joined(require, "require"), chosen_timeout(timeout, budget)
    modules = texts("module", module)
    spec = load(chosen((), modules), chosen_revision(revision))
    wanted = chosen_laws(spec, texts("laws", laws), texts("exclude_laws", exclude_laws), modules)
    return [BoundLaw(law, named, budget.name, number, level, seconds, spec.revision) for law in wanted]


def parametrize_with_laws(
    backend: object,
    *,
    laws: Sequence[str] = (),
    profile: str = "default",
    seed: int = 0,
    require: str | Sequence[str] = "core",
    timeout: float | None = None,
    module: Sequence[str] | str = (),
    revision: str = "",
    exclude_laws: Sequence[str] = (),
) -> Callable[[Any], Any]:
    """Makes a test run once for each law: the test takes `law` and calls `law.check()`.

    `laws` and `exclude_laws` are glob patterns of the laws that are wanted, and of those that are not.
    `require` is the level of the laws that must hold for the tests to pass, or several, `core` always one of them;
    `timeout` is how many seconds a law may take, and a call, and `module` which modules are wanted, as for `check`;
    `revision` is that of its source that the spec is read as.

    Raises:
        UsageError: a law pattern or other argument is wrong. A backend that cannot be loaded fails its tests.
    """
    bound = bound_laws(backend, laws, profile, seed, require, timeout, module, revision, exclude_laws)
    return pytest.mark.parametrize("law", bound, ids=[b.id for b in bound])


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("conformance")
    group.addoption(
        "--conformance", action="append", default=[], metavar="BACKEND",
        help="check the laws on BACKEND, one test a law (may be given several times)",
    )  # fmt: skip
    group.addoption(
        "--conformance-module", action="append", default=[], metavar="GLOB", help="of these modules, where given",
    )  # fmt: skip
    group.addoption(
        "--conformance-revision", default="", metavar="NAME", help="of this revision of the spec's source",
    )  # fmt: skip


class LawItem(pytest.Item):
    """One law on one backend as a test."""

    bound: BoundLaw

    def runtest(self) -> None:
        self.bound.check()

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, LawNotHeld | FalseStatement):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Any, int | None, str]:
        return self.path, None, self.nodeid


class BackendCollector(pytest.Collector):
    """The laws of one backend."""

    backend: str
    modules: Sequence[str] = ()
    revision: str = ""

    def collect(self) -> Iterator[pytest.Item]:
        for bound in bound_laws(self.backend, module=self.modules, revision=self.revision):
            item = LawItem.from_parent(self, name=bound.id)
            item.bound = bound
            yield item


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    from conformance.cases.profiles import DEFAULT_PROFILE, PROFILES
    from conformance.errors import ConformanceError
    from conformance.text.escaping import inline

    revision = config.getoption("--conformance-revision")
    for backend in config.getoption("--conformance"):
        try:
            provided = _session(backend, "default", 0, float(PROFILES[DEFAULT_PROFILE].timeout), revision).operations
        except ConformanceError as error:
            raise pytest.UsageError(str(error)) from None
        if not provided:
            raise pytest.UsageError(f"nothing to check: backend `{inline(backend)}` has none of the spec's operations")
        collector = BackendCollector.from_parent(session, name=f"conformance[{inline(backend)}]")
        collector.backend = backend
        collector.modules, collector.revision = config.getoption("--conformance-module"), revision
        items.extend(collector.collect())
