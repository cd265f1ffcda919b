"""The cells that the laws of what is unread compare before and after."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from scanner.measure import Judgement, data_of
from scanner.model import Data, Instant


class Cell(NamedTuple):
    """What a loss does to a journey."""

    surely: int
    possibly: int
    surely_lost: bool
    """Whether data is lost with it."""
    possibly_lost: bool


Cells = dict[tuple[str, str, str], Cell]
"""Journey, loss and instant -> what becomes of the journey."""


def cells_of(judgement: Judgement, losses: Iterable[str]) -> Cells:
    """Every journey at every instant of those losses, whatever was read."""
    known = {scenario.id for scenario in judgement.scenarios}
    cells: Cells = {}
    for loss in losses:
        # A place that nothing names any more can be needed by what is unread only.
        asked = judgement if loss in known else judgement.unread
        scenario = asked.scenario(loss) if loss in known else asked.scenarios[0]
        for journey in judgement.journeys:
            data = data_of(asked, journey, scenario)
            lost = data is Data.LOST, data is not Data.KEPT
            for at in Instant:
                judged = asked.judged(journey, scenario, at)
                cell = Cell(int(judged.surely), int(judged.possibly), *lost)
                cells[journey, loss, at.value] = cell
    return cells


def better(before: Cells, after: Cells) -> dict[tuple[str, str, str], tuple[Cell, Cell | None]]:
    """Cells of which something bad that was possible no longer is; one that is gone is better."""
    return {
        key: (was, now)
        for key, was in before.items()
        for now in [after.get(key)]
        if now is None or now.possibly < was.possibly or now.possibly_lost < was.possibly_lost
    }
