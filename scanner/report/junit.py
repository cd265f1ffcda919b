"""JUnit XML: a suite is one failure ("Lose AWS us-east-1"), a case is a journey.

failure   a finding says that the journey stops or answers stale
skipped   not known, accepted, or it stops and no finding shown asks anybody to act
error     a source that was not read wholly
passed    it keeps working, slows, or is back within its RTO

Losses that touch no journey share one suite a kind, so that each journey is counted for them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from xml.etree import ElementTree as ET

from scanner.model import Cell, DomainRef, Finding, FindingState, Instant, Journey, Report, State
from scanner.report import Look
from scanner.report.parts import (
    REST,
    by_harm,
    cause,
    is_open,
    question_text,
    questions,
    told,
    unread,
    unread_text,
)
from scanner.report.words import KINDS, cell_text, clean, location, mode, plural, state_named

FORMAT = "junit"
MOST_CASES = 20_000
MOST_QUESTIONS = 200
MOST_TOLD = 10
"""Findings told in one case."""


@dataclass
class Case:
    """One `testcase`: its outcome is empty where it passed."""

    name: str
    place: str
    outcome: str = ""
    message: str = ""
    text: str = ""


@dataclass
class Suite:
    """One `testsuite`."""

    name: str
    cases: list[Case] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)

    def number(self, outcome: str) -> int:
        """How many of its cases ended so."""
        return sum(case.outcome == outcome for case in self.cases)


def render(report: Report, look: Look) -> str:
    """The XML document, indented."""
    del look
    suites = [_reading(report), *_losses(report), *_by_rule(report)]
    root = ET.Element("testsuites", {"name": clean(report.tool.name), **_numbers(suites)})
    for suite in suites:
        if suite.cases:
            root.append(_element(suite))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


# --- losses -----------------------------------------------------------------------------


@dataclass
class Pairs:
    """What the report says of each journey under each loss."""

    now: dict[tuple[str, str], Cell]
    rto: dict[tuple[str, str], Cell]
    findings: dict[tuple[str, str], list[Finding]]
    names: dict[str, str]
    """Of the journeys."""

    def case(self, journey: Journey, domain: DomainRef) -> Case:
        """The journey under the loss; a pair without a row is as the journey's row for
        any other of its kind says (`*/zone`), else as its `*` row does."""
        key = journey.id, domain.id
        other, anyway = (journey.id, f"{ANY}/{domain.kind}"), (journey.id, ANY)
        now = self.now.get(key) or self.now.get(other) or self.now.get(anyway)
        rto = self.rto.get(key) or self.rto.get(other) or self.rto.get(anyway, now)
        kind = domain.kind.replace(".", "_").replace(" ", "-")
        case = Case(
            clean(self.names[journey.id]), clean(f"cutset.{kind}.{domain.id.replace('.', '_')}")
        )
        _judge(case, now, rto, self.findings.get(key, []), journey)
        return case


ANY = "*"


def _pairs(report: Report) -> Pairs:
    findings = defaultdict(list)
    for finding in by_harm(f for f in report.findings if f.state is not FindingState.FIXED):
        for journey in _journeys(finding):
            findings[journey, finding.domain.id].append(finding)
    rows = {(c.at, c.journey, c.domain.id): c for c in report.table}
    return Pairs(
        {(j, d): cell for (at, j, d), cell in rows.items() if at is Instant.NOW},
        {(j, d): cell for (at, j, d), cell in rows.items() if at is Instant.RTO},
        findings,
        _apart({journey.id: journey.name or journey.id for journey in report.journeys}),
    )


def _apart(names: dict[str, str]) -> dict[str, str]:
    """Names that people and CI servers can tell apart: those that two have carry their ids."""
    number = Counter(names.values())
    return {i: f"{name} ({i})" if number[name] > 1 else name for i, name in names.items()}


def _journeys(finding: Finding) -> tuple[str, ...]:
    hit = finding.journeys
    return (*hit.stopped, *hit.stale, *hit.unknown)


def _judge(
    case: Case, now: Cell | None, rto: Cell | None, findings: list[Finding], journey: Journey
) -> None:
    """Fill in the outcome. Worst first: whatever fits first decides."""
    words = cell_text(now, rto) if now else ""
    sure = [f for f in findings if journey.id not in f.journeys.unknown]
    acting = [f for f in sure if f.state not in REST]
    accepted = [f for f in sure if f.state is FindingState.ACCEPTED]
    telling = sorted(findings, key=lambda f: f.state in REST or journey.id in f.journeys.unknown)
    case.text = "\n\n".join(_told(finding) for finding in telling[:MOST_TOLD])
    if len(telling) > MOST_TOLD:
        rest = plural(len(telling) - MOST_TOLD, "more finding")
        case.text += f"\n\n{rest}, none worse: scan --format json has them all."
    if acting:
        case.outcome, case.message = "failure", told(acting[0])
    elif accepted:
        case.outcome, case.message = "skipped", told(accepted[0])
    elif rto and state_named(rto.surely) >= State.STALE:
        case.outcome, case.message = "skipped", f"{words}; no finding shown here asks to act"
    elif any(cell and is_open(cell) for cell in (now, rto)) or findings:
        case.outcome, case.message = "skipped", f"Not known: {_open(now, rto)}"
    elif now and state_named(now.surely) > State.OK:
        case.text = words


def _open(now: Cell | None, rto: Cell | None) -> str:
    cell = next((c for c in (now, rto) if c and is_open(c)), None)
    if cell is None:
        return "the finding says why"
    gaps = f"; decided by {', '.join(cell.gap_ids[:3])}" if cell.gap_ids else ""
    return clean(f"from {cell.surely} to {cell.possibly}{gaps}")


def _losses(report: Report) -> Iterator[Suite]:
    """A suite for each loss that does something, worst first; one a kind for all others."""
    pairs = _pairs(report)
    rows: dict[str, int] = defaultdict(int)
    for pair in (*pairs.now, *pairs.rto):
        cell = pairs.now.get(pair) or pairs.rto[pair]
        rows[pair[1]] -= cell.surely == "stopped"
    for _, named in pairs.findings:
        rows[named] -= 1
    domains = {d.id: d for d in (*report.domains, *(c.domain for c in report.table))}
    domains.update((f.domain.id, f.domain) for f in report.findings if f.domain.id not in domains)
    touched = sorted(
        (d for d in domains.values() if d.id in rows), key=lambda d: (rows[d.id], d.id)
    )
    quiet = [d for d in domains.values() if d.id not in rows]
    names = _apart({domain.id: domain.name or domain.id for domain in touched})
    room = MOST_CASES
    for number, domain in enumerate(touched):
        room -= len(report.journeys)
        if room < 0:
            yield _left_out(len(touched) - number)
            break
        name = "Lose anything else" if domain.id == ANY else f"Lose {names[domain.id]}"
        cases = [pairs.case(journey, domain) for journey in report.journeys]
        yield Suite(clean(name), cases, {"domain": domain.id, "kind": domain.kind})
    yield from _quiet(report, pairs, quiet)


def _quiet(report: Report, pairs: Pairs, quiet: list[DomainRef]) -> Iterator[Suite]:
    """Losses without a row, by kind: every journey is as its `*` row says, or keeps working."""
    for kind, members in groupby(sorted(quiet, key=lambda d: (d.kind, d.id)), lambda d: d.kind):
        lost = list(members)
        same = DomainRef(kind=kind, id=f"{kind}/others")
        cases = [pairs.case(journey, same) for journey in report.journeys]
        name = f"Lose {KINDS.get(kind, f'one {kind}')}, others ({len(lost):,})"
        yield Suite(clean(name), cases, {"kind": kind, "losses": str(len(lost))})


def _left_out(number: int) -> Suite:
    message = (
        f"{plural(number, 'more failure')} left out: the file holds {MOST_CASES:,} cases. "
        "scan --format json has them all."
    )
    return Suite("Left out", [Case("left out", "cutset.left-out", "error", message)])


# --- findings of no journey, and what was read --------------------------------------------


def _by_rule(report: Report) -> Iterator[Suite]:
    """Findings that no suite above tells of: they stop no journey by themselves, or are fixed."""
    known = {journey.id for journey in report.journeys}
    rest = [
        finding
        for finding in by_harm(report.findings)
        if finding.state is FindingState.FIXED or not known & set(_journeys(finding))
    ]
    for rule, found in groupby(sorted(rest, key=lambda f: f.rule_id), lambda f: f.rule_id):
        cases = []
        for finding in found:
            outcome = {FindingState.FIXED: "", FindingState.ACCEPTED: "skipped"}.get(
                finding.state, "failure"
            )
            subject = finding.subjects[0] if finding.subjects else finding.domain.id
            name = clean(f"{subject} ({finding.id})")
            text = _told(finding)
            cases.append(Case(name, f"cutset.rule.{clean(rule)}", outcome, told(finding), text))
        yield Suite(clean(f"Rule {rule}"), cases, {"rule": rule})


def _reading(report: Report) -> Suite:
    """Each source, and each question that no source answered."""
    bad = {source.id: unread_text(source) for source in unread(report)}
    cases = [
        Case(clean(source.id), "cutset.read", "error", bad[source.id])
        if source.id in bad
        else Case(clean(source.id), "cutset.read")
        for source in report.coverage.sources
    ]
    gaps = questions(report)
    cases += [
        Case(clean(gap.question), "cutset.open-question", "skipped", question_text(gap))
        for gap in gaps[:MOST_QUESTIONS]
    ]
    rest = len(gaps) - MOST_QUESTIONS
    if rest > 0:
        text = f"{plural(rest, 'more open question')}: scan --format json has them all"
        cases.append(Case("more open questions", "cutset.open-question", "skipped", text))
    properties = {
        "names": mode(report),
        "verdict": report.verdict.sentence,
        "graph": report.digest,
        "rules": report.tool.rules,
        "version": report.tool.version,
        "coverage": f"{report.coverage.percent:.1f}",
        **{f"warning {number}": text for number, text in enumerate(report.warnings, 1)},
    }
    return Suite("What was read", cases, properties)


def _told(finding: Finding) -> str:
    """Cause, fix, place and rule, a line each."""
    lines = [told(finding)]
    steps = cause(finding)
    if steps:
        lines.append(f"Cause: {steps}")
    if finding.fix:
        lines.append(f"Fix:   {clean(finding.fix)}")
    lines.append(f"Place: {clean(location(finding))}")
    about = f"{finding.rule_id}, {finding.severity}, confidence {finding.confidence}, {finding.id}"
    lines.append(f"Rule:  {clean(about)}")
    return "\n".join(lines)


# --- XML --------------------------------------------------------------------------------


def _numbers(suites: list[Suite]) -> dict[str, str]:
    return {
        "tests": str(sum(len(suite.cases) for suite in suites)),
        "failures": str(sum(suite.number("failure") for suite in suites)),
        "errors": str(sum(suite.number("error") for suite in suites)),
    }


def _element(suite: Suite) -> ET.Element:
    numbers = {**_numbers([suite]), "skipped": str(suite.number("skipped"))}
    element = ET.Element("testsuite", {"name": suite.name, **numbers})
    if suite.properties:
        properties = ET.SubElement(element, "properties")
        for name, value in suite.properties.items():
            ET.SubElement(properties, "property", name=name, value=clean(value))
    for case in suite.cases:
        element.append(_case(case))
    return element


def _case(case: Case) -> ET.Element:
    element = ET.Element("testcase", name=case.name, classname=case.place, time="0")
    if case.outcome:
        outcome = ET.SubElement(element, case.outcome, message=clean(case.message))
        outcome.text = case.text or None
        if case.outcome != "skipped":
            outcome.set("type", case.place)
    elif case.text:
        ET.SubElement(element, "system-out").text = case.text
    return element
