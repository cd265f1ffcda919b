"""Acceptances that stand in code, beside what they are about:

    # cutset: accept[single-zone-resource] until=2027-03-31 owner=wallets reason="moves in Q1"

A comment behind code is about its own line; one that stands alone is about the next line that is
no comment. Whatever begins with `cutset:` and does not count is told, never passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from scanner.config.file import Acceptance
from scanner.errors import near_matches
from scanner.model import FileOrigin

MOST_IN_A_FILE = 1_000
MOST_WARNINGS = 100
EXAMPLE = 'cutset: accept[RULE] until=2027-03-31 owner=TEAM reason="..."'

_HCL = ("#", "//", "/*")
_YAML = ("#",)
_MARKS = {
    **dict.fromkeys((".tf", ".tofu", ".hcl", ".tfvars"), _HCL),
    **dict.fromkeys((".yaml", ".yml"), _YAML),
}
_SAYS = re.compile(r"[\s*#/]*cutset:\s*(?P<what>.*)")
_ACCEPT = re.compile(r"accept\s*\[(?P<rules>[^\]]*)\]\s*(?P<rest>.*)")
_PAIR = re.compile(
    r"""(?P<key>[A-Za-z_-]{1,40})\s{0,40}=\s*(?:"(?P<text>(?:[^"\\]|\\.)*)"|(?P<word>[^\s"]+))"""
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_HEREDOC = re.compile(r"<<[-~]?\s*(?P<end>[A-Za-z_][\w-]*)\s*$")
_BLOCK_TEXT = re.compile(r"(?:^|[\s:-])[|>][+-]?\d?[+-]?\s*$")
_FIELDS = ("until", "owner", "reason")


class InlineAcceptance(Acceptance, frozen=True, kw_only=True):
    """An acceptance in code: of findings that point at line `covers` of its file."""

    covers: int


@dataclass(frozen=True)
class Found:
    """What the comments of a file accept, and what is wrong with those that do not count."""

    acceptances: tuple[InlineAcceptance, ...] = ()
    warnings: tuple[str, ...] = ()


def may_accept(path: str) -> bool:
    """Whether files of that name have comments that are read here."""
    return PurePosixPath(path).suffix in _MARKS


def acceptances_in(content: bytes, path: str) -> Found:
    """The acceptances in the comments of a file; `path` is how findings call it."""
    if b"cutset:" not in content or not may_accept(path):
        return Found()
    lines = content.decode("utf-8", errors="replace").splitlines()
    comments = dict(_comments(lines, _MARKS[PurePosixPath(path).suffix]))
    below = _below(comments)
    accepted: list[InlineAcceptance] = []
    warnings: list[str] = []
    for number, line in enumerate(lines, 1):
        comment = comments.get(number)
        if comment is None:
            if re.search(r"[#/*]\s*cutset:\s*accept\b", line):
                what = "this acceptance stands in a text, not in a comment; it does not count"
                warnings.append(f"{path}:{number}: {what}")
            continue
        says = _SAYS.match(comment.text)
        if not says:
            continue
        origin = FileOrigin(path, number, comment.column)
        fault, found = _read(says["what"], origin, below[number] if comment.alone else number)
        if fault:
            warnings.append(f"{path}:{number}: {fault}; it does not count. Write: {EXAMPLE}")
        accepted += found
    if len(accepted) > MOST_IN_A_FILE:
        what = f"more than {MOST_IN_A_FILE:,} acceptances in one file; the rest do not count"
        warnings.append(f"{path}:{accepted[MOST_IN_A_FILE].covers}: {what}")
    if len(warnings) > MOST_WARNINGS:
        more = f"{path}: {len(warnings) - MOST_WARNINGS:,} more comments here do not count"
        warnings = [*warnings[:MOST_WARNINGS], more]
    return Found(tuple(accepted[:MOST_IN_A_FILE]), tuple(warnings))


# --- one comment ------------------------------------------------------------------------


def _read(text: str, origin: FileOrigin, covers: int) -> tuple[str, list[InlineAcceptance]]:
    """`(what is wrong, the acceptances)` of what stands behind `cutset:`."""
    found = _ACCEPT.match(text)
    if not found:
        word = text.split("[")[0].split()[:1]
        if word == ["accept"]:
            return "this acceptance names no rule in brackets", []
        return f'"{" ".join(word)[:40]}" is nothing that can be asked for here', []
    rules = [name.strip() for name in found["rules"].split(",") if name.strip()]
    given, rest = _pairs(found["rest"])
    fault = _fault(rules, given, rest)
    if fault:
        return f"this acceptance {fault}", []
    return "", [
        InlineAcceptance(
            rule=rule,
            until=given["until"],
            owner=given["owner"],
            reason=given["reason"],
            origin=origin,
            covers=covers,
        )
        for rule in rules
    ]


def _pairs(text: str) -> tuple[dict[str, str], str]:
    """`key=value` pairs, and what is left that is none."""
    given: dict[str, str] = {}

    def take(found: re.Match[str]) -> str:
        value = found["word"] if found["text"] is None else re.sub(r"\\(.)", r"\1", found["text"])
        given.setdefault(found["key"], value.strip())
        return ""

    return given, _PAIR.sub(take, text).strip(" \t,;")


def _fault(rules: list[str], given: dict[str, str], rest: str) -> str:
    if not rules:
        return "names no rule in brackets"
    for name in given:
        if name not in _FIELDS:
            near = near_matches(name, _FIELDS, most=1)
            return f'has no field "{name}"' + (f" (did you mean {near[0]}?)" if near else "")
    missing = [name for name in _FIELDS if not given.get(name)]
    if missing:
        return f"has no {' and no '.join(missing)}"
    if rest:
        return f'has "{rest[:40]}" that belongs to no field (quote a text of several words)'
    return "" if is_date(given["until"]) else f'is until "{given["until"][:40]}", which is no date'


def is_date(text: str) -> bool:
    """Whether `text` is a date such as 2027-03-31."""
    try:
        return bool(_DATE.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


# --- comments ---------------------------------------------------------------------------


@dataclass(frozen=True)
class _Comment:
    text: str
    """Without its mark."""
    column: int
    alone: bool
    """Whether nothing else is on the line."""


def _below(comments: dict[int, _Comment]) -> dict[int, int]:
    """Line of a comment -> the next line that is more than a comment."""
    found: dict[int, int] = {}
    for number in sorted(comments, reverse=True):
        below = comments.get(number + 1)
        found[number] = found[number + 1] if below and below.alone else number + 1
    return found


def _comments(lines: list[str], marks: tuple[str, ...]) -> Iterator[tuple[int, _Comment]]:
    """`(line, comment)` of each line that has one; texts of several lines have none."""
    text = _Text(marks)
    for number, line in enumerate(lines, 1):
        if text.goes_on(line):
            continue
        if text.in_comment:
            text.in_comment = "*/" not in line
            yield number, _Comment(line.partition("*/")[0], 1, alone=True)
            continue
        start = _start(line, marks)
        code = line if start is None else line[:start]
        text.begins(code)
        if start is None:
            continue
        mark = next(mark for mark in marks if line.startswith(mark, start))
        said = line[start + len(mark) :].lstrip("#/*")
        if mark == "/*":
            text.in_comment = "*/" not in said
            said = said.partition("*/")[0]
        yield number, _Comment(said, start + 1, alone=not code.strip())


class _Text:
    """What of a file is a text of several lines (heredoc, block of YAML), line by line."""

    def __init__(self, marks: tuple[str, ...]) -> None:
        self.in_comment = False
        self._yaml = marks == _YAML
        self._end = ""
        self._indent: int | None = None

    def goes_on(self, line: str) -> bool:
        """Whether `line` still belongs to a text that began above."""
        if self._end:
            if line.strip() == self._end:
                self._end = ""
            return True
        if self._indent is not None:
            if not line.strip() or _indent(line) > self._indent:
                return True
            self._indent = None
        return False

    def begins(self, code: str) -> None:
        """Look whether a text begins at the end of `code`, a line without its comment."""
        if self._yaml:
            self._indent = _indent(code) if _BLOCK_TEXT.search(code) else None
        elif found := _HEREDOC.search(code):
            self._end = found["end"]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _start(line: str, marks: tuple[str, ...]) -> int | None:
    """Where the comment of a line begins: at the first mark outside of quotes."""
    quote = ""
    quotes = "\"'" if marks == _YAML else '"'
    skip = False
    for at, sign in enumerate(line):
        if skip:
            skip = False
        elif quote:
            skip = sign == "\\" and quote == '"'
            if sign == quote:
                quote = ""
        elif sign in quotes and (marks != _YAML or not line[at - 1 : at].isalnum()):
            quote = sign
        elif line.startswith(marks, at) and (marks != _YAML or at == 0 or line[at - 1] in " \t"):
            return at
    return None
