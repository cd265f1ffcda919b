"""Options that a repository sets for everybody: `settings` of cutset.yaml, and `[tool.cutset]`
of pyproject.toml.

These files come with the code that is scanned, and so perhaps from a stranger's pull request.
They can say how to scan it. They can neither make cutset write a file nor read one outside of
the repository: that takes a flag or a variable of the environment.
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import msgspec

from scanner.errors import InputError, near_matches
from scanner.model import Confidence, Severity
from scanner.model.files import content_of
from scanner.model.record import Record

FailOn = Literal["never", "new-critical", "new-high", "critical", "high"]
PROJECT_FILE = "pyproject.toml"
TABLE = "tool.cutset"
LARGEST_PROJECT = 4 * 2**20
PLACES = ("path", "inventory", "rules", "baseline", "config")
"""Settings that name files, seen from the folder of the file they stand in."""


class Settings(Record, frozen=True, kw_only=True):
    """Options of the command line, by the same names. Lists replace each other, they do not add
    up: the command line, then the environment, then cutset.yaml, then pyproject.toml."""

    path: tuple[str, ...] = ()
    """Directories of code, plans or states; seen from this file."""
    inventory: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    """Folders with rules of your own."""
    var_file: tuple[str, ...] = ()
    var: tuple[str, ...] = ()
    """`name=value` each."""
    workspace: str = ""
    module_path: tuple[str, ...] = ()
    """`source=directory` each."""
    baseline: str = ""
    fail_on: FailOn | None = None
    min_severity: Severity | None = None
    min_confidence: Confidence | None = None
    min_coverage: float | None = None
    format: str = ""


class ProjectSettings(Settings, frozen=True, kw_only=True):
    """`[tool.cutset]`: the same, and where cutset.yaml is."""

    config: str = ""


@dataclass(frozen=True)
class Setting:
    """One value and where it was set, as people read it: `cutset.yaml:12`."""

    name: str
    value: Any
    origin: str


def placed_settings(
    settings: Settings, folder: Path, lines: dict[str, int], path: str
) -> list[Setting]:
    """What a file sets, with files named as seen from here. `lines` are those of its keys and
    `path` is how messages call it. Raises InputError for a file outside of the repository."""
    found = []
    for name in settings.__struct_fields__:
        value = getattr(settings, name)
        if value in ((), "", None):
            continue
        line = lines.get(name, 0)
        if name in PLACES:
            texts = value if isinstance(value, tuple) else (value,)
            places = tuple(_inside(text, folder, name, path, line) for text in texts)
            value = places if isinstance(value, tuple) else places[0]
        found.append(Setting(name, value, f"{path}:{line}" if line else path))
    return found


def find_project(start: Path) -> Path | None:
    """The nearest pyproject.toml with a `[tool.cutset]`, no further than the repository's root."""
    for folder in (start, *start.parents):
        file = folder / PROJECT_FILE
        try:
            if f"[{TABLE}]" in content_of(file, LARGEST_PROJECT).decode():
                return file
        except (OSError, UnicodeDecodeError):
            pass
        if (folder / ".git").exists():
            return None
    return None


def read_project(file: Path, path: str) -> list[Setting]:
    """What `[tool.cutset]` sets; its keys are written `fail-on` or `fail_on`. Raises InputError."""
    try:
        text = content_of(file, LARGEST_PROJECT).decode()
        table = tomllib.loads(text).get("tool", {}).get("cutset", {})
    except (OSError, ValueError, RecursionError) as error:  # of numbers without end, too
        raise InputError(f"not readable as TOML: {error}", path=path) from error
    lines = _lines(text)
    try:
        given = {str(key).replace("-", "_"): value for key, value in table.items()}
        settings = msgspec.convert(given, ProjectSettings)
    except (msgspec.ValidationError, AttributeError) as error:
        raise _explained(error, path, lines) from error
    return placed_settings(settings, file.parent, lines, path)


def _explained(error: Exception, path: str, lines: dict[str, int]) -> InputError:
    what = str(error)
    found = re.search(r"unknown field `(.+?)`", what) or re.search(r"`\$\.(\w+)", what)
    name = found.group(1) if found else ""
    hint = ""
    if "unknown field" in what:
        near = near_matches(name, ProjectSettings.__struct_fields__)
        what = f'there is no setting "{name}"'
        hint = f"Did you mean {' or '.join(near)}?" if near else ""
    return InputError(
        what,
        path=path,
        line=lines.get(name, 0),
        field=f"{TABLE}.{name}" if name else TABLE,
        next=hint,
    )


def _lines(text: str) -> dict[str, int]:
    """Key -> line, of the table's keys. The parser knows no lines."""
    lines: dict[str, int] = {}
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("["):
            inside = line.strip().startswith(f"[{TABLE}]")
        elif inside and (key := re.match(r"\s*[\"']?([\w-]+)[\"']?\s*=", line)):
            lines.setdefault(key[1].replace("-", "_"), number)
    return lines


def _inside(text: str, folder: Path, name: str, path: str, line: int) -> str:
    """The file called `text` as seen from here, if it is in the repository of `folder`."""
    base = Path(os.path.realpath(folder))
    top = next((f for f in (base, *base.parents) if (f / ".git").exists()), base)
    real = Path(os.path.realpath(base / text))
    if "\0" in text or not real.is_relative_to(top):
        raise InputError(
            f'"{text}" leads out of the repository',
            path=path,
            line=line,
            field=name,
            means="A file that comes with the code cannot send cutset elsewhere.",
            next=f"Give it yourself: --{name.replace('_', '-')} {text}",
        )
    return os.path.relpath(real)
