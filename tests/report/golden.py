"""Write what every format makes of the recorded reports, for people to look at in a diff.

    python -m tests.report.golden            the formats, from the recorded reports
    python -m tests.report.golden --record   scan the samples and record their reports first

The reports are recorded so that a format's test fails for the format's own changes only.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec
from scanner.model import Cell, Change, FindingState, Instant, Read, Report, SourceRead
from scanner.model.codec import encode
from scanner.pipeline import Request, report, scan
from scanner.report import Look, formats
from scanner.rule import load_rules, texts_of

from tests.report.made import EPOCH, HERE, RECORDED, accepted_by, recorded

SAMPLES = HERE.parents[1] / "sample_inventories"
NAMES = ("comment", "github", "gitlab-codequality", "gitlab-sast", "junit", "markdown", "sarif")
replace = msgspec.structs.replace


def changed(base: Report) -> Report:
    """`base` as after a change: its worst twelve findings in every state, half a source unread,
    and only what they and the first journeys are about."""
    states = [*FindingState] * 3
    worst = sorted(base.findings, key=lambda f: (f.severity.rank, f.id))
    kept = [*worst[:6], *worst[20:23], *worst[-3:]]
    carried = {FindingState.ACCEPTED: accepted_by()}
    findings = [
        replace(f, state=s, acceptance=carried.get(s)) for f, s in zip(kept, states, strict=False)
    ]
    about = {f.domain.id for f in findings}
    cover = base.coverage
    unread = SourceRead(
        id=cover.sources[-1].id, read=Read.PART, reason="modules/edge could not be read"
    )
    return replace(
        base,
        compared=True,
        changes=tuple(
            Change(
                journey=c.journey,
                domain=c.domain,
                was_surely="ok",
                was_possibly=("ok", "stopped")[number % 2],
                surely=c.surely,
                possibly=c.possibly,
                is_new=number == 2,
            )
            for number, c in enumerate(_stopped(base, about)[:4])
        ),
        findings=tuple(findings),
        rules=texts_of(load_rules(), findings),
        domains=tuple(d for d in base.domains if d.id in about or d.kind == "certificate"),
        table=tuple(c for c in base.table if c.domain.id in about),
        coverage=replace(cover, sources=(*cover.sources[:-1], unread), gaps=cover.gaps[:6]),
        warnings=("cutset.yaml:3: the acceptance of one-copy fits no finding; remove it",),
    )


def _stopped(base: Report, about: set[str]) -> list[Cell]:
    """What surely stops at once by a loss that is spoken of."""
    return [
        cell
        for cell in base.table
        if cell.domain.id in about and cell.at is Instant.NOW and cell.surely == "stopped"
    ]


def record() -> None:
    """Scan the samples and keep their reports."""
    os.chdir(SAMPLES.parent)
    samples = Path(SAMPLES.name)
    one = report(scan(Request(inventories=(samples / "one-region.yaml",))))
    many = report(scan(Request(paths=(samples / "kestrel-terraform",))))
    for name, result in zip(RECORDED, (one, changed(many)), strict=True):
        (HERE / "reports").mkdir(exist_ok=True)
        (HERE / "reports" / f"{name}.json").write_bytes(encode(result) + b"\n")


def golden(name: str, format_: str) -> Path:
    """Where the text of a format for a recorded report is kept."""
    ending = {"github": "log", "junit": "xml", "markdown": "md", "comment": "md"}
    return HERE / "golden" / f"{name}.{format_}.{ending.get(format_, 'json')}"


def main() -> None:
    if "--record" in sys.argv:
        record()
    os.environ["SOURCE_DATE_EPOCH"] = EPOCH
    for name in RECORDED:
        for format_ in NAMES:
            text = formats()[format_](recorded(name), Look())
            golden(name, format_).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
