"""`scan why JOURNEY --if DOMAIN`: the proof, the failure sets, and the smallest change."""

from __future__ import annotations

from typing import Any

import click

from scanner.cli.completion import domains, journeys
from scanner.cli.flags import common
from scanner.cli.judge import scanned
from scanner.cli.named import journey_named, loss_named
from scanner.cli.options import Options
from scanner.cli.settings import settled
from scanner.measure import Judgement, fails, minimal_failure_sets, name_of, smallest_change
from scanner.model import Instant, State
from scanner.report.words import log_line, place, proof_lines
from scanner.simulate import Reading, Scenario

MOST_SETS = 8


@click.command("why")
@click.argument("journey", shell_complete=journeys)
@click.option(
    "--if",
    "lost",
    metavar="DOMAIN",
    help="What is lost, e.g. aws/region/us-east-1.",
    shell_complete=domains,
)
@common
@click.pass_obj
def command(before: Options, /, journey: str, lost: str | None, **given: Any) -> int:
    """Why a journey stops when something is lost, and what would keep it up."""
    options = settled(before.joined(Options(**given)))
    judgement = scanned(options).judgement
    node = journey_named(judgement, journey)
    lines = []
    if lost:
        lines += _why(judgement, node, loss_named(judgement, lost))
    lines += _sets(judgement, node)
    click.echo("\n".join(log_line(line) for line in lines))
    return 0


def _why(judgement: Judgement, journey: str, scenario: Scenario) -> list[str]:
    name = judgement.attributes(journey)["name"]
    for reading, sure in ((Reading.BETTER, True), (Reading.WORSE, False)):
        for at in Instant:
            instant_s = judgement.instant_s(journey, at)
            for state in (State.STOPPED, State.STALE, State.SLOWED):
                proof = judgement.prover(scenario, state, instant_s, reading).prove(journey)
                if proof is None:
                    continue
                when = "at once" if at is Instant.NOW else "by its RTO"
                head = f"{name} {state.word} {when} if {fails(scenario)}"
                if not sure:
                    head = f"Not known whether {head}. It would like this:"
                return [head, *proof_lines(proof), *_change(judgement, journey, scenario, at), ""]
    return [f"{name} keeps working if {fails(scenario)}.", ""]


def _change(judgement: Judgement, journey: str, scenario: Scenario, at: Instant) -> list[str]:
    remedy = smallest_change(judgement, journey, scenario, at)
    if remedy is None:
        return []
    names = ", ".join(_placed(judgement, node) for node in remedy.nodes)
    sure = "simulated: it then keeps working" if remedy.confirmed else "not enough alone"
    return ["", f"Smallest change: a copy of {names} that does not need it ({sure})."]


def _placed(judgement: Judgement, node: str) -> str:
    """What it is called and where it stands, as in a proof: two regions have one of a name each."""
    where = place(judgement.attributes(node).get("origin"))
    return f"{name_of(judgement.graph, node)}{f' [{where}]' if where else ''}"


def _sets(judgement: Judgement, journey: str) -> list[str]:
    kinds = ("hall", "zone", "service", "vendor", "region", "account")
    singles, pairs, complete = minimal_failure_sets(judgement, journey, Instant.NOW, kinds)
    name = judgement.attributes(journey)["name"]
    lines = [f"Single losses that stop {name} at once: {len(singles)}"]
    lines += [f"  {scenario.id}" for scenario in singles[:MOST_SETS]]
    if len(singles) > MOST_SETS:
        lines.append(f"  and {len(singles) - MOST_SETS} more")
    more = "" if complete else ", not all pairs were tried"
    lines.append(f"Pairs that stop it, though neither does alone: {len(pairs)}{more}")
    lines += [f"  {scenario.id}" for scenario in pairs[:MOST_SETS]]
    if len(pairs) > MOST_SETS:
        lines.append(f"  and {len(pairs) - MOST_SETS} more")
    return lines
