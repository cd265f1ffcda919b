"""The journey x failure table: what each loss does to each journey, at once and at its RTO."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.measure.judgement import Judged, Judgement, blocked_actions, data_of, reference_of
from scanner.measure.recovery import Recovery
from scanner.model import Cell, Data, Instant, State
from scanner.simulate import Reading, Scenario


def cells(judgement: Judgement) -> Iterator[Cell]:
    """Every cell with something to say; a journey that keeps working, keeps its data and can
    do all it does has none."""
    recovery = Recovery(judgement)
    for journey in judgement.journeys:
        for scenario in judgement.scenarios:
            yield from _cells(judgement, recovery, journey, scenario)


def _cells(
    judgement: Judgement, recovery: Recovery, journey: str, scenario: Scenario
) -> Iterator[Cell]:
    blocked = blocked_actions(judgement, journey, scenario)
    data = data_of(judgement, journey, scenario)
    judged = {at: judgement.judged(journey, scenario, at) for at in Instant}
    if not blocked and data is Data.KEPT and not any(j.possibly for j in judged.values()):
        return
    for at in Instant:
        found = judged[at]
        back = None
        if at is Instant.NOW and found.surely is State.STOPPED:
            back = recovery.back_by_min(journey, scenario)
        yield Cell(
            journey=judgement.attributes(journey)["id"],
            domain=reference_of(scenario),
            at=at,
            surely=found.surely.name.lower(),
            possibly=found.possibly.name.lower(),
            blocked=blocked,
            data=data,
            back_by_min=back,
            gap_ids=deciding_gaps(judgement, journey, scenario, at, found),
        )


def deciding_gaps(
    judgement: Judgement, journey: str, scenario: Scenario, at: Instant, found: Judged
) -> tuple[str, ...]:
    """The gaps on the way to the worse answer, where the two readings differ."""
    if found.surely is found.possibly:
        return ()
    instant_s = judgement.instant_s(journey, at)
    prover = judgement.prover(scenario, found.possibly, instant_s, Reading.WORSE)
    return prover.gaps(journey)
