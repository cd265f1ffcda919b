"""Cells of two tables held against each other: what a loss surely does now, and did before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.measure.judgement import ANY, any_other
from scanner.model import Cell, Change, Instant, Report
from scanner.rule.likeness import known_domains, same_domains

Cells = Mapping[tuple[str, str], Cell]


def changes_of(base: Report, head: Report, journeys: Mapping[str, str]) -> Iterator[Change]:
    """Every pair of a journey and a loss of which something else is surely so, at once.

    `journeys` leads from the id of a journey in `head` to its id before. Of a journey or loss that
    was not there before nothing was said.
    """
    before, places = _cells(base), _places(base, head)
    for (journey, domain), cell in _cells(head).items():
        old = _before(before, journeys.get(journey), places.get(domain), cell.domain.kind)
        was = old.surely if old else "ok"
        if cell.surely != was:
            yield Change(
                journey=journey,
                domain=cell.domain,
                was_surely=was,
                was_possibly=old.possibly if old else "ok",
                surely=cell.surely,
                possibly=cell.possibly,
                is_new=journey not in journeys,
            )


def doubts_added(base: Report, head: Report, journeys: Mapping[str, str]) -> int:
    """How many answers are no longer known that were."""
    before, places = _cells(base), _places(base, head)
    lost = 0
    for (journey, domain), cell in _cells(head).items():
        old = _before(before, journeys.get(journey), places.get(domain), cell.domain.kind)
        sure = old is None or old.surely == old.possibly
        lost += journey in journeys and sure and cell.surely != cell.possibly
    return lost


def _places(base: Report, head: Report) -> dict[str, str]:
    """Id of what is lost now -> its id before."""
    others = {any_other(d.kind).id: any_other(d.kind).id for d in head.domains}
    return {ANY: ANY, **others, **same_domains(known_domains(base), known_domains(head))}


def _before(before: Cells, journey: str | None, domain: str | None, kind: str) -> Cell | None:
    """What was said of it; of what was not there, nothing."""
    if journey is None or domain is None:
        return None
    names = domain, any_other(kind).id, ANY
    return next((before[journey, name] for name in names if (journey, name) in before), None)


def _cells(report: Report) -> dict[tuple[str, str], Cell]:
    """What each loss does to each journey at once."""
    return {(c.journey, c.domain.id): c for c in report.table if c.at is Instant.NOW}
