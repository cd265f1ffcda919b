"""Rule packs: every YAML file of a folder is one rule, but for those in `cases`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from scanner.errors import InputError
from scanner.model.codec import decode, read_document
from scanner.model.files import content_of
from scanner.rule.cases import CASES
from scanner.rule.types import Rule

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_HERE = Path(__file__).resolve().parent
_PLACES = (_HERE.parent / "shipped" / "rules", _HERE.parent.parent / "rules")


def shipped() -> Path:
    """The rules that come with cutset: in the package, or at the top of its repository."""
    return next(place for place in _PLACES if place.is_dir())


def load_rules(folders: Iterable[Path] = ()) -> dict[str, Rule]:
    """The shipped rules and those of `folders`, by id, in order of id.

    Raises InputError for a file that is no rule, an id that is taken, or no folder at all.
    """
    found: dict[str, Rule] = {}
    for folder in (shipped(), *folders):
        if not folder.is_dir():
            raise InputError(
                "is not a folder with rules",
                path=str(folder),
                means="None of its rules can be judged.",
                next="Give the folder that holds the pack's .yaml files: --rules DIR",
            )
        for file in rule_files(folder):
            path = file.as_posix()
            rule = _read(file, path)
            if rule.id in found:
                raise InputError(f'the rule id "{rule.id}" is taken', path=path, field="id")
            found[rule.id] = rule
    return dict(sorted(found.items()))


def rule_files(folder: Path) -> list[Path]:
    """The files of a pack that are rules, in order. Their cases lie below `cases`."""
    files = [*folder.rglob("*.yaml"), *folder.rglob("*.yml")]
    return sorted(file for file in files if CASES not in file.relative_to(folder).parts[:-1])


def is_id(text: str) -> bool:
    """Whether `text` may be the id of a rule."""
    return bool(_ID.fullmatch(text))


def _read(file: Path, path: str) -> Rule:
    try:
        document = read_document(content_of(file), path)
    except OSError as error:
        raise InputError(error.strerror or str(error), path=path) from error
    rule = decode(document, Rule)
    if not is_id(rule.id):
        line, column = document.line("id")
        raise InputError(
            f'"{rule.id}" is not kebab-case', path=path, line=line, column=column, field="id"
        )
    return rule
