"""A baseline: the findings that were there on a day, so that only what is new or worse counts.

Three kinds of file serve, told by their content: what `--write-baseline` writes, a whole JSON
report, or a bare list of ids (JSON, or one a line). Of a bare id nothing is known but that it was
there, so such a finding is never called worse.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import msgspec

from scanner.errors import InputError, LimitError
from scanner.model import FindingState, Report, Severity
from scanner.model.codec import decode_json, encode
from scanner.model.files import content_of
from scanner.model.record import Record
from scanner.rule.compare import marked_against
from scanner.rule.likeness import Known, KnownJourney, known, known_journeys, same_journeys

LARGEST_FILE = 256 * 2**20
_ID = re.compile(r"[0-9a-f]{16}")
_NEXT = "Write one: scan --write-baseline FILE"


class Baseline(Record, frozen=True, kw_only=True):
    """What `--write-baseline` writes."""

    kind: Literal["baseline"]
    schema_version: Literal[1]
    journeys: tuple[KnownJourney, ...] = ()
    findings: tuple[Known, ...] = ()

    def encoded(self) -> bytes:
        """The file's content: one finding a few lines, in order of id, so that versions of it
        can be compared and merged."""
        return encode(self, indent=2) + b"\n"


def baseline_of(report: Report) -> Baseline:
    """What stands in `report`. Accepted findings are left out: they have a day of their own."""
    return Baseline(
        kind="baseline",
        schema_version=1,
        journeys=tuple(known_journeys(report)),
        findings=tuple(sorted(known(report), key=lambda finding: finding.id)),
    )


def read_baseline(file: Path) -> Baseline:
    """Read a baseline, a report or a list of ids. Raises InputError."""
    path = file.as_posix()
    means = "Nothing can be told apart as new."
    try:
        size = file.stat().st_size
        if size > LARGEST_FILE:
            raise LimitError("is too large for a baseline", path=path, means=means, next=_NEXT)
        text = content_of(file)
    except OSError as error:
        what = error.strerror or str(error)
        raise InputError(what, path=path, means=means, next=_NEXT) from error
    start = text.lstrip()[:1]
    if start == b"[":
        ids = decode_json(text, path, tuple[str, ...])
        return _of_ids([(number, name) for number, name in enumerate(ids, 1)], path)
    if start == b"{":
        if _kind(text) == "baseline":
            return decode_json(text, path, Baseline)
        return baseline_of(decode_json(text, path, Report))
    lines = enumerate(text.decode(errors="replace").splitlines(), 1)
    bare = [(number, line.partition("#")[0].strip()) for number, line in lines]
    return _of_ids([(number, name) for number, name in bare if name], path)


def against(baseline: Baseline, report: Report) -> Report:
    """`report` with each finding marked as new, worse or existing. What the baseline has and
    the report has not is counted in a warning."""
    journeys = same_journeys(baseline.journeys, known_journeys(report))
    marked, pairing = marked_against(list(baseline.findings), report, journeys)
    there = {finding.id for finding in pairing.values()}
    gone = sum(finding.id not in there for finding in baseline.findings)
    warnings = []
    if gone:
        what = "1 finding of the baseline is" if gone == 1 else f"{gone} findings of it are"
        warnings = [f"the baseline: {what} gone; write it anew with --write-baseline"]
    return msgspec.structs.replace(
        report,
        findings=tuple(marked),
        compared=True,
        warnings=(*report.warnings, *warnings),
    )


def known_now(report: Report) -> Report:
    """`report` just after its baseline was written: what is not accepted exists."""
    return msgspec.structs.replace(
        report,
        compared=True,
        findings=tuple(
            finding
            if finding.state in (FindingState.ACCEPTED, FindingState.FIXED)
            else msgspec.structs.replace(finding, state=FindingState.EXISTING)
            for finding in report.findings
        ),
    )


def _kind(text: bytes) -> str:
    class Marked(msgspec.Struct):
        kind: str = ""

    try:
        return msgspec.json.decode(text, type=Marked).kind
    except msgspec.MsgspecError:
        return ""


def _of_ids(ids: list[tuple[int, str]], path: str) -> Baseline:
    for line, name in ids:
        if not _ID.fullmatch(name):
            raise InputError(
                f'"{name[:40]}" is no id of a finding',
                path=path,
                line=line,
                means="Nothing can be told apart as new.",
                next=f"{_NEXT}, or give a report in JSON.",
            )
    return Baseline(
        kind="baseline",
        schema_version=1,
        findings=tuple(Known(id=n, rule_id="", severity=Severity.LOW, domain="") for _, n in ids),
    )
