"""Rule packs: every YAML file of a folder is one rule."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from scanner.errors import InputError
from scanner.model.codec import decode, read_document
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
        for file in sorted(folder.rglob("*.yaml")):
            rule = _read(file, str(file.relative_to(folder)))
            if rule.id in found:
                raise InputError(f'the rule id "{rule.id}" is taken', path=str(file), field="id")
            found[rule.id] = rule
    return dict(sorted(found.items()))


def _read(file: Path, path: str) -> Rule:
    document = read_document(file.read_bytes(), path)
    rule = decode(document, Rule)
    if not _ID.fullmatch(rule.id):
        line, column = document.line("id")
        raise InputError(
            f'"{rule.id}" is not kebab-case', path=path, line=line, column=column, field="id"
        )
    return rule
