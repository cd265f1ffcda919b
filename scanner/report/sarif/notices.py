"""What is not read, not known or left out, as notifications of the tool's run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scanner.model import Finding, FindingState, Location, Read, Report
from scanner.report.parts import (
    by_harm,
    open_text,
    question_place,
    question_text,
    questions,
    severities,
    told,
    unread,
    unread_text,
)
from scanner.report.sarif.places import MOST_RESULTS, MOST_WITH_PROOF, physical, plain, short

MOST_NOTIFICATIONS = 1_000
NOTICES = {
    "not-read": "A source was not read wholly.",
    "not-evaluated": "A question that no source answered.",
    "not-known": "Losses of which is not known what they do to a journey.",
    "left-out": "Something that did not fit in this file.",
    "fixed": "A finding that is gone.",
    "warning": "Something to know about the scan.",
}


def notifications(
    report: Report, results: list[Finding], dropped: list[Finding], with_proof: int
) -> list[dict[str, Any]]:
    """What was left out, not read or not known; never more than a reader can use."""
    notices = [
        _notice("not-read", "error" if s.read is Read.NONE else "warning", unread_text(s))
        for s in unread(report)
    ]
    notices += [_notice("not-known", "warning", text) for _, text in open_text(report)]
    notices += [
        _notice("not-evaluated", "note", question_text(gap), question_place(gap))
        for gap in questions(report)
    ]
    notices += [_notice("warning", "warning", text) for text in report.warnings]
    notices += [
        _notice("fixed", "note", told(f))
        for f in by_harm(report.findings)
        if f.state is FindingState.FIXED
    ]
    rest = len(notices) - MOST_NOTIFICATIONS
    if rest > 0:
        text = f"{rest:,} more things are not known or fixed. scan --format json has them all."
        notices = [*notices[:MOST_NOTIFICATIONS], _notice("left-out", "warning", text)]
    return [*_left_out(results, dropped, with_proof), *notices]


def _left_out(
    results: list[Finding], dropped: list[Finding], with_proof: int
) -> Iterator[dict[str, Any]]:
    if dropped:
        yield _notice(
            "left-out",
            "error",
            f"{len(dropped):,} findings are not in this file ({severities(dropped)}): the limit is "
            f"{MOST_RESULTS:,} results and 10 MB. scan --format json has them all.",
        )
    if len(results) > with_proof:
        yield _notice(
            "left-out",
            "note",
            f"Only the worst {with_proof:,} of {len(results):,} findings carry their proof, and "
            f"code scanning shows {MOST_WITH_PROOF:,}. scan why JOURNEY --if DOMAIN shows any.",
        )


def _notice(name: str, level: str, text: str, place: Location | None = None) -> dict[str, Any]:
    notice: dict[str, Any] = {
        "descriptor": {"id": name},
        "level": level,
        "message": {"text": short(plain(text))},
    }
    if place:
        notice["locations"] = [{"physicalLocation": physical(place)}]
    return notice
