"""What every part of the log is made of: levels, limits, places and texts."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from scanner.model import Location, Severity
from scanner.report.words import clean, cut

MOST_RESULTS = 25_000
MOST_WITH_PROOF = 5_000
"""GitHub shows no more results, so no more carry their proof."""
MOST_BYTES = 9_500_000
"""After compression; the platform's limit is 10 MB and its compressor may differ."""
MOST_TEXT = 1_000
"""Characters of a message; GitHub shows 1,024."""

LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}


def physical(place: Location) -> dict[str, Any]:
    """One line: GitHub shows a finding in a pull request only if all its lines changed."""
    line, column = max(1, place.line), max(1, place.column)
    return {
        "artifactLocation": {"uri": quote(clean(place.path))},
        "region": {
            "startLine": line,
            "startColumn": column,
            "endLine": line,
            "endColumn": column + 1,
        },
    }


def plain(text: str) -> str:
    """`text` without a link: SARIF reads `[words](target)` in every message (section 3.11.6)."""
    return clean(text).replace("](", "] (")


def short(text: str) -> str:
    """`text`, cut where it is longer than a platform shows."""
    return cut(text, MOST_TEXT)
