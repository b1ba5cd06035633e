"""How laws are checked under pytest: what the decorator, options, ini keys and the project's configuration say."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

if TYPE_CHECKING:
    from conformance.project.configuration import Configuration
    from conformance.subjects.identity import Standpoint


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that can be said: in the decorator as `argument`, as an option `--conformance-<name>`, and as an ini
    key `conformance_<name>`. `is_many` allows several, and `is_path` says that they are paths.
    """

    name: str
    argument: str
    about: str
    metavar: str
    is_many: bool = False
    is_path: bool = False

    @property
    def option(self) -> str:
        return f"--conformance-{self.name}"

    @property
    def key(self) -> str:
        return f"conformance_{self.name.replace('-', '_')}"


SETTINGS = (
    Setting("spec", "spec", "spec files, folders, or shipped modules by name", "PATH", True, True),
    Setting("module", "module", "only laws of these modules", "GLOB", True),
    Setting("law", "laws", "only these laws", "GLOB", True),
    Setting("exclude-law", "exclude_laws", "not these laws", "GLOB", True),
    Setting("revision", "revision", "the revision of its source that the spec is read as", "NAME"),
    Setting("profile", "profile", "how many inputs are tried: quick, default, deep", "NAME"),
    Setting("seed", "seed", "seed of all sampling", "N"),
    Setting("timeout", "timeout", "seconds that a law may take", "SECONDS"),
    Setting("require", "require", "levels whose laws must hold: hardened, training", "LEVEL", True),
    Setting("expect", "expect", "a file of failures that are known", "FILE", False, True),
    Setting("form", "forms", "how values come, as mask=float01", "KEY=WORD", True),
)
"""All that can be said of how laws are checked."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the laws of a backend are checked, each value seen to be one that can be; `forms` are pairs of key and word.

    `timeout` is in seconds, and `require` the levels as one text.
    """

    spec: tuple[str, ...] = ()
    module: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()
    exclude_laws: tuple[str, ...] = ()
    revision: str = ""
    profile: str = "default"
    seed: int = 0
    timeout: float = 0.0
    require: str = "core"
    expect: str | None = None
    forms: tuple[tuple[str, str], ...] = ()


def settings(said: Mapping[str, object]) -> Settings:
    """The settings of what was said, by argument; what was not said has its default.

    Raises:
        UsageError: an argument is wrong.
    """
    from conformance.api import chosen_forms, chosen_revision, chosen_seed, chosen_timeout, path, paths, texts
    from conformance.cases.profiles import DEFAULT_PROFILE, chosen_profile
    from conformance.records.levels import joined

    profile = chosen_profile(said.get("profile", DEFAULT_PROFILE))
    return Settings(
        spec=paths("spec", said.get("spec", ())),
        module=texts("module", said.get("module", ())),
        laws=texts("laws", said.get("laws", ())),
        exclude_laws=texts("exclude_laws", said.get("exclude_laws", ())),
        revision=chosen_revision(said.get("revision", "")),
        profile=profile.name,
        seed=chosen_seed(said.get("seed", 0)),
        timeout=chosen_timeout(said.get("timeout"), profile),
        require=joined(said.get("require", "core"), "require"),
        expect=None if "expect" not in said else path("expect", said["expect"]),
        forms=tuple(chosen_forms("forms", said.get("forms", {})).items()),
    )


def settings_under(config: pytest.Config, said: Mapping[str, object]) -> Settings:
    """The settings under pytest: an argument goes before an option, that before an ini key, and that before the
    configuration of the project.

    Raises:
        ConformanceError: an argument, option, ini key or file is wrong.
    """
    project = project_of(config)
    given = {**_from_keys(config), **_from_options(config), **said}
    configured = {
        "spec": () if "spec" in given else tuple(project.spec_of(())), "profile": project.profile,
        "require": project.require, "expect": None if "expect" in given else project.expect_of(None),
    }  # fmt: skip
    return settings({**{name: value for name, value in configured.items() if value}, **given})


def standpoint_of(config: pytest.Config, expect: str | None) -> Standpoint:
    """From where a file of known failures names backends: one that an ini key names from the folder of the ini file,
    and all others as `Configuration.standpoint` has it."""
    from conformance.subjects.identity import Standpoint
    from conformance.system.files import is_one

    project, key = project_of(config), config.getini("conformance_expect")
    if key and expect is not None and is_one(Path(_from_here(config, key)), Path(expect)):
        return Standpoint(_ini_folder(config), tuple(project.declared), project.folder)
    return project.standpoint(expect)


_PROJECT: pytest.StashKey[Configuration] = pytest.StashKey()


def project_of(config: pytest.Config) -> Configuration:
    """What the project says, of the file that an option or ini key names or of the nearest that there is.

    Raises:
        FileError: the file is wrong.
    """
    from conformance.project.reading import find_configuration

    if _PROJECT not in config.stash:
        named = config.getoption("conformance_config") or config.getini("conformance_config") or None
        if named is not None and not config.getoption("conformance_config"):
            named = _from_here(config, named)
        config.stash[_PROJECT] = find_configuration(config.invocation_params.dir, named)
    return config.stash[_PROJECT]


def _from_options(config: pytest.Config) -> dict[str, object]:
    given = {s: config.getoption(s.key) for s in SETTINGS}
    return {s.argument: _read(s, value, s.option) for s, value in given.items() if value}


def _from_keys(config: pytest.Config) -> dict[str, object]:
    given = {s: config.getini(s.key) for s in SETTINGS}
    found: dict[str, object] = {}
    for s, value in given.items():
        if value and s.is_path:
            value = [_from_here(config, one) for one in value] if s.is_many else _from_here(config, value)
        if value:
            found[s.argument] = _read(s, value, s.key)
    return found


def _from_here(config: pytest.Config, path: str) -> str:
    """A path in the ini file, which is relative to it, as it is written from the current folder."""
    from conformance.laws.specfile import ALL, MODULES

    folder = _ini_folder(config)
    is_name = path in (ALL, *MODULES) or os.path.isabs(path) or folder == Path.cwd()
    return path if is_name else os.path.relpath(folder / path)


def _ini_folder(config: pytest.Config) -> Path:
    return Path.cwd() if config.inipath is None else config.inipath.parent


def _read(setting: Setting, value: Any, place: str) -> object:
    """What a text of an option or key stands for.

    Raises:
        UsageError: it is no such thing.
    """
    from conformance.errors import refused
    from conformance.project.configuration import forms_of

    if setting.argument == "forms":
        return forms_of(value, place)
    if setting.argument == "seed":
        if not value.isascii() or not value.isdigit():
            raise refused(place, value, "a natural number")
        return int(value)
    if setting.argument == "timeout":
        try:
            seconds = float(value)
        except ValueError:
            seconds = math.nan
        if math.isnan(seconds):
            raise refused(place, value, "a number of seconds above 0")
        return seconds
    return value


def add_settings(parser: pytest.Parser, group: pytest.OptionGroup) -> None:
    """Adds an option and an ini key for each setting, and for the file of the configuration."""
    for s in SETTINGS:
        many: dict[str, Any] = {"action": "append", "default": []} if s.is_many else {"default": None}
        group.addoption(s.option, dest=s.key, metavar=s.metavar, help=s.about, **many)
        kind: Literal["linelist", "string"] = "linelist" if s.is_many else "string"
        parser.addini(s.key, f"{s.about} ({s.option})", kind, default=None)
    group.addoption(
        "--conformance-config", dest="conformance_config", metavar="FILE",
        help="read [tool.conformance] of this file (default: the nearest pyproject.toml that has it)",
    )  # fmt: skip
    parser.addini(
        "conformance_config", "file with [tool.conformance] (--conformance-config)", type="string", default=""
    )


def said(given: Mapping[str, object]) -> dict[str, object]:
    """The arguments that say something: those that are not None, and no empty lists."""
    return {
        name: value for name, value in given.items() if value is not None and not (type(value) is tuple and not value)
    }
