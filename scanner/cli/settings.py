"""What holds where the command line is silent: the environment, cutset.yaml, pyproject.toml."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from scanner.cli.options import CHOICES, Options
from scanner.config import Setting, find_config, read_settings
from scanner.config.settings import ProjectSettings, find_project, read_project
from scanner.errors import UnknownNameError, UsageError, near_matches
from scanner.store import KEY as CACHE_KEY

PREFIX = "CUTSET_"
BY_HAND = frozenset({"write_baseline", "debug"})
"""Options that are asked for each time: no variable sets them."""
REDACT_KEY = "CUTSET_REDACT_KEY"
NO_OPTIONS = frozenset({REDACT_KEY, CACHE_KEY, "CUTSET_CACHE_DIR"})
"""Variables that are read where they are needed: a secret is no option."""
A_SLIP = 0.7
"""How like a variable of cutset another is that was meant to be one, from 0 to 1."""
HIDDEN = "…"
TRUE, FALSE = ("1", "true", "yes", "on"), ("", "0", "false", "no", "off")


@dataclass(frozen=True)
class Chosen:
    """The options that hold, and where each was said."""

    options: Options
    origins: dict[str, str]
    """Name of an option -> its origin; those that are missing have their default."""
    config: Path | None
    """The cutset.yaml that holds."""


def chosen(flags: Options, environment: Mapping[str, str]) -> Chosen:
    """`flags`, then what the environment and the files say. Raises CutsetError."""
    values = {one.name: getattr(flags, one.name) for one in fields(flags)}
    given = {name: value for name, value in values.items() if value not in (None, (), False)}
    origins = {name: f"--{_dashed(name)}" for name in given}

    def add(settings: list[Setting]) -> None:
        for one in settings:
            if one.name not in given:
                given[one.name] = one.value
                origins[one.name] = one.origin

    add(of_environment(environment))
    start = _start(given)
    project = find_project(start)
    in_project = read_project(project, _shown(project)) if project else []
    named = given.get("config") or next((s.value for s in in_project if s.name == "config"), "")
    file = Path(named) if named else find_config(start)
    if file is not None:
        add(read_settings(file, _shown(file)))
    add(in_project)
    return Chosen(replace(flags, **given), origins, file)


def settled(flags: Options) -> Options:
    """The options that hold. Raises CutsetError."""
    return chosen(flags, os.environ).options


def of_environment(environment: Mapping[str, str]) -> list[Setting]:
    """What variables such as CUTSET_FAIL_ON say; lists are separated by commas.

    Raises UnknownNameError for one that is like a known one: a slip would go unnoticed. Others
    may be of the platform that runs cutset.
    """
    names = {one.name.upper(): one.name for one in fields(Options) if one.name not in BY_HAND}
    found = []
    for variable, text in sorted(environment.items()):
        if not variable.startswith(PREFIX) or variable in NO_OPTIONS:
            continue
        name = names.get(variable.removeprefix(PREFIX))
        if name is None:
            if get_close_matches(variable.removeprefix(PREFIX), names, cutoff=A_SLIP):
                known = [f"{PREFIX}{other}" for other in names]
                raise UnknownNameError("variable of the environment", variable, known)
        elif text.strip() or name in _FLAGS:
            found.append(Setting(name, _value(name, text, variable), variable))
    return [one for one in found if one.value is not False]


_EMPTY = Options()
_FLAGS = {one.name for one in fields(_EMPTY) if getattr(_EMPTY, one.name) is False}
_LISTS = {one.name for one in fields(_EMPTY) if isinstance(getattr(_EMPTY, one.name), tuple)}


def _value(name: str, text: str, variable: str) -> Any:
    if name in _LISTS:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if name in _FLAGS:
        if text.strip().lower() in TRUE + FALSE:
            return text.strip().lower() in TRUE
        raise UsageError(f'{variable}="{text}" is neither true nor false')
    if name in CHOICES and text not in CHOICES[name]:
        near = near_matches(text, CHOICES[name], most=1) or [", ".join(CHOICES[name])]
        raise UsageError(f'{variable}="{text}" is no choice', next=f"Did you mean {near[0]}?")
    if name == "min_coverage":
        try:
            return float(text)
        except ValueError:
            raise UsageError(f'{variable}="{text}" is not a number') from None
    return text


def shown(name: str, value: Any) -> str:
    """A value as people read it; values of variables may be secret, their names are not."""
    if name == "var":
        value = tuple(f"{text.partition('=')[0]}={HIDDEN}" for text in value)
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _start(given: Mapping[str, Any]) -> Path:
    """Where to look for the files: at the first source, else where one stands."""
    for text in given.get("path", ()):
        return Path(text).resolve()
    for text in given.get("inventory", ()):
        return Path(os.path.abspath(text)).parent  # noqa: PTH100 - a link does not count
    return Path.cwd()


def _shown(file: Path) -> str:
    try:
        return file.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return file.as_posix()


def _dashed(name: str) -> str:
    return name.replace("_", "-")


assert {*ProjectSettings.__struct_fields__} <= {one.name for one in fields(Options)}
