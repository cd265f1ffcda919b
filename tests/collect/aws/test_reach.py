"""What a denied step leaves open: never does an estate look better without its answer.

The estate is that of all recordings together. A step that leaves anything open makes every cell
worse by that alone, so the others are tried: each is denied in turn.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import msgspec
import pytest
from scanner.collect.aws.asking import Where
from scanner.collect.aws.declarations import services
from scanner.collect.aws.fetch import fetch
from scanner.collect.aws.inventory import inventory_of
from scanner.collect.aws.translate import tags_of, translate
from scanner.collect.aws.units import Unit, gaps_of
from scanner.config import Config
from scanner.graph import build
from scanner.infer import infer
from scanner.knowledge import load
from scanner.measure import Judgement, data_of
from scanner.model import Data, Instant, Inventory, Journey, Reach

from tests.collect.aws.answers import Recording, recordings

RECORDED = [one for one in recordings() if "." not in one.name]
"""Without what shows a fault."""
BOUNDED = [
    (name, step)
    for name, service in services().items()
    for step, declared in service.steps.items()
    if declared.reach is not Reach.OPAQUE
]
WORSE = {Data.KEPT: 0, Data.UNKNOWN: 1, Data.LOST: 1}
Cells = dict[tuple[str, str, str], int]


def _unit(one: Recording) -> Unit:
    service = services()[one.service]
    where = Where(one.account, one.region, service.service)
    answers = fetch(service, where, one.asking)
    return Unit(
        account=one.account,
        region=one.region if service.scope == "regional" else "",
        service=one.service,
        resources=tuple(translate(service, where, answers, one.zones)),
        tags=tags_of(service, answers),
        gaps=tuple(gaps_of(service, one.service, where, answers.unread)),
    )


@cache
def _units() -> dict[str, Unit]:
    """By recording. What they say is not answered is of no interest here."""
    found = {one.name: _unit(one) for one in RECORDED}
    return {name: msgspec.structs.replace(unit, gaps=()) for name, unit in found.items()}


def _inventory(units: dict[str, Unit]) -> Inventory:
    return inventory_of(units.values(), load(), services())


@cache
def _journeys() -> tuple[Journey, ...]:
    """One for each resource that runs or keeps something."""
    knowledge = load()
    return tuple(
        Journey(id=f"j{number}", needs=(resource.id,))
        for number, resource in enumerate(_inventory(_units()).resources)
        if (known := knowledge.type_of(resource.type))
        and any(knowledge.roles[role].runs for role in known.roles)
    )


def _cells(found: Inventory) -> Cells:
    there = {resource.id for resource in found.resources}
    journeys = tuple(journey for journey in _journeys() if {*journey.needs} <= there)
    judgement = Judgement(build(infer(found, load(), Config(journeys=journeys))))
    cells: Cells = {}
    for journey in judgement.journeys:
        for scenario in judgement.scenarios:
            for at in Instant:
                judged = judgement.judged(journey, scenario, at)
                cells[journey, scenario.id, at.value] = int(judged.possibly)
            cells[journey, scenario.id, "data"] = WORSE[data_of(judgement, journey, scenario)]
    return cells


@cache
def _whole() -> Cells:
    return _cells(_inventory(_units()))


def test_there_is_something_to_get_better() -> None:
    values = set(_whole().values())
    assert len(values) > 2
    assert len(_journeys()) > 100


@pytest.mark.parametrize(("name", "step"), BOUNDED)
def test_only_settings_and_copies_may_be_missed(name: str, step: str) -> None:
    """What runs may be what a journey selects by its type, or needs by a name of its own; and what
    is in a place that is not known is not lost with those that are."""
    service, knowledge = services()[name], load()
    assert service.steps[step].reach is not Reach.PLACEMENT
    hidden = {step}
    for later, declared in service.steps.items():
        hidden |= {later} if declared.each in hidden and not declared.into else set()
    for one in service.resources:
        known = knowledge.type_of(one.type) if one.step in hidden else None
        roles = [knowledge.roles[role] for role in known.roles] if known else []
        assert not any(role.runs for role in roles if role.id != "backup"), one.type


@pytest.mark.parametrize(("name", "step"), BOUNDED)
def test_without_an_answer_nothing_is_better(name: str, step: str) -> None:
    (one,) = (one for one in RECORDED if one.name == name)
    call = f"{services()[name].service}:{services()[name].steps[step].call}"
    denied = replace(one, faults={call: "AccessDenied"})
    unit = _unit(denied)
    assert [gap for gap in unit.gaps if call in gap.question]
    after = _cells(_inventory({**_units(), name: unit}))
    better = {
        cell: (state, after[cell])
        for cell, state in _whole().items()
        if cell in after and after[cell] < state
    }
    assert better == {}
