"""A backend under pytest: loaded once for all its laws, with what they came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from conformance.pytest_plugin.settings import Settings, project_of, standpoint_of

if TYPE_CHECKING:
    from conformance.laws.laws import Law
    from conformance.laws.specfile import Spec
    from conformance.project.configuration import Configuration
    from conformance.records.result import Result
    from conformance.runs.expectations import Entry, Expectations
    from conformance.runs.sessions import Session
    from conformance.subjects.identity import Standpoint


@dataclass(slots=True)
class Subject:
    """A backend that was loaded, and the laws that are checked on it.

    `spec` are the laws that its statements may use, `expected` the failures that are known, None where no file says so.
    """

    session: Session
    spec: Spec
    require: str
    expected: Expectations | None = None
    _results: dict[str, Result] = field(default_factory=dict, init=False)

    def result(self, law: Law) -> Result:
        """What a law comes to, checked once, with the law through whose fault it fails."""
        from conformance.runs.causes import suspects, with_causes

        result = self._checked(law)
        wrong = suspects(result)
        if not wrong:
            return result
        definitions = [one for one in self._laws() if one.kind == "definition" and one.id != law.id]
        told = [self._checked(one) for one in definitions if one.subject is not None and _name(one) in wrong]
        return with_causes([*told, result])[-1]

    def _checked(self, law: Law) -> Result:
        from conformance.runs.settling import check
        from conformance.system.garbage import collected_rarely

        if law.id not in self._results:
            entry = None if self.expected is None else self._entry(law)
            with collected_rarely():
                self._results[law.id] = check(self.session, law, entry)
        return self._results[law.id]

    def complaints(self, law: Law, result: Result) -> tuple[str, ...]:
        """What is wrong with the entry of known failures that speaks of a law."""
        from conformance.runs.settling import complaints

        if self.expected is None:
            return ()
        name, identity = self.session.name, self.session.identity
        own = [replace(e, checked_as=name) for e in self.expected.entries
               if e.law == law.id and e.is_of(name, identity)]  # fmt: skip
        return complaints(replace(self.expected, entries=tuple(own)), [result], [law.id], None)

    def _entry(self, law: Law) -> Entry | None:
        """The entry of known failures that announces that the law fails."""
        expected, session = self.expected, self.session
        return None if expected is None else expected.of(session.name, law.id, session.identity)

    def _laws(self) -> Sequence[Law]:
        from conformance.checking.laws import laws_of

        return laws_of(self.spec)


def _name(law: Law) -> str:
    from conformance.values.naming import snake_case

    assert law.subject is not None
    return snake_case(law.subject.name)


_LOADED: pytest.StashKey[dict[tuple[object, Settings], tuple[object, Subject]]] = pytest.StashKey()
"""Subjects by the name or identity of their backend, which is kept so that no other object has it, and by settings."""


def subject(config: pytest.Config, backend: object, settings: Settings) -> Subject:
    """The backend, loaded once for all that ask for it with the same settings.

    Raises:
        ConformanceError: it cannot be loaded, or a file is wrong; the message says what to do.
    """
    loaded = config.stash.setdefault(_LOADED, {})
    key = (backend if isinstance(backend, str) else id(backend), replace(settings, laws=(), exclude_laws=()))
    if key not in loaded:
        seen = standpoint_of(config, settings.expect)
        loaded[key] = backend, _loaded(backend, settings, project_of(config), seen)
    return loaded[key][1]


def _loaded(backend: object, settings: Settings, project: Configuration, standpoint: Standpoint) -> Subject:
    from conformance.api import load_all, local_sessions
    from conformance.cases.profiles import chosen_profile
    from conformance.laws.specfile import chosen, load
    from conformance.runs.expectations import load as load_expectations

    spec = load(chosen(settings.spec, settings.module), settings.revision)
    expected = None if settings.expect is None else load_expectations(settings.expect, standpoint=standpoint)
    name = backend if isinstance(backend, str) else ""
    said = project.of(name)
    if settings.forms:
        said = replace(said, forms=(dict(settings.forms), *said.forms))
    loaded = load_all([backend], spec, cwd=True, declared=[said])
    budget = chosen_profile(settings.profile)
    (session,) = local_sessions(loaded, spec, budget, settings.seed, remember=True, timeout=settings.timeout)
    _refuse_unknown(expected, spec, settings)
    return Subject(session, spec, settings.require, expected)


def _refuse_unknown(expected: Expectations | None, spec: Spec, settings: Settings) -> None:
    """Refuses entries of known failures that name a law that the whole spec does not have.

    Raises:
        ExpectationsError: there is such an entry.
    """
    from conformance.api import known_laws
    from conformance.errors import ExpectationsError, did_you_mean

    if expected is None:
        return
    known = known_laws(settings.spec, spec)
    for entry in expected.entries:
        if entry.law not in known:
            raise ExpectationsError(f"there is no law `{entry.law}`{did_you_mean(entry.law, known)}", entry.source)


def chosen_of(subject: Subject, settings: Settings) -> Sequence[Law]:
    """The laws that the settings choose.

    Raises:
        UsageError: a pattern matches no law or module.
    """
    from conformance.api import chosen_laws

    return chosen_laws(subject.spec, settings.laws, settings.exclude_laws, settings.module)
