"""The first `cutset.yaml`: what was guessed, written so that people can put it right."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scanner.model import FileOrigin, Journey

_HEAD = """\
# What you know and no source shows. Every field: docs/configuration.md; what holds: scan config.
schema_version: 1
"""
_NO_ENVIRONMENTS = "# environments: [prod]      # else: production, where there is one\n"
_JOURNEYS = """
# What a customer or a regulator would miss. These were guessed from the ways in.
# Give each a name that people use. tier: 1 matters most. rto: how long it may be down; 24h is
# what is assumed where nobody has said. Needs are addresses in code, `root:address`, selectors
# such as `type:...` or `tag:team=...`, or domains such as `vendor/...`.
"""
_NO_JOURNEYS = """
# What a customer or a regulator would miss. No way in was found to guess one from.
# journeys:
#   - id: order
#     name: Place an order
#     tier: 1
#     rto: 1h
#     needs: ['type:...']
"""
_TAIL = """
# facts:                     # corrections and additions, each with who says so
#   - owner: TEAM
#     source: the runbook, a test, a contract
#     retime: {dependent: ONE, on: OTHER, holds: 12h}

# accept:                    # risks that somebody carries until a day
#   - {rule: RULE, until: 2027-03-31, owner: TEAM, reason: ...}

# settings:                  # options of the command line that hold for everybody
#   fail_on: new-high
#   baseline: cutset-baseline.json
"""
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


def first_config(journeys: Sequence[Journey], environments: Sequence[str] = ()) -> str:
    """The text of a `cutset.yaml` by which a scan finds the same `journeys`."""
    parts = [_HEAD]
    listed = ", ".join(_scalar(name) for name in environments)
    parts.append(f"environments: [{listed}]\n" if environments else _NO_ENVIRONMENTS)
    if not journeys:
        return "".join([*parts, _NO_JOURNEYS, _TAIL])
    parts += [_JOURNEYS, "journeys:\n"]
    parts += [_journey(journey) for journey in journeys]
    return "".join([*parts, _TAIL])


def _journey(journey: Journey) -> str:
    where = journey.origin
    place = f"{where.path}:{where.line}" if isinstance(where, FileOrigin) else ""
    shown = "".join(sign if sign.isprintable() else "?" for sign in place)
    lines = [f"  # from {shown}"] if shown else []
    lines += [
        f"  - id: {_scalar(journey.id)}",
        f"    name: {_scalar(journey.name)}",
        f"    tier: {journey.tier}",
        f"    rto: {journey.rto or '24h'}",
    ]
    if journey.environment:
        lines.append(f"    environment: {_scalar(journey.environment)}")
    lines.append("    needs:")
    lines += [f"      - {_scalar(str(need))}" for need in journey.needs]
    return "\n".join(lines) + "\n"


def _scalar(text: str) -> str:
    """`text` as YAML reads it back: plain where that is safe, else quoted."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    if text.isprintable() and "'" not in text:
        return f"'{text}'"
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(sign: str) -> str:
    if sign in '"\\':
        return f"\\{sign}"
    return sign if sign.isprintable() else f"\\U{ord(sign):08x}"
