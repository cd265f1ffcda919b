"""When a journey is surely back although what was lost stays lost."""

from __future__ import annotations

from functools import cached_property

from scanner.measure.judgement import Judgement
from scanner.model import State
from scanner.simulate import Outcomes, Reading, Scenario

MOST_INSTANTS = 24
"""Instants looked at; with more takeovers than this in a graph, evenly chosen ones."""


class Recovery:
    """Looks at the instants at which takeovers happen, the earliest first."""

    def __init__(self, judgement: Judgement) -> None:
        self._judgement = judgement
        self._number = {scenario.id: i for i, scenario in enumerate(judgement.scenarios)}
        known = {
            edge["after_s"]
            for _, _, edge in judgement.graph.edges(data=True)
            if edge.get("after_s")
        }
        ordered = sorted(known)
        step = max(1, -(-len(ordered) // MOST_INSTANTS))
        self._instants_s = ordered[::step]

    @cached_property
    def _outcomes(self) -> Outcomes:
        return self._judgement.compiled.run(
            self._judgement.scenarios,
            self._judgement.journeys,
            self._instants_s,
            (Reading.WORSE,),
        )

    def back_by_min(self, journey: str, scenario: Scenario) -> float | None:
        """Minutes until `journey` surely no longer stands still; None if it never comes back."""
        number = self._number[scenario.id]
        for instant_s in self._instants_s:
            state = self._outcomes.state(journey, number, instant_s, Reading.WORSE)
            if state is not State.STOPPED:
                return instant_s / 60
        return None
