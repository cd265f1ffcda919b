"""The cases of a rule: three small inventories, and what the rule must say of each.

    cases/<rule>/flagged.yaml      what is wrong; the findings stand in expected.yaml
    cases/<rule>/clean.yaml        what is well built; nothing is found
    cases/<rule>/not-known.yaml    what cannot be told: asked, and never more than a low finding
    cases/<rule>/expected.yaml     what is expected, see `Expected`

One runner serves the rules that cutset ships and those of its users.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import yaml

from scanner.errors import InputError
from scanner.model import Cell, Finding, Report, Severity
from scanner.model.codec import builtins, decode, read_document
from scanner.model.record import Record

CASES = "cases"
"""Folder beside the rules of a pack; what is in it is no rule."""
KINDS = ("flagged", "clean", "not-known")

Judge = Callable[[Path], Report]
"""Judges one inventory."""


class Flagged(Record, frozen=True, kw_only=True):
    """A finding of the flagged case."""

    severity: Severity
    domain: str
    """Id of what is lost."""
    subjects: tuple[str, ...]
    """The primary one first, then journeys."""
    stopped: tuple[str, ...] = ()


class OpenCell(Record, frozen=True, kw_only=True):
    """The cell of the table that cannot be told; or whose data may be lost."""

    journey: str
    domain: str
    at: str
    surely: str
    possibly: str
    data: str = ""
    """What becomes of its data; empty where that is not asked."""


class NotKnown(Record, frozen=True, kw_only=True):
    """What is open in the not-known case, and what is asked."""

    cell: OpenCell
    asks: str
    """Part of the question or of its reason."""
    finding: str = ""
    """How the low finding begins that says so, where the rule makes one."""


class Expected(Record, frozen=True, kw_only=True, rename="kebab"):
    """`expected.yaml`."""

    flagged: tuple[Flagged, ...]
    not_known: NotKnown
    not_yet: dict[str, str] = {}
    """Case -> why it is not as expected so far; an error once it is."""


@dataclass(frozen=True)
class Result:
    """What was expected of one case and what was found, as YAML."""

    rule: str
    case: str
    wanted: str
    found: str
    not_yet: str = ""

    @property
    def ok(self) -> bool:
        """Whether the case is as it should be; one that is not yet, must not be."""
        return (self.wanted == self.found) != bool(self.not_yet)

    @property
    def told(self) -> str:
        """Why it is not: the difference, line by line (- expected, + found)."""
        if self.not_yet and not self.ok:
            return f"not-yet says: {self.not_yet}\nIt is as expected now: take it out of not-yet."
        lines = difflib.ndiff(self.wanted.splitlines(), self.found.splitlines())
        return "\n".join(line.rstrip() for line in lines if not line.startswith("?"))


def results(rule: str, folder: Path, judge: Judge) -> Iterator[Result]:
    """Each case of `rule` in `folder`, judged. Raises InputError for what is no case."""
    for case in KINDS:
        file = folder / f"{case}.yaml"
        if not file.is_file():
            yield Result(
                rule, case, f"{case}.yaml\n", f"there is no {_named(folder)}/{case}.yaml\n"
            )
            continue
        wanted = read_expected(folder)
        report = judge(file)
        findings = [finding for finding in report.findings if finding.rule_id == rule]
        expected, found = _ASK[case](wanted, report, findings)
        yield Result(rule, case, _text(expected), _text(found), wanted.not_yet.get(case, ""))


def read_expected(folder: Path) -> Expected:
    """`expected.yaml` of `folder`. Raises InputError."""
    file = folder / "expected.yaml"
    path = f"{_named(folder)}/{file.name}"
    if not file.is_file():
        raise InputError(
            "is not there",
            path=path,
            means="Nobody says what the cases must find.",
            next="See one: scan rules new some-rule",
        )
    return decode(read_document(file.read_bytes(), path), Expected)


# --- what each case asks ----------------------------------------------------------------


def _flagged(wanted: Expected, report: Report, findings: list[Finding]) -> tuple[Any, Any]:
    del report
    found = [
        Flagged(
            severity=finding.severity,
            domain=finding.domain.id,
            subjects=finding.subjects,
            stopped=finding.journeys.stopped,
        )
        for finding in findings
    ]
    return builtins(wanted.flagged), builtins(found)


def _clean(wanted: Expected, report: Report, findings: list[Finding]) -> tuple[Any, Any]:
    del wanted, report
    return [], [finding.says for finding in findings]


def _not_known(wanted: Expected, report: Report, findings: list[Finding]) -> tuple[Any, Any]:
    is_open = wanted.not_known
    cell = _cell(report, is_open.cell)
    expected: dict[str, Any] = {
        "findings above low": [],
        "cell": msgspec.structs.asdict(is_open.cell),
        "the answer": "not known",
        "asks": is_open.asks,
    }
    found: dict[str, Any] = {
        "findings above low": [f.says for f in findings if f.severity is not Severity.LOW],
        "cell": msgspec.structs.asdict(_open(cell, is_open.cell))
        if cell
        else _like_it(report, is_open.cell),
        "the answer": "not known" if cell and _is_open(cell) else "known",
        "asks": _asked(report, cell, is_open.asks),
    }
    if is_open.finding:
        expected["finding"] = is_open.finding
        says = [f.says for f in findings if f.severity is Severity.LOW and f.gap_ids]
        begins = len(says) == 1 and says[0].startswith(is_open.finding)
        found["finding"] = is_open.finding if begins else says
    return expected, found


def _cell(report: Report, wanted: OpenCell) -> Cell | None:
    place = (wanted.journey, wanted.domain, wanted.at)
    cells = [c for c in report.table if (c.journey, c.domain.id, c.at) == place]
    return cells[0] if cells else None


def _open(cell: Cell, wanted: OpenCell) -> OpenCell:
    return OpenCell(
        journey=cell.journey,
        domain=cell.domain.id,
        at=str(cell.at),
        surely=cell.surely,
        possibly=cell.possibly,
        data=str(cell.data) if wanted.data else "",
    )


def _is_open(cell: Cell) -> bool:
    return cell.surely != cell.possibly or cell.data == "unknown"


def _like_it(report: Report, wanted: OpenCell) -> str | list[str]:
    """What is open instead of the cell that is expected."""
    others = [
        f"{cell.journey} without {cell.domain.id}, {cell.at}"
        for cell in report.table
        if _is_open(cell)
    ]
    return others[:8] or f"{wanted.journey} keeps working without {wanted.domain}"


def _asked(report: Report, cell: Cell | None, wanted: str) -> str | list[str]:
    known = {gap.id: gap for gap in report.coverage.gaps}
    gaps = [known[gap] for gap in (cell.gap_ids if cell else ()) if gap in known]
    asked = [f"{gap.question} ({gap.reason})" for gap in gaps]
    return wanted if any(wanted.lower() in text.lower() for text in asked) else asked


_ASK: dict[str, Callable[[Expected, Report, list[Finding]], tuple[Any, Any]]] = {
    "flagged": _flagged,
    "clean": _clean,
    "not-known": _not_known,
}


def _text(value: Any) -> str:
    return str(yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=1000))


def _named(folder: Path) -> str:
    return f"{CASES}/{folder.name}"
