"""The words and signs of every report, so that one thing has one name everywhere.

Colour is never alone: each state has a sign and a word.
"""

from __future__ import annotations

import unicodedata

from scanner.model import Cell, FileOrigin, Finding, Origin, Proof, Report, Severity, State

CALCULATED = "Calculated from what was read, not observed."

SIGNS = {State.OK: "✓", State.SLOWED: "◐", State.STALE: "◌", State.STOPPED: "✕"}
WORDS = {
    State.OK: "Keeps working",
    State.SLOWED: "Slows",
    State.STALE: "Stale",
    State.STOPPED: "Stops",
}
NOT_KNOWN = "? Not known"

COLOURS = {State.OK: "green", State.SLOWED: "yellow", State.STALE: "yellow", State.STOPPED: "red"}
SEVERITY_COLOURS = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "dim",
}

KINDS = {
    "zone": "one zone",
    "region": "one region",
    "multi-region": "one multi-region",
    "provider": "one provider",
    "service": "one service in a region",
    "global-service": "one world-wide service",
    "control-plane": "one control plane",
    "account": "one account",
    "vendor": "one vendor",
    "hall": "one hall of a zone",
    "part-of-zone": "part of a zone",
    "data store": "one data store",
    "certificate": "one certificate",
    "resource": "one resource",
}


def state_named(word: str) -> State:
    """The state that a cell names."""
    return State[word.upper()]


def sign_and_word(surely: State, possibly: State) -> str:
    """What a cell of the journey x failure table says."""
    if surely is possibly or surely is State.STOPPED:
        return f"{SIGNS[surely]} {WORDS[surely]}"
    return NOT_KNOWN


PAUSE = "✓ Keeps working, perhaps after a pause"


def cell_text(cell: Cell, later: Cell | None = None) -> str:
    """As `sign_and_word`, with the way back where there is one; `later` is the cell at the RTO."""
    if later and cell.surely == later.surely == later.possibly == "ok" != cell.possibly:
        return PAUSE
    text = sign_and_word(state_named(cell.surely), state_named(cell.possibly))
    if cell.surely == "stopped" and cell.back_by_min is not None:
        text += f", back in {minutes(cell.back_by_min)}"
    return text


def minutes(number: float) -> str:
    """`2 min`, `6 h`, `3 d`."""
    if number < 1:
        return "a minute"
    if number < 120:
        return f"{number:.0f} min"
    if number < 48 * 60:
        return f"{number / 60:.0f} h"
    return f"{number / 1440:.0f} d"


def plural(number: int, noun: str) -> str:
    """`1 finding`, `2 findings`."""
    if number == 1:
        return f"1 {noun}"
    plural_noun = noun[:-1] + "ies" if noun.endswith("y") and noun[-2] not in "aeo" else noun + "s"
    return f"{number:,} {plural_noun}"


REDACTED = (
    "Redacted: names that people gave are aliases. To see them where only you can: --redact=never"
)
PLAIN = "Not redacted: names are as the sources write them."


def mode(report: Report) -> str:
    """Whether names are shown, as every output says at its beginning."""
    return REDACTED if report.redacted else PLAIN


def counts(report: Report) -> str:
    """`2 critical, 1 high, 4 medium`, of what is new or worse where the report was compared;
    what is accepted or fixed is counted apart."""
    parts = []
    apart = ("accepted", "fixed", *(("existing",) if report.compared else ()))
    for severity in Severity:
        number = sum(f.severity is severity and f.state not in apart for f in report.findings)
        if number:
            parts.append(f"{number} {severity}")
    for state in ("accepted", "fixed"):
        number = sum(f.state == state for f in report.findings)
        if number:
            parts.append(f"{number} {state}")
    told = ", ".join(parts) or "no findings"
    return f"New or worse: {told}" if report.compared else told


def chain(proof: Proof | None, most: int = 6) -> list[Proof]:
    """The proof as a line of at most `most` boxes; a long middle is left out."""
    steps: list[Proof] = []
    while proof:
        steps.append(proof)
        proof = proof.members[0] if proof.members else None
    if len(steps) > most:
        head = most // 2
        steps = steps[:head] + steps[head - most :]
    return steps


def proof_lines(proof: Proof, indent: int = 0) -> list[str]:
    """The proof as a tree of lines: each alternative that also failed, and where it stands."""
    lead = "  " * indent
    gate = f" ({proof.gate})" if proof.gate and proof.gate != "all of" else ""
    where = place(proof.location)
    why = f": {proof.why}" if proof.why else ""
    at = f"  [{where}]" if where else ""
    lines = [f"{lead}└─ {proof.name}{gate}{why}{at}"]
    for member in proof.members:
        lines += proof_lines(member, indent + 1)
    return lines


def place(origin: Origin | None) -> str:
    """`main.tf:12` for a file; what an interface or the knowledge said otherwise."""
    if origin is None:
        return ""
    if isinstance(origin, FileOrigin):
        return f"{origin.path}:{origin.line}"
    return clean(str(origin))


def location(finding: Finding) -> str:
    """`path:line:column` of a finding, or its subject where it has no file."""
    if finding.locations:
        first = finding.locations[0]
        return f"{first.path}:{first.line}:{first.column}"
    return finding.subjects[0] if finding.subjects else finding.domain.id


def state_text(finding: Finding) -> str:
    """The state of a finding; of an accepted one also until when, by whom and why."""
    risk = finding.acceptance
    if risk is None:
        return str(finding.state)
    return clean(f"{finding.state} until {risk.until} by {risk.owner}: {cut(risk.reason, 300)}")


def cut(text: str, most: int) -> str:
    """At most `most` characters of `text`, saying so where some are missing."""
    return text if len(text) <= most else text[: max(0, most - 7)] + "… (cut)"


def clean(text: str) -> str:
    """`text` without control characters and ends of lines: names come from hostile inputs."""
    if text.isprintable():
        return text
    return "".join(sign if _is_shown(sign) else "�" for sign in text)


def log_line(text: str) -> str:
    """`text` as one line of a log, which no CI takes for a command: `::error`, `##[error]`."""
    line = clean(text).replace("##[", "# #[").replace("##vso[", "# #vso[")
    return line.replace("::", ": :", 1) if line.lstrip().startswith("::") else line


def _is_shown(sign: str) -> bool:
    """Whether a sign is neither a control nor an end of a line or paragraph."""
    category = unicodedata.category(sign)
    return category[0] != "C" and category not in ("Zl", "Zp")
