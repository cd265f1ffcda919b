"""Questions that an expert would answer, and the answers that cutset must give.

A case is a file in `cases`: the question, an inventory (or files of infrastructure code), the
user's `cutset.yaml` if there is one, and the answers. An answer says what becomes of a journey
at once (`now`) and at its RTO when something is lost: one state where both readings agree, or
`[surely, possibly]`. It may also name blocked actions, what becomes of the data, after how
many minutes the journey is back, and what has to be asked. Under `not-yet` stands why an
answer is not given so far.
"""

from __future__ import annotations

from functools import cache, reduce
from pathlib import Path
from typing import Any

import pytest
import yaml
from scanner.cli.named import loss_named
from scanner.measure import Judgement, blocked_actions, cells, data_of
from scanner.measure.recovery import Recovery
from scanner.model import Instant
from scanner.pipeline import Request, Scan, scan
from scanner.simulate import Scenario, together

CASES = Path(__file__).resolve().parent / "cases"


def _listed(losses: str | list[str]) -> list[str]:
    return [losses] if isinstance(losses, str) else losses


@cache
def case(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((CASES / f"{name}.yaml").read_text())
    return found


def answers() -> list[Any]:
    """Every answer as a parameter with a name that tells its case, the loss and the journey."""
    found = []
    for file in sorted(CASES.glob("*.yaml")):
        for answer in case(file.stem)["answers"]:
            lost = " + ".join(_listed(answer["lose"]))
            why = answer.get("not-yet")
            marks = pytest.mark.xfail(reason=why, strict=True) if why else ()
            name = f"{file.stem}: {answer['journey']} without {lost}"
            found.append(pytest.param(file.stem, answer, id=name, marks=marks))
    return found


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scan]:
    return {
        file.stem: _scan(case(file.stem), tmp_path_factory.mktemp(file.stem))
        for file in sorted(CASES.glob("*.yaml"))
    }


@pytest.mark.parametrize(("name", "answer"), answers())
def test_answer(name: str, answer: dict[str, Any], scans: dict[str, Scan]) -> None:
    done = scans[name]
    scenario = reduce(together, (_loss(done, text) for text in _listed(answer["lose"])))
    judgement = Judgement(done.graph, [scenario])
    (journey,) = [
        node for node in judgement.journeys if judgement.attributes(node)["id"] == answer["journey"]
    ]
    given: dict[str, Any] = {str(at): _states(judgement, journey, scenario, at) for at in Instant}
    given["blocked"] = sorted(blocked_actions(judgement, journey, scenario))
    given["data"] = str(data_of(judgement, journey, scenario))
    given["back"] = Recovery(judgement).back_by_min(journey, scenario)
    wanted = {key: answer[key] for key in given if key in answer}
    for at in {str(at) for at in Instant} & wanted.keys():
        wanted[at] = _pair(wanted[at])
    assert {key: given[key] for key in wanted} == wanted
    if "asks" in answer:
        assert answer["asks"] in _asked(judgement, answer["journey"])


def test_every_case_has_a_question_and_an_answer_for_each_of_its_journeys() -> None:
    for file in CASES.glob("*.yaml"):
        found = case(file.stem)
        assert found["question"].rstrip().endswith(("?", ".")), file.name
        source = found.get("inventory") or found["config"]
        journeys = {journey["id"] for journey in source["journeys"]}
        assert journeys == {answer["journey"] for answer in found["answers"]}, file.name


def _scan(found: dict[str, Any], folder: Path) -> Scan:
    if "config" in found:
        (folder / "cutset.yaml").write_text(yaml.safe_dump(found["config"]))
    if "files" in found:
        for path, text in found["files"].items():
            (folder / path).write_text(text)
        return scan(Request(paths=(folder,)))
    file = folder / "inventory.yaml"
    file.write_text(yaml.safe_dump(found["inventory"]))
    return scan(Request(inventories=(file,)))


def _loss(done: Scan, text: str) -> Scenario:
    """A loss by its id, parts of zones included, or of any node of the graph."""
    known = {scenario.id: scenario for scenario in done.judgement.scenarios}
    return known.get(text) or loss_named(done.judgement, text)


def _states(judgement: Judgement, journey: str, scenario: Scenario, at: Instant) -> list[str]:
    judged = judgement.judged(journey, scenario, at)
    return [judged.surely.name.lower(), judged.possibly.name.lower()]


def _asked(judgement: Judgement, journey: str) -> str:
    """What the cells of a journey say is not known."""
    gaps = [
        judgement.gap(identifier)
        for cell in cells(judgement)
        if cell.journey == journey
        for identifier in cell.gap_ids
    ]
    return " | ".join(f"{gap.subject} {gap.question} {gap.reason}" for gap in gaps if gap)


def _pair(states: str | list[str]) -> list[str]:
    return [states, states] if isinstance(states, str) else states
