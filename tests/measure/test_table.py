"""The table's states, looked up for all scenarios at once, are those of each scenario by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from scanner.measure import Judgement, blocked_actions
from scanner.measure.judgement import data_of
from scanner.measure.table import _States
from scanner.model import Instant
from scanner.pipeline import Request, scan

SAMPLES = Path(__file__).parents[2] / "sample_inventories"


def judgement_of(sample: str) -> Judgement:
    path = SAMPLES / sample
    return scan(Request(**{"paths" if path.is_dir() else "inventories": (path,)})).judgement  # type: ignore[arg-type]


@pytest.mark.parametrize("sample", ["kestrel-terraform", "multi-cloud-on-paper.yaml"])
def test_all_at_once_is_each_by_itself(sample: str) -> None:
    judgement = judgement_of(sample)
    for journey in judgement.journeys:
        states = _States(judgement, journey)
        for number, scenario in enumerate(judgement.scenarios):
            for at in Instant:
                assert states.judged[at][number] == judgement.judged(journey, scenario, at)
            blocked = tuple(side for side, stopped in states.stopped if stopped[number])
            assert blocked == blocked_actions(judgement, journey, scenario)
            assert states.data[number] is data_of(judgement, journey, scenario)
