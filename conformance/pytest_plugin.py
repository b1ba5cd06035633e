"""The pytest door: `parametrize_with_laws`, and `pytest --conformance BACKEND`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conformance.checking import Checker
    from conformance.laws import Law
    from conformance.results import Result


class LawNotHeld(AssertionError):
    """A law that failed, or that could not be checked; the message is what the command line shows."""


class FalseStatement(Exception):
    """A law that fails by the spec's own definitions: an error of the spec, whatever the backend does."""


class BoundLaw:
    """A law together with the backend that it is checked on."""

    def __init__(self, law: Law, backend: object, profile: str, seed: int, require: str) -> None:
        self.law, self.backend, self.profile, self.seed, self.require = law, backend, profile, seed, require

    @property
    def id(self) -> str:
        return self.law.id

    def check(self) -> Result:
        """Checks the law; skips where the backend has no such operation or its limits leave no input.

        A hardened law that does not hold is an expected failure of pytest's, unless `require` is `hardened`.

        Raises:
            LawNotHeld: the law does not hold, or no input met its premises.
            FalseStatement: it fails by the spec's own definitions, which says nothing of the backend.
        """
        from conformance.escaping import for_log, inline
        from conformance.results import FALSE_STATEMENT
        from conformance.terminal import failure_text

        __tracebackhide__ = True
        result = _checker(self.backend, self.profile, self.seed).check(self.law)
        if result.status == "not_provided" or (result.status == "vacuous" and result.limited):
            pytest.skip(inline(f"{result.status}: {result.note}"))
        if result.status == FALSE_STATEMENT:
            raise FalseStatement(for_log(failure_text(result, self.law.statement)))
        if result.status not in ("passed", "expected_failure"):
            if self.law.level == "hardened" and self.require == "core":
                told = result.failure.message if result.failure is not None else result.note
                pytest.xfail(inline(f"hardened, and not required: {told}"))
            raise LawNotHeld(for_log(failure_text(result, self.law.statement)))
        return result

    def __repr__(self) -> str:
        return f"<law {self.id}>"


def _checker(backend: object, profile: str, seed: int) -> Checker:
    try:
        return _cached_checker(backend, profile, seed)
    except TypeError:
        return _new_checker(backend, profile, seed)


def _new_checker(backend: object, profile: str, seed: int) -> Checker:
    from conformance.api import chosen_profile, load_all
    from conformance.checking import Checker
    from conformance.database import failing_inputs
    from conformance.specfile import load

    spec = load()
    (loaded,) = load_all([backend], spec, cwd=True)
    return Checker(loaded, spec, chosen_profile(profile), seed, remembered=failing_inputs(loaded))


_cached_checker = cache(_new_checker)


def bound_laws(
    backend: object, laws: Sequence[str] = (), profile: str = "default", seed: int = 0, require: str = "core"
) -> list[BoundLaw]:
    """The laws of the shipped spec, each to be checked on the backend.

    Raises:
        UsageError: a law pattern or other argument is wrong.
    """
    from conformance.api import chosen_laws, chosen_profile, chosen_seed, texts, usable
    from conformance.errors import one_of
    from conformance.results import LEVELS
    from conformance.specfile import load

    named, budget, number = usable("backend", backend), chosen_profile(profile).name, chosen_seed(seed)
    level = one_of("require", require, LEVELS)
    return [BoundLaw(law, named, budget, number, level) for law in chosen_laws(load(), texts("laws", laws))]


def parametrize_with_laws(
    backend: object,
    *,
    laws: Sequence[str] = (),
    profile: str = "default",
    seed: int = 0,
    require: str = "core",
) -> Callable[[Any], Any]:
    """Makes a test run once for each law: the test takes `law` and calls `law.check()`.

    `require` is `core` or `hardened`, the level of the laws that must hold for the tests to pass.

    Raises:
        UsageError: a law pattern or other argument is wrong. A backend that cannot be loaded fails its tests.
    """
    bound = bound_laws(backend, laws, profile, seed, require)
    return pytest.mark.parametrize("law", bound, ids=[b.id for b in bound])


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("conformance")
    group.addoption(
        "--conformance", action="append", default=[], metavar="BACKEND",
        help="check the masking laws on BACKEND, one test a law (may be given several times)",
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

    def collect(self) -> Iterator[pytest.Item]:
        for bound in bound_laws(self.backend):
            item = LawItem.from_parent(self, name=bound.id)
            item.bound = bound
            yield item


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    from conformance.errors import ConformanceError
    from conformance.escaping import inline

    for backend in config.getoption("--conformance"):
        try:
            provided = _checker(backend, "default", 0).operations
        except ConformanceError as error:
            raise pytest.UsageError(str(error)) from None
        if not provided:
            raise pytest.UsageError(f"nothing to check: backend `{inline(backend)}` has none of the spec's operations")
        collector = BackendCollector.from_parent(session, name=f"conformance[{inline(backend)}]")
        collector.backend = backend
        items.extend(collector.collect())
