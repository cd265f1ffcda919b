"""The journey x failure table: what each loss does to each journey, at once and at its RTO."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.measure.judgement import (
    NOW_S,
    Judged,
    Judgement,
)
from scanner.measure.recovery import Recovery
from scanner.model import DATA, Cell, Data, Instant, State, port
from scanner.simulate import Reading, Scenario


def cells(judgement: Judgement) -> Iterator[Cell]:
    """Every cell with something to say; a journey that keeps working, keeps its data and can
    do all it does has none.

    Where so much is unread that nearly every cell is open, the cells that say no more than
    that are told once: a journey's cell for `ANY` holds for each loss without its own.
    """
    recovery, unread = Recovery(judgement), _Unread(judgement)
    told = judgement.touched
    if int((told & ~judgement.touched_by_loss).sum()) > MOST_OPEN_CELLS:
        told = judgement.touched_by_loss
        for journey in judgement.journeys:
            states = _States(judgement.unread, journey)
            yield from _cells(judgement.unread, recovery, unread, states, 0)
    for row, journey in enumerate(judgement.journeys):
        states = _States(judgement, journey)
        for number in told[row].nonzero()[0].tolist():
            yield from _cells(judgement, recovery, unread, states, number)


_WORDS = {state: state.name.lower() for state in State}
MOST_OPEN_CELLS = 50_000
"""Cells that are open only because of what was not read; with more they are told once."""


class _States:
    """What becomes of one journey in every scenario: lists with an item each. The same as asking
    `Judgement.judged`, `blocked_actions` and `data_of` of each scenario, in a third of the time."""

    def __init__(self, judgement: Judgement, journey: str) -> None:
        self.journey = journey
        row = judgement.journeys.index(journey)
        self.judged: dict[Instant, list[Judged]] = {}
        for at in Instant:
            surely = judgement.states(at, Reading.BETTER)[row].tolist()
            possibly = judgement.states(at, Reading.WORSE)[row].tolist()
            self.judged[at] = [_JUDGED[pair] for pair in zip(surely, possibly, strict=True)]
        stopped = int(State.STOPPED)
        self.stopped: list[tuple[str, list[bool]]] = []
        """Of each action: whether it surely cannot be done at once."""
        self.data = [Data.KEPT] * len(judgement.scenarios)
        for side in judgement.sides[journey]:
            name = port(journey, side)
            surely = (judgement.outcomes.of(name, NOW_S, Reading.BETTER) == stopped).tolist()
            if side != DATA:
                self.stopped.append((side, surely))
                continue
            possibly = (judgement.outcomes.of(name, NOW_S, Reading.WORSE) == stopped).tolist()
            self.data = [_DATA[pair] for pair in zip(surely, possibly, strict=True)]


_JUDGED = {(int(a), int(b)): Judged(a, b) for a in State for b in State}
_DATA = {
    (True, True): Data.LOST,
    (True, False): Data.LOST,
    (False, True): Data.UNKNOWN,
    (False, False): Data.KEPT,
}


class _Unread:
    """Gaps that leave a journey's state open whatever is lost: found once, not in each cell."""

    def __init__(self, judgement: Judgement) -> None:
        self._judgement = judgement
        self._found: dict[tuple[str, Instant], tuple[State, tuple[str, ...]]] = {}

    def gaps(self, journey: str, at: Instant, possibly: State) -> tuple[str, ...]:
        """Gaps that alone make `journey` possibly as bad as `possibly`; empty if none do."""
        if (journey, at) not in self._found:
            unread = self._judgement.unread
            (nothing,) = unread.scenarios
            found = unread.judged(journey, nothing, at)
            gaps = deciding_gaps(unread, journey, nothing, at, found)
            self._found[journey, at] = found.possibly, gaps
        state, gaps = self._found[journey, at]
        return gaps if state >= possibly else ()


def _cells(
    judgement: Judgement, recovery: Recovery, unread: _Unread, states: _States, number: int
) -> Iterator[Cell]:
    journey, scenario = states.journey, judgement.scenarios[number]
    blocked = tuple(side for side, stopped in states.stopped if stopped[number])
    data = states.data[number]
    fine = not any(judged[number].possibly for judged in states.judged.values())
    if fine and not blocked and data is Data.KEPT:
        return
    domain = judgement.reference(scenario)
    for at, judged in states.judged.items():
        found = judged[number]
        back = None
        if at is Instant.NOW and found.surely is State.STOPPED:
            back = recovery.back_by_min(journey, scenario)
        yield Cell(
            journey=judgement.attributes(journey)["id"],
            domain=domain,
            at=at,
            surely=_WORDS[found.surely],
            possibly=_WORDS[found.possibly],
            blocked=blocked,
            data=data,
            back_by_min=back,
            gap_ids=_gaps(judgement, unread, journey, scenario, at, found)
            or _data_gaps(judgement, journey, scenario, data),
        )


def _data_gaps(
    judgement: Judgement, journey: str, scenario: Scenario, data: Data
) -> tuple[str, ...]:
    if data is not Data.UNKNOWN:
        return ()
    prover = judgement.prover(scenario, State.STOPPED, NOW_S, Reading.WORSE)
    return prover.gaps(port(journey, DATA))


def _gaps(
    judgement: Judgement,
    unread: _Unread,
    journey: str,
    scenario: Scenario,
    at: Instant,
    found: Judged,
) -> tuple[str, ...]:
    if found.surely is found.possibly:
        return ()
    known = unread.gaps(journey, at, found.possibly)
    return known or deciding_gaps(judgement, journey, scenario, at, found)


def deciding_gaps(
    judgement: Judgement, journey: str, scenario: Scenario, at: Instant, found: Judged
) -> tuple[str, ...]:
    """The gaps on the way to the worse answer, where the two readings differ."""
    if found.surely is found.possibly:
        return ()
    instant_s = judgement.instant_s(journey, at)
    prover = judgement.prover(scenario, found.possibly, instant_s, Reading.WORSE)
    return prover.gaps(journey)
