"""When a journey is surely back although what was lost stays lost."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from scanner.measure.judgement import Judgement
from scanner.simulate import Reading, Scenario

MOST_INSTANTS = 24
"""Instants looked at; with more takeovers than this in a graph, evenly chosen ones."""


class Recovery:
    """Looks at the instants at which takeovers happen, the earliest first."""

    def __init__(self, judgement: Judgement) -> None:
        self._judgement = judgement
        self._number = {scenario.id: i for i, scenario in enumerate(judgement.scenarios)}
        known = {
            float(edge["after_s"])
            for _, _, edge in judgement.graph.edges(data=True)
            if edge.get("after_s")
        }
        ordered = sorted(known)
        step = max(1, -(-len(ordered) // MOST_INSTANTS))
        self._instants_s = ordered[::step]

        self._rows = {journey: row for row, journey in enumerate(judgement.journeys)}

    @cached_property
    def _stopped(self) -> list[npt.NDArray[np.bool_]]:
        judgement = self._judgement
        return [
            judgement.compiled.stopped(
                judgement.scenarios, judgement.journeys, instant_s, Reading.WORSE
            )
            for instant_s in self._instants_s
        ]

    def back_by_min(self, journey: str, scenario: Scenario) -> float | None:
        """Minutes until `journey` surely no longer stands still; None if it never comes back."""
        number = self._number[scenario.id]
        for instant_s, stopped in zip(self._instants_s, self._stopped, strict=True):
            if not stopped[self._rows[journey], number]:
                return instant_s / 60
        return None
