"""Reports for the tests of the formats: a small one with everything in it, and recorded ones."""

from __future__ import annotations

from pathlib import Path

from scanner.model import (
    Accepted,
    Affected,
    Cell,
    Confidence,
    Coverage,
    DomainRef,
    FileOrigin,
    Finding,
    FindingState,
    Gap,
    Instant,
    Journey,
    Location,
    Proof,
    Reach,
    Read,
    Report,
    RuleText,
    Severity,
    SourceRead,
    Tool,
    Verdict,
)
from scanner.model.codec import decode_json

HERE = Path(__file__).resolve().parent
RECORDED = ("one-region", "kestrel-changed")
EPOCH = "1790000000"
"""For SOURCE_DATE_EPOCH, where a format has to say when it was written."""


def recorded(name: str) -> Report:
    """A report as it was when it was recorded; see `tests.report.golden`."""
    return decode_json((HERE / "reports" / f"{name}.json").read_bytes(), name, Report)


def finding(
    number: int = 1,
    *,
    text: str = "db",
    state: FindingState = FindingState.NEW,
    severity: Severity = Severity.HIGH,
    journeys: Affected | None = None,
    path: str = "main.tf",
    located: bool = True,
) -> Finding:
    """A finding that `j` stops if the region fails; `text` stands wherever a name can."""
    leaf = Proof(node="r", name=text, why="lost")
    top = Proof(node="j", name=text, members=(leaf,), location=FileOrigin(path=path, line=3))
    return Finding(
        id=f"{number:016x}",
        rule_id="journey-needs-one-region",
        title=f"A journey needs one region {text}",
        severity=severity,
        confidence=Confidence.HIGH,
        basis="declared",
        domain=DomainRef(kind="region", id="r", name=text),
        subjects=("j", text),
        journeys=journeys or Affected(stopped=("j",)),
        says=f"{text} stops if {text} fails",
        proof=top,
        locations=(Location(path=path, line=7, column=3), Location(path=path, line=9))
        if located
        else (),
        fix=f"Give {text} a second region",
        references=("https://example.com/a", f"https://example.com/{text}"),
        state=state,
        acceptance=accepted_by(text) if state is FindingState.ACCEPTED else None,
    )


def accepted_by(text: str = "wallets", *, inline: bool = False) -> Accepted:
    """An acceptance by the team `text`."""
    origin = FileOrigin(path="main.tf" if inline else "cutset.yaml", line=2)
    return Accepted(
        until="2027-03-31", owner=text, reason=f"{text} moves", inline=inline, origin=origin
    )


def rule(id_: str = "journey-needs-one-region", text: str = "db") -> RuleText:
    """What a rule of one's own says of itself."""
    return RuleText(
        id=id_,
        title=f"A journey needs one region {text}",
        why=f"{text} was down in 2025.",
        fires=f"{text} is in one region.",
        silent=f"{text} is in two.",
        fix={"any": f"Give {text} a second region"},
        references=(f"https://example.com/{text}",),
        maps_to={text: (text,)},
    )


def cell(journey: str, domain: DomainRef, surely: str, possibly: str = "") -> tuple[Cell, Cell]:
    """The two cells of a pair, alike."""
    now = Cell(
        journey=journey, domain=domain, at=Instant.NOW, surely=surely, possibly=possibly or surely
    )
    rto = Cell(
        journey=journey, domain=domain, at=Instant.RTO, surely=surely, possibly=possibly or surely
    )
    return now, rto


def made(
    *findings: Finding,
    text: str = "db",
    read: Read = Read.ALL,
    cells: tuple[Cell, ...] = (),
    domains: tuple[DomainRef, ...] = (),
) -> Report:
    """A report with two journeys, one region that stops `j`, a vendor of which is not known what
    it does to it, and one open question."""
    region = DomainRef(kind="region", id="r", name=text)
    vendor = DomainRef(kind="vendor", id="v", name=text)
    quiet = DomainRef(kind="zone", id="z", name=text)
    gap = Gap(
        id="placement:1",
        subject=text,
        question=f"Where does {text} run?",
        reason=text,
        reach=Reach.PLACEMENT,
        origin=FileOrigin(path="main.tf", line=5),
    )
    return Report(
        schema_version=1,
        tool=Tool(name="cutset", version="0.1.0", rules="0"),
        scope=("terraform:.",),
        digest="0",
        verdict=Verdict(sentence=f"If {text} fails, 1 of 2 journeys stop.", cause=text),
        journeys=(Journey(id="j", name=text), Journey(id="k", name="Keep", guessed=True)),
        domains=(region, vendor, quiet, *domains),
        table=(*cell("j", region, "stopped"), *cell("j", vendor, "ok", "stopped"), *cells),
        findings=findings,
        coverage=Coverage(
            sources=(SourceRead(id=f"terraform:{text}", read=read, reason=text),),
            declared=3,
            evaluated=3,
            excluded=(),
            unknown=(),
            gaps=(gap,),
        ),
        rules=(rule(text=text),) if findings else (),
        compared=bool({f.state for f in findings} - {FindingState.NEW, FindingState.ACCEPTED}),
        warnings=(text,),
    )


def every_state(text: str = "db") -> Report:
    """One finding of each state, and a source of which nothing was read."""
    severities = list(Severity)
    return made(
        *(
            finding(number, text=text, state=state, severity=severities[number])
            for number, state in enumerate(FindingState)
        ),
        finding(9, text=text, journeys=Affected(), located=False),
        text=text,
        read=Read.NONE,
    )
