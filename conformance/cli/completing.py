"""What a shell offers for a word that is being typed: laws, modules and backends. No backend is loaded for it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from conformance.errors import ConformanceError
from conformance.project.configuration import Configuration
from conformance.project.reading import find_configuration


def laws(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Laws of the spec that is named before, or of the one that the project has."""
    from conformance.laws.names import entry_names

    paths = context.params.get("spec") or _project(context).spec
    if "." not in incomplete:
        return _beginning(incomplete, entry_names(paths))
    # An obligation, which follows from the types of its operation.
    from conformance.checking.laws import laws_of
    from conformance.laws.specfile import ALL, load

    try:
        return _beginning(incomplete, [law.id for law in laws_of(load(paths or (ALL,)))])
    except ConformanceError:
        return []


def modules(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The shipped modules, and the files of the spec by their names."""
    from conformance.laws.specfile import MODULES, files_of

    try:
        files = files_of(context.params.get("spec") or _project(context).spec)
    except ConformanceError:
        files = []
    return _beginning(incomplete, [*MODULES, *(file.stem for file in files)])


def specs(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The shipped modules, and files."""
    from conformance.laws.specfile import ALL, MODULES

    return [*_beginning(incomplete, [ALL, *MODULES]), CompletionItem(incomplete, type="file")]


def backends(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The project's own backends, built-ins, entry points, and files."""
    from conformance.subjects.naming import known_names

    names = [*_project(context).named, *known_names()]
    return [*_beginning(incomplete, names), CompletionItem(incomplete, type="file")]


def _project(context: click.Context) -> Configuration:
    """What the project says; nothing where its file is wrong, which the command itself tells."""
    try:
        return find_configuration(Path.cwd(), context.params.get("config"))
    except ConformanceError:
        return Configuration()


def _beginning(incomplete: str, names: Iterable[str]) -> list[CompletionItem]:
    return [CompletionItem(name) for name in dict.fromkeys(names) if name.startswith(incomplete)]
