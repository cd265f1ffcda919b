"""What every format takes from a report: the order of findings, where each is shown, the
paths of its proof, the table's worst cells, and what is not known. Words are in `words`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from scanner.model import (
    Cell,
    Change,
    FileOrigin,
    Finding,
    FindingState,
    Gap,
    Instant,
    Location,
    Proof,
    Read,
    Report,
    Severity,
    SourceRead,
    State,
)
from scanner.report.words import (
    KINDS,
    NOT_KNOWN,
    SIGNS,
    WORDS,
    cell_text,
    chain,
    clean,
    place,
    plural,
    sign_and_word,
    state_named,
    state_text,
)

CONFIG = Location(path="cutset.yaml", line=1)
"""Where a finding is shown that stands in no file: what it is about is named there."""
REST = frozenset({FindingState.ACCEPTED, FindingState.FIXED})
"""States that ask nobody to act."""
_FIRST = (FindingState.WORSE, FindingState.NEW, FindingState.EXISTING)


# --- findings ---------------------------------------------------------------------------


def by_harm(findings: Iterable[Finding]) -> list[Finding]:
    """The worst first; what is accepted or fixed last."""
    return sorted(
        findings,
        key=lambda f: (f.state in REST, f.severity.rank, f.rule_id, f.domain.id, f.id),
    )


def by_news(findings: Iterable[Finding]) -> list[Finding]:
    """As `by_harm`, but what a change made worse or new before what was there already."""
    order = {state: number for number, state in enumerate((*_FIRST, *sorted(REST)))}
    return sorted(by_harm(findings), key=lambda f: (order[f.state] > 1, f.state in REST))


def news(report: Report) -> list[Finding]:
    """What is to be told, first things first: all, or where the report was compared, all but
    what was there before."""
    if not report.compared:
        return by_harm(report.findings)
    return [f for f in by_news(report.findings) if f.state is not FindingState.EXISTING]


def existing_text(report: Report) -> str:
    """How much is not told because it was there before."""
    number = sum(finding.state is FindingState.EXISTING for finding in report.findings)
    if not report.compared or not number:
        return ""
    was = "was" if number == 1 else "were"
    return f"{plural(number, 'finding')} {was} there before: --format json has them."


def changed_rows(report: Report) -> list[tuple[str, str, str, str]]:
    """What a change does to journeys: `(journey, what is lost, before, now)`, the worst first."""
    names = {journey.id: journey.name or journey.id for journey in report.journeys}

    def gain(change: Change) -> int:
        return state_named(change.surely) - state_named(change.was_surely)

    rows = []
    for change in sorted(
        report.changes, key=lambda c: (-gain(c), -state_named(c.surely), c.journey, c.domain.id)
    ):
        was = sign_and_word(state_named(change.was_surely), state_named(change.was_possibly))
        now = sign_and_word(state_named(change.surely), state_named(change.possibly))
        name = names.get(change.journey, change.journey)
        rows.append(
            (name, change.domain.name or change.domain.id, "new" if change.is_new else was, now)
        )
    return rows


def told(finding: Finding, *, new: bool = False) -> str:
    """The finding in one sentence with its state; `new` is said where things were compared."""
    says = clean(finding.says or finding.title or finding.rule_id)
    said = new or finding.state is not FindingState.NEW
    return f"{says} ({state_text(finding)})" if said else says


def anchor(finding: Finding) -> Location:
    """The one place where a platform shows the finding; see `CONFIG`."""
    return finding.locations[0] if finding.locations else CONFIG


def severities(findings: Iterable[Finding]) -> str:
    """`2 high, 31 low`: what was left out, by how bad it is."""
    number = Counter(finding.severity for finding in findings)
    return ", ".join(
        f"{number[severity]:,} {severity}" for severity in Severity if number[severity]
    )


# --- proof ------------------------------------------------------------------------------


def cause(finding: Finding) -> str:
    """The proof in one line: each step with its place."""
    steps = []
    for step in chain(finding.proof):
        where = place(step.location)
        steps.append(clean(f"{step.name} ({where})" if where else step.name))
    return " → ".join(steps)


def paths(proof: Proof | None) -> Iterator[tuple[Proof, ...]]:
    """Every way from the top of the proof down to something that is lost, the first first."""
    waiting: list[tuple[Proof, ...]] = [(proof,)] if proof else []
    while waiting:
        path = waiting.pop()
        if path[-1].members:
            waiting += [(*path, member) for member in reversed(path[-1].members)]
        else:
            yield path


# --- what is not known ------------------------------------------------------------------


def unread(report: Report) -> list[SourceRead]:
    """Sources that were not read wholly."""
    return [source for source in report.coverage.sources if source.read is not Read.ALL]


def unread_text(source: SourceRead) -> str:
    """What was not read of a source and why."""
    how = "not read" if source.read is Read.NONE else "read in part"
    return clean(f"{source.id}: {how}: {source.reason or 'no reason given'}")


def questions(report: Report) -> list[Gap]:
    """Everything that no source answered: resources that were not evaluated, then gaps."""
    seen: dict[str, Gap] = {}
    for gap in (*report.coverage.unknown, *report.coverage.gaps):
        seen.setdefault(gap.id, gap)
    return list(seen.values())


def question_text(gap: Gap) -> str:
    """The question and why it is open."""
    return clean(f"{gap.question} ({gap.reason})" if gap.reason else gap.question)


def question_place(gap: Gap) -> Location | None:
    """Where the question arose, if in a file."""
    if isinstance(gap.origin, FileOrigin):
        return Location(path=gap.origin.path, line=gap.origin.line, column=gap.origin.column)
    return None


def is_open(cell: Cell) -> bool:
    """Whether the two readings of a cell differ, so that the answer is not known."""
    return cell.surely != cell.possibly and cell.surely != "stopped"


def open_cells(report: Report) -> dict[str, list[Cell]]:
    """Journey -> the losses of which is not known what they do to it, once each."""
    found: dict[str, dict[str, Cell]] = defaultdict(dict)
    for cell in report.table:
        if is_open(cell):
            found[cell.journey].setdefault(cell.domain.id, cell)
    return {journey: list(cells.values()) for journey, cells in found.items()}


def open_text(report: Report) -> list[tuple[str, str]]:
    """Journey ids with a sentence about the losses whose effect is not known."""
    names = {journey.id: journey.name or journey.id for journey in report.journeys}
    lines = []
    for journey, cells in open_cells(report).items():
        first = "; ".join(cell.domain.name or cell.domain.id for cell in cells[:3])
        more = f" and {len(cells) - 3:,} more" if len(cells) > 3 else ""
        name = names.get(journey, journey)
        what = f"{name}: not known what {plural(len(cells), 'failure')} would do to it"
        lines.append((journey, clean(f"{what}: {first}{more}")))
    return lines


# --- the table --------------------------------------------------------------------------


def worst_cells(report: Report) -> dict[str, dict[str, Cell]]:
    """Journey -> kind of domain -> its worst cell at once; the RTO decides between equals."""
    at_rto = at_the_rto(report)
    worst: dict[str, dict[str, Cell]] = defaultdict(dict)
    for cell in report.table:
        if cell.at is not Instant.NOW:
            continue
        best = worst[cell.journey].get(cell.domain.kind)
        if best is None or _badness(cell, at_rto) > _badness(best, at_rto):
            worst[cell.journey][cell.domain.kind] = cell
    return worst


def at_the_rto(report: Report) -> dict[tuple[str, str], Cell]:
    """(journey, domain) -> its cell at the journey's RTO."""
    return {(c.journey, c.domain.id): c for c in report.table if c.at is Instant.RTO}


def _badness(cell: Cell, at_rto: dict[tuple[str, str], Cell]) -> tuple[int, int, int]:
    later = at_rto.get((cell.journey, cell.domain.id), cell)
    return state_named(cell.surely), state_named(later.surely), state_named(cell.possibly)


def harm(cells: dict[str, Cell]) -> tuple[int, int]:
    """A key that sorts journeys by how much stops them, worst first."""
    states = [state_named(cell.surely) for cell in cells.values()]
    return -sum(s is State.STOPPED for s in states), -sum(states)


USUAL = ("zone", "region", "provider", "service", "vendor", "data store")
"""Kinds of losses that have a column wherever they were judged."""


def columns(worst: dict[str, dict[str, Cell]], most: int) -> list[str]:
    """The usual kinds of losses, and up to `most` with others that stop something."""
    seen = {kind for cells in worst.values() for kind in cells}
    stops = {k for cells in worst.values() for k, c in cells.items() if c.surely == "stopped"}
    usual = [kind for kind in KINDS if kind in seen and kind in USUAL]
    others = [kind for kind in KINDS if kind in stops and kind not in USUAL]
    chosen = {*usual, *others[: max(0, most - len(usual))]}
    return [kind for kind in KINDS if kind in chosen]


def cell_words(
    report: Report, cells: dict[str, Cell], later: dict[tuple[str, str], Cell], kind: str
) -> tuple[State | None, str, str]:
    """State (None where not known), words and the name of what fails, for one journey's worst
    cell of a kind. A loss without a row is as the journey's row for any loss says."""
    cell = cells.get(kind)
    if cell is None:
        judged = any(domain.kind == kind for domain in report.domains) and "any" not in cells
        return (State.OK, f"{SIGNS[State.OK]} {WORDS[State.OK]}", "") if judged else _NOT_KNOWN
    text = cell_text(cell, later.get((cell.journey, cell.domain.id)))
    name = clean(cell.domain.name or cell.domain.id)
    state = state_named(cell.surely)
    if text == NOT_KNOWN:
        return None, text, name
    return state, text, name if state else ""


_NOT_KNOWN = (None, NOT_KNOWN, "")
