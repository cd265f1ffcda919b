"""`scan whatif --lose DOMAIN`: what becomes of every journey."""

from __future__ import annotations

from functools import reduce
from typing import Any

import click

from scanner.cli.completion import domains
from scanner.cli.flags import common
from scanner.cli.judge import scanned
from scanner.cli.named import loss_named
from scanner.cli.options import Options
from scanner.cli.settings import settled
from scanner.errors import UsageError
from scanner.measure import (
    Judgement,
    blocked_actions,
    called,
    data_of,
    fails,
    lost_stores,
    name_of,
    smallest_change,
)
from scanner.measure.judgement import NOW_S, Judged
from scanner.model import DATA, Data, Instant, State, port
from scanner.report.words import log_line, proof_lines, sign_and_word
from scanner.rule.wording import listed
from scanner.simulate import Reading, Scenario, together

MOST_NAMED = 6


@click.command("whatif")
@click.option(
    "--lose",
    multiple=True,
    metavar="DOMAIN",
    help="What is lost; several together.",
    shell_complete=domains,
)
@common
@click.pass_obj
def command(before: Options, /, lose: tuple[str, ...], **given: Any) -> int:
    """What becomes of every journey when something, or several things at once, are lost."""
    if not lose:
        raise UsageError("nothing is lost", next="e.g. scan whatif --lose aws/region/us-east-1")
    options = settled(before.joined(Options(**given)))
    done = scanned(options)
    scenario = reduce(together, (loss_named(done.judgement, text) for text in lose))
    judgement = Judgement(done.graph, [scenario])
    lines = [f"If {fails(scenario)} (calculated from what was read, not observed):", ""]
    judged = [
        (judgement.judged(j, scenario, Instant.NOW), judgement.judged(j, scenario, Instant.RTO), j)
        for j in judgement.journeys
    ]
    judged.sort(key=lambda row: (-row[0].surely, -row[1].surely, -row[0].possibly, row[2]))
    for now, later, journey in judged:
        lines += _journey(judgement, journey, now, later)
    click.echo("\n".join(log_line(line) for line in lines))
    return 0


def _journey(judgement: Judgement, journey: str, now: Judged, later: Judged) -> list[str]:
    scenario = judgement.scenarios[0]
    name = judgement.attributes(journey)["name"]
    text = sign_and_word(now.surely, now.possibly)
    if (later.surely, later.possibly) != (now.surely, now.possibly):
        text += f"; by its RTO: {sign_and_word(later.surely, later.possibly)}"
    blocked = blocked_actions(judgement, journey, scenario)
    if blocked:
        words = ", ".join(judgement.action_word(action) for action in blocked)
        text += f"; parts of it cannot {words}"
    lines = [f"{name:<28} {text}"]
    worst = now if now.surely >= later.surely else later
    at = Instant.NOW if worst is now else Instant.RTO
    if worst.surely is not State.OK:
        prover = judgement.prover(
            scenario, worst.surely, judgement.instant_s(journey, at), Reading.BETTER
        )
        proof = prover.prove(journey)
        if proof and proof.members:
            lines += proof_lines(proof.members[0], indent=1)
    elif worst.possibly is not State.OK:
        prover = judgement.prover(
            scenario, worst.possibly, judgement.instant_s(journey, at), Reading.WORSE
        )
        lines.append(f"  not known: {_question(judgement, prover.gaps(journey), scenario)}")
    if worst.surely is State.STOPPED:
        remedy = smallest_change(judgement, journey, scenario, at)
        if remedy and remedy.confirmed:
            names = ", ".join(name_of(judgement.graph, node) for node in remedy.nodes)
            lines.append(f"  smallest change: a copy of {names} that does not need it")
    return [*lines, *_data(judgement, journey, scenario)]


def _data(judgement: Judgement, journey: str, scenario: Scenario) -> list[str]:
    """What becomes of the journey's data, where it is not kept."""
    match data_of(judgement, journey, scenario):
        case Data.LOST:
            stores = lost_stores(judgement, journey, scenario)
            names = listed([name_of(judgement.graph, node) for node in stores], MOST_NAMED)
            return [f"  kept nowhere else: the data of {names}"]
        case Data.UNKNOWN:
            prover = judgement.prover(scenario, State.STOPPED, NOW_S, Reading.WORSE)
            gaps = prover.gaps(port(journey, DATA))
            question = _question(judgement, gaps, scenario)
            return [f"  not known whether its data is kept elsewhere: {question}"]
        case _:
            return []


def _question(judgement: Judgement, gaps: tuple[str, ...], scenario: Scenario) -> str:
    """What decides between the two readings."""
    if not gaps:
        return f"which part of {called(scenario)} is lost"
    found = judgement.gap(gaps[0])
    return found.question if found else gaps[0]
