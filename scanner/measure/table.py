"""The journey x failure table: what each loss does to each journey, at once and at its RTO."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import msgspec

from scanner.measure.alike import Alike, Group
from scanner.measure.judgement import ANY, NOW_S, Judged, Judgement, any_other, data_of
from scanner.measure.recovery import Recovery
from scanner.model import DATA, Cell, Data, DomainRef, Instant, State, port
from scanner.simulate import Reading, Scenario


def cells(judgement: Judgement) -> Iterator[Cell]:
    """Every cell with something to say; a journey that keeps working, keeps its data and can
    do all it does has none.

    With many losses that take away nothing a journey needs, and do the same to it all the same
    (an unknown place may be any of them), those of a kind are told once: see `Told`.
    """
    writer = _Writer(judgement)
    repeated = 0
    for row, journey in enumerate(judgement.journeys):
        repeated += int(judgement.touched[row].sum()) - len(writer.alike.own(journey))
    room = MOST_CELLS
    for journey in judgement.journeys:
        rows = writer.once(journey) if repeated > MOST_REPEATED else writer.each(journey)
        for cell in rows if room > 0 else writer.nothing_told(journey):
            room -= 1
            yield cell


MOST_REPEATED = 2_000
"""Pairs of a journey and a loss that is none of its own; with more they are told once a kind."""
MOST_CELLS = 200_000
"""Of a table. What becomes of the journeys that are left then is not told."""


class Told:
    """What a table says of any journey and loss: its own cell; else that for any other of its
    kind; else that for anything; else nothing, as the journey keeps working."""

    def __init__(self, table: Iterable[Cell]) -> None:
        self._cells = {(cell.journey, cell.domain.id, cell.at): cell for cell in table}

    def of(self, journey: str, domain: DomainRef, at: Instant) -> Cell | None:
        """The cell of the journey with that id, under that loss."""
        for name in (domain.id, any_other(domain.kind).id, ANY):
            found = self._cells.get((journey, name, at))
            if found is not None:
                return found
        return None


_Says = tuple[Cell, ...]
"""What becomes of a journey: no cell, or one for each instant."""


class _Writer:
    """Writes the rows of a table. Losses that are alike to a journey are looked into once."""

    def __init__(self, judgement: Judgement) -> None:
        self._judgement = judgement
        self.alike = Alike(judgement)
        self._recovery, self._unread = Recovery(judgement), _Unread(judgement)

    def each(self, journey: str) -> Iterator[Cell]:
        """A row for each loss that does something."""
        own = self.alike.own(journey)
        first = {n: g.first for g in self.alike.groups(journey, own) for n in g.numbers}
        states = _States(self._judgement, journey)
        known: dict[int, _Says] = {}
        row = self._judgement.journeys.index(journey)
        for number in self._judgement.touched[row].nonzero()[0].tolist():
            like = first.get(number, number)
            if like not in known:
                known[like] = self._says(states, like)
            yield from self._of(known[like], number)

    def once(self, journey: str) -> Iterator[Cell]:
        """Rows for a journey's own losses; of the others one for each kind, and rows for what is
        not so; and one for anything where nothing has to be lost for that."""
        own = self.alike.own(journey)
        journey_id = self._judgement.attributes(journey)["id"]
        states = _States(self._judgement, journey)
        unread = self._judgement.unread
        anyway = tuple(_cells(unread, self._recovery, self._unread, _States(unread, journey), 0))
        yield from anyway
        rest: dict[str, list[tuple[_Says, Group]]] = defaultdict(list)
        for group in self.alike.groups(journey, own):
            rest[group.kind].append((self._says(states, group.first), group))
        usual = {kind: _usual(groups) for kind, groups in rest.items()}
        for number in own:
            says, fallback = self._says(states, number), usual.get(self._kind(number), anyway)
            if _words(says) != _words(anyway) or _words(fallback) != _words(anyway):
                yield from self._of(says or (_fine(journey_id) if fallback else ()), number)
        for kind, groups in sorted(rest.items()):
            if _words(usual[kind]) != _words(anyway):
                yield from _told_of(usual[kind], any_other(kind))
            for says, group in groups:
                if _words(says) != _words(usual[kind]):
                    for number in group.numbers:
                        yield from self._of(says or _fine(journey_id), number)

    def nothing_told(self, journey: str) -> Iterator[Cell]:
        """A row that leaves everything open, where the table is full."""
        limit = self._judgement.leave_open(
            "table",
            "What would each loss do to the journeys that the table leaves open?",
            f"the table has more than {MOST_CELLS:,} cells; findings are not affected",
        )
        name = self._judgement.attributes(journey)["id"]
        domain = self._judgement.reference(self._judgement.unread.scenarios[0])
        for at in Instant:
            yield Cell(
                journey=name,
                domain=domain,
                at=at,
                surely=_WORDS[State.OK],
                possibly=_WORDS[State.STOPPED],
                gap_ids=(limit,),
            )

    def _says(self, states: _States, number: int) -> _Says:
        return tuple(_cells(self._judgement, self._recovery, self._unread, states, number))

    def _of(self, says: _Says, number: int) -> Iterator[Cell]:
        judgement = self._judgement
        return _told_of(says, judgement.reference(judgement.scenarios[number]))

    def _kind(self, number: int) -> str:
        return self._judgement.scenarios[number].kind


def _usual(groups: list[tuple[_Says, Group]]) -> _Says:
    """What most losses of a kind do."""
    count: Counter[tuple[object, ...]] = Counter()
    for says, group in groups:
        count[_words(says)] += group.count
    most = max(count.values())
    return next(says for says, _ in groups if count[_words(says)] == most)


def _words(says: _Says) -> tuple[object, ...]:
    """All that is said but what is lost."""
    return tuple(
        (c.at, c.surely, c.possibly, c.blocked, c.data, c.back_by_min, c.gap_ids) for c in says
    )


def _told_of(says: _Says, domain: DomainRef) -> Iterator[Cell]:
    return (msgspec.structs.replace(cell, domain=domain) for cell in says)


def _fine(journey: str) -> _Says:
    """The row of a journey that keeps working, where a reader would expect something else."""
    nothing = DomainRef("any", ANY)
    ok = _WORDS[State.OK]
    return tuple(
        Cell(journey=journey, domain=nothing, at=at, surely=ok, possibly=ok) for at in Instant
    )


_WORDS = {state: state.name.lower() for state in State}


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
        self._of_data: dict[str, tuple[str, ...]] = {}

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

    def data_gaps(self, journey: str) -> tuple[str, ...]:
        """Gaps that alone leave open what becomes of a journey's data; empty if none do."""
        if journey not in self._of_data:
            unread = self._judgement.unread
            (nothing,) = unread.scenarios
            open_ = data_of(unread, journey, nothing) is Data.UNKNOWN
            self._of_data[journey] = _gaps_of_data(unread, journey, nothing) if open_ else ()
        return self._of_data[journey]


def _cells(
    judgement: Judgement, recovery: Recovery, unread: _Unread, states: _States, number: int
) -> Iterator[Cell]:
    """What a loss does to a journey, at each instant; nothing where all is fine."""
    journey, scenario = states.journey, judgement.scenarios[number]
    blocked = tuple(side for side, stopped in states.stopped if stopped[number])
    data = states.data[number]
    fine = not any(judged[number].possibly for judged in states.judged.values())
    if fine and not blocked and data is Data.KEPT:
        return
    domain = judgement.reference(scenario)
    lost = _data_gaps(judgement, unread, journey, scenario, data)
    for at, judged in states.judged.items():
        found = judged[number]
        gaps = _gaps(judgement, unread, journey, scenario, at, found)
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
            gap_ids=tuple(dict.fromkeys((*gaps, *lost))),
        )


def _data_gaps(
    judgement: Judgement, unread: _Unread, journey: str, scenario: Scenario, data: Data
) -> tuple[str, ...]:
    if data is not Data.UNKNOWN:
        return ()
    return unread.data_gaps(journey) or _gaps_of_data(judgement, journey, scenario)


def _gaps_of_data(judgement: Judgement, journey: str, scenario: Scenario) -> tuple[str, ...]:
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
