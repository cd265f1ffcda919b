"""A first rule to change: the rule, and a flagged, a clean and a not-known case beside it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from scanner.errors import InputError, UsageError
from scanner.model.codec import encode, json_schema
from scanner.rule.cases import CASES, KINDS
from scanner.rule.load import is_id
from scanner.rule.types import Rule

TEMPLATES = Path(__file__).resolve().parent / "templates"
QUESTIONS = ("requires", "survives", "separates", "limits")
SCHEMA = "rule.schema.json"
"""Beside the rules, for editors that complete and check them."""
_STANDS_FOR = "RULE"


def schema() -> bytes:
    """The JSON Schema of a rule."""
    value = json_schema(Rule, title="cutset rule", identifier="urn:cutset:schema:rule-1")
    return encode(value, indent=2) + b"\n"


def write_rule(name: str, question: str, folder: Path, taken: Iterable[str]) -> list[Path]:
    """Write a rule that asks `question`, with its cases, into `folder`; the files written.

    Raises UsageError where the name is no id, is `taken`, or a file is there already.
    """
    if not is_id(name):
        raise UsageError(
            f'"{name}" is no id of a rule',
            means="Ids are kebab-case, as they stand in acceptances and reports for years.",
            next="e.g. scan rules new stores-in-one-zone",
        )
    if name in set(taken):
        raise UsageError(
            f'the rule id "{name}" is taken',
            means="An id is never used again for another meaning.",
            next=f"See it: scan explain {name}",
        )
    files = {folder / f"{name}.yaml": _text(question, "rule", name)}
    for case in (*KINDS, "expected"):
        files[folder / CASES / name / f"{case}.yaml"] = _text(question, case, name)
    there = [file for file in files if file.exists()]
    if there:
        raise UsageError(f"{there[0]} is there already", means="Nothing was written.")
    try:
        for file, text in files.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text)
        (folder / SCHEMA).write_bytes(schema())
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", path=str(folder)) from error
    return list(files)


def _text(question: str, name: str, rule: str) -> bytes:
    text = (TEMPLATES / question / f"{name}.yaml").read_bytes()
    return text.replace(_STANDS_FOR.encode(), rule.encode(), 1) if name == "rule" else text
