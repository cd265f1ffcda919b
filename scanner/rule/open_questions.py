"""What is not known: findings for answers that a gap leaves open. Silence is no "safe"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec

from scanner.measure import Judgement
from scanner.measure.judgement import ANY, any_other
from scanner.model import (
    Affected,
    Cell,
    Confidence,
    DomainRef,
    FileOrigin,
    Finding,
    Instant,
    Location,
    Severity,
    State,
)
from scanner.rule.identity import hashed
from scanner.rule.types import Rule, Survives
from scanner.rule.wording import listed
from scanner.simulate import Scenario


def open_questions(
    rules: Iterable[Rule], judgement: Judgement, table: list[Cell]
) -> Iterator[Finding]:
    """One finding for each rule and gap that leaves an answer open: silence is no "safe".

    Which place an unknown one is leaves nothing open where its loss, whichever it is, surely does
    that harm: a finding of its own says so.
    """
    names = {
        judgement.attributes(j)["id"]: judgement.attributes(j)["name"] for j in judgement.journeys
    }
    open_at_rto = [  # that something may pause is in the table
        (State[cell.surely.upper()], State[cell.possibly.upper()], cell)
        for cell in _one_of_each(judgement, table)
        if cell.surely != cell.possibly
    ]
    for rule in rules:
        if not isinstance(rule.question, Survives):
            continue
        limit = State[rule.question.stay.upper()]
        open_cells: dict[str, list[Cell]] = defaultdict(list)
        told = _told_whichever(judgement, table, limit)
        for surely, possibly, cell in open_at_rto:
            if cell.domain.kind in rule.question.lose and surely <= limit < possibly:
                for gap in cell.gap_ids[:1]:
                    if (cell.journey, gap) not in told:
                        open_cells[gap].append(cell)
        for gap, cells in sorted(open_cells.items()):
            yield _open_question(rule, gap, cells, judgement, names)


def _one_of_each(judgement: Judgement, table: list[Cell]) -> Iterator[Cell]:
    """The cells at the RTO in order of journey and loss. What is told once, of any other loss of
    a kind or of anything, is told of the first of each kind that has no cell of its own."""
    number = {scenario.id: n for n, scenario in enumerate(judgement.scenarios)}
    kinds: dict[str, list[Scenario]] = defaultdict(list)
    for scenario in judgement.scenarios:
        kinds[scenario.kind].append(scenario)
    rows: dict[str, dict[str, Cell]] = defaultdict(dict)
    for cell in table:
        if cell.at is Instant.RTO:
            rows[cell.journey][cell.domain.id] = cell
    for cells in rows.values():
        found = [cell for lost, cell in cells.items() if lost in number]
        for kind, losses in kinds.items():
            usual = cells.get(any_other(kind).id) or cells.get(ANY)
            if usual:
                others = (judgement.reference(s) for s in losses if s.id not in cells)
                found += [msgspec.structs.replace(usual, domain=d) for d in islice(others, 1)]
        yield from sorted(found, key=lambda cell: number[cell.domain.id])


def _told_whichever(judgement: Judgement, table: list[Cell], limit: State) -> set[tuple[str, str]]:
    """`(journey, gap)` where the unknown place that the gap is about surely does harm, at once."""
    places = {
        node: data["gap"]
        for node, data in judgement.graph.nodes(data=True)
        if data["kind"] == "domain" and data.get("gap")
    }
    return {
        (cell.journey, places[cell.domain.id])
        for cell in table
        if cell.domain.id in places and State[cell.surely.upper()] > limit
    }


def _open_question(
    rule: Rule, identifier: str, cells: list[Cell], judgement: Judgement, names: dict[str, str]
) -> Finding:
    gap = judgement.gap(identifier)
    journeys = tuple(dict.fromkeys(cell.journey for cell in cells))
    kind = cells[0].domain.kind
    question = gap.question if gap else identifier
    origin = gap.origin if gap else None
    who = listed([names[journey] for journey in journeys])
    verb = "survives" if len(journeys) == 1 else "survive"
    place = (
        (Location(path=origin.path, line=origin.line, column=origin.column),)
        if isinstance(origin, FileOrigin) and origin.line
        else ()
    )
    return Finding(
        id=hashed(rule.id, identifier, kind),
        rule_id=rule.id,
        title=rule.title,
        severity=Severity.LOW,
        confidence=Confidence.LOW,
        basis="assumed",
        domain=DomainRef(kind, cells[0].domain.id, cells[0].domain.name),
        subjects=journeys,
        journeys=Affected(unknown=journeys),
        says=f"not known whether {who} {verb} the loss of one {kind}: {question}",
        locations=place,
        fix="Answer the question with a fact in cutset.yaml, or make the missing source readable.",
        gap_ids=(identifier,),
    )
