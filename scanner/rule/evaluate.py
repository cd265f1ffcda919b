"""From hits to findings: how bad it is, how sure we are, why, and what to change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from scanner.knowledge import Knowledge
from scanner.measure import (
    Judgement,
    blocked_actions,
    called,
    name_of,
    reference_of,
    smallest_change,
)
from scanner.model import (
    Affected,
    Cell,
    Confidence,
    FileOrigin,
    Finding,
    Instant,
    KnowledgeOrigin,
    Location,
    Proof,
    Severity,
    State,
)
from scanner.rule.hits import LOOP, Hit, hits
from scanner.rule.identity import id_of, told_once
from scanner.rule.open_questions import open_questions
from scanner.rule.types import Band, Rule
from scanner.rule.wording import listed
from scanner.simulate import Reading

MOST_REMEDIES = 40
"""Smallest changes that are worked out; findings after these have the rule's advice only."""
MOST_REMEDY_BATCHES = 10_000
"""With more batches than this in all remedies there are fewer: a long cycle has thousands."""


def evaluate(
    rules: Iterable[Rule], judgement: Judgement, table: Iterable[Cell], knowledge: Knowledge
) -> list[Finding]:
    """Every finding of every rule, the worst first, in a stable order."""
    rules = list(rules)
    found = [
        (hit, finding)
        for rule in rules
        for hit in hits(rule, judgement)
        for finding in [_finding(rule, hit, judgement, knowledge)]
    ]
    ordered = sorted(told_once(found, judgement), key=lambda pair: _order(pair[1]))
    most = min(MOST_REMEDIES, MOST_REMEDY_BATCHES // judgement.compiled.batches)
    findings = [
        _with_remedy(finding, hit, judgement) if number < most else finding
        for number, (hit, finding) in enumerate(ordered)
    ]
    if judgement.proof_steps <= 0:
        judgement.leave_open(
            "proofs",
            "Why are the findings without a proof as they say?",
            "all proofs together are too much work; those of the first findings are told",
        )
    return [*findings, *open_questions(rules, judgement, list(table))]


def _order(finding: Finding) -> tuple[int, str, str, str]:
    return finding.severity.rank, finding.rule_id, finding.domain.id, finding.id


# --- one finding ------------------------------------------------------------------------


def _finding(rule: Rule, hit: Hit, judgement: Judgement, knowledge: Knowledge) -> Finding:
    affected = _affected(hit, judgement)
    proof = _proof(hit, judgement)
    severity = _severity(rule, hit, judgement)
    left_out = proof is None and bool(hit.proves) and judgement.proof_steps <= 0
    confidence = Confidence.MEDIUM if left_out else _confidence(proof)
    if confidence is not Confidence.HIGH and severity is Severity.CRITICAL:
        severity = Severity.HIGH
    journeys = sorted(hit.journeys, key=judgement.rank)
    ids = tuple(judgement.attributes(journey)["id"] for journey in journeys)
    domain = reference_of(hit.scenario)
    acting = journeys if hit.scenario.kind != LOOP else ()
    blocked = {a for j in acting for a in blocked_actions(judgement, j, hit.scenario)}
    return Finding(
        id=id_of(rule.id, hit, judgement),
        rule_id=rule.id,
        title=rule.title,
        severity=severity,
        confidence=confidence,
        basis=_basis(proof, knowledge),
        domain=domain,
        subjects=(hit.subject, *ids) if hit.subject else ids,
        journeys=affected,
        blocked=tuple(sorted(blocked)),
        says=_says(rule, hit, judgement, journeys),
        proof=proof,
        locations=_locations(hit, proof, judgement),
        fix=rule.fix.get(_provider(hit, judgement)) or rule.fix.get("any", ""),
        references=rule.references,
    )


def _affected(hit: Hit, judgement: Judgement) -> Affected:
    states: dict[State, list[str]] = defaultdict(list)
    unknown = []
    scenario = hit.judged_by
    if scenario.kind == LOOP:
        return Affected()
    for journey, worst in judgement.affected(scenario):
        name = judgement.attributes(journey)["id"]
        states[worst.surely].append(name)
        if worst.possibly > worst.surely:
            unknown.append(name)
    return Affected(
        stopped=tuple(states[State.STOPPED]),
        stale=tuple(states[State.STALE]),
        slowed=tuple(states[State.SLOWED]),
        unknown=tuple(unknown),
    )


def _severity(rule: Rule, hit: Hit, judgement: Judgement) -> Severity:
    for band in rule.severity:
        if sum(_fits(band, journey, hit, judgement) for journey in hit.journeys) >= band.journeys:
            return band.severity
    return Severity.LOW


def _fits(band: Band, journey: str, hit: Hit, judgement: Judgement) -> bool:
    if band.tier and judgement.attributes(journey)["tier"] > band.tier:
        return False
    if hit.judged_by.kind == LOOP:
        return True
    state = judgement.judged(journey, hit.judged_by, band.at).surely
    return state >= State[band.state.upper()]


def _says(rule: Rule, hit: Hit, judgement: Judgement, journeys: list[str]) -> str:
    names = [judgement.attributes(journey)["name"] for journey in journeys]
    words = {
        "journeys": listed(names),
        "verb": _verb(hit, judgement, journeys),
        "domain": called(hit.scenario),
        "subject": name_of(judgement.graph, hit.subject) if hit.subject else "",
        **hit.words,
    }
    text = rule.says
    for key, word in words.items():
        text = text.replace("{" + key + "}", word)
    if hit.subject and names and "{journeys}" not in rule.says:
        verb = "stop" if len(names) > 1 else "stops"
        text += f" ({listed(names)} {verb})"
    return text


def _verb(hit: Hit, judgement: Judgement, journeys: list[str]) -> str:
    if not journeys:
        return "stop"
    many = len(journeys) > 1
    if hit.judged_by.kind == LOOP:
        return "stop" if many else "stops"
    at_rto = [judgement.judged(j, hit.judged_by, Instant.RTO).surely for j in journeys]
    now = [judgement.judged(j, hit.judged_by, Instant.NOW).surely for j in journeys]
    worst = max(now + at_rto)
    if worst is State.STALE:
        return "answer with old data" if many else "answers with old data"
    if max(at_rto) is not State.STOPPED:
        return "stop until a takeover" if many else "stops until a takeover"
    if max(now) is not State.STOPPED:
        return "stop after a while" if many else "stops after a while"
    return "stop" if many else "stops"


# --- evidence ---------------------------------------------------------------------------


def _proof(hit: Hit, judgement: Judgement) -> Proof | None:
    if not hit.proves or judgement.proof_steps <= 0:
        return None
    scenario = hit.judged_by if hit.proves in judgement.journeys else hit.scenario
    for state in (State.STOPPED, State.STALE):
        for instant_s in (
            0.0,
            *([judgement.rto_s(hit.proves)] if hit.proves in judgement.journeys else []),
        ):
            prover = judgement.prover(scenario, state, instant_s, Reading.BETTER)
            before = prover.steps
            proof = prover.prove(hit.proves)
            judgement.proof_steps -= prover.steps - before
            if proof:
                return proof
    return None


def _chain(proof: Proof | None) -> Iterator[Proof]:
    while proof:
        yield proof
        proof = proof.members[0] if proof.members else None


def _confidence(proof: Proof | None) -> Confidence:
    """High if every step of the chain has evidence that somebody looked up."""
    for step in _chain(proof):
        origins = [evidence.origin for evidence in step.evidence]
        if origins and all(isinstance(o, KnowledgeOrigin) and o.from_memory for o in origins):
            return Confidence.MEDIUM
    return Confidence.HIGH


MOST_PLACES, MOST_CALLS = 5, 4
"""Of the blocks and of the calls of modules that a finding points at."""
_BASES = ("declared", "observed", "inferred", "assumed")


def _basis(proof: Proof | None, knowledge: Knowledge) -> str:
    """The weakest way in which a step of the chain is known."""
    found = [
        knowledge.evidence[step.evidence[0].kind].basis
        for step in _chain(proof)
        if step.evidence and step.evidence[0].kind in knowledge.evidence
    ]
    return max(found, key=_BASES.index, default="assumed")


def _locations(hit: Hit, proof: Proof | None, judgement: Judgement) -> tuple[Location, ...]:
    """Blocks to point at: the subject's, those of the chain from its far end, and the calls of
    modules that led to them, as what is wrong may be said there."""
    found: list[Any] = []
    calls: list[Any] = []
    nodes = [step.node for step in reversed(list(_chain(proof)))]
    places = {step.node: step.location for step in _chain(proof)}
    for node in dict.fromkeys([hit.subject, *nodes] if hit.subject else nodes):
        data = judgement.attributes(node)
        if data["kind"] == "resource":
            found.append(data.get("origin"))
            calls += data.get("called_at", ())
        found.append(places.get(node))
    return (*_distinct(found)[:MOST_PLACES], *_distinct(calls)[:MOST_CALLS])


def _distinct(origins: Iterable[Any]) -> list[Location]:
    places = [
        Location(path=o.path, line=o.line, column=o.column, end_line=o.end_line)
        for o in origins
        if isinstance(o, FileOrigin) and o.line
    ]
    return list(dict.fromkeys(places))


def _provider(hit: Hit, judgement: Judgement) -> str:
    if hit.subject:
        return str(judgement.attributes(hit.subject).get("provider", ""))
    first, *rest = hit.scenario.id.lstrip("?").split("/")
    return rest[0] if first == "provider" and rest else first


def _with_remedy(finding: Finding, hit: Hit, judgement: Judgement) -> Finding:
    """The finding with the smallest change that keeps its first journey up, if one is found."""
    if hit.proves not in judgement.journeys or hit.subject or hit.scenario.kind == "vendor":
        return finding
    remedy = smallest_change(judgement, hit.proves, hit.scenario, Instant.RTO)
    if remedy is None or not remedy.confirmed:
        return finding
    names = listed(list(dict.fromkeys(name_of(judgement.graph, n) for n in remedy.nodes)))
    journey = judgement.attributes(hit.proves)["name"]
    says = f"{journey} keeps working with a copy of {names} outside {called(hit.scenario)}"
    return msgspec.structs.replace(finding, fix=f"{says}. {finding.fix}")
