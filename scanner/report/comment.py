"""Markdown for one comment on a pull or merge request, to be updated in place.

The first line is a mark that finds the comment again. Where the report was held against an
earlier one, only what changed is told at length: what was there before is counted.
"""

from __future__ import annotations

from scanner.model import Report
from scanner.report import Look
from scanner.report.markdown import page
from scanner.report.parts import news

FORMAT = "comment"
MARK = "<!-- cutset comment -->"
MOST_CHARACTERS = 64_000
"""GitHub takes 65,536 characters of a comment."""


def render(report: Report, look: Look) -> str:
    """The comment. Characters are counted as GitHub's editor does, in UTF-16."""
    del look
    return f"{MARK}\n{page(report, news(report), most=MOST_CHARACTERS, size=_length)}"


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
