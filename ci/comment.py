"""The one comment of a pull or merge request: written where a change does something, updated in
place, and silent where nothing has changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from ci.outcome import Outcome
from ci.rest import RefusedError

WHEN = ("when-changed", "always", "never")
MARK = "<!-- cutset comment -->"
"""As `scan --format comment` begins. Anybody can write it, so the author has to be right too."""
NO_LONGER = f"""{MARK}
## This change makes nothing worse any longer.

What was told here before is gone, with what is new, worse or fixed against the base. What was
there before the change is in the job's summary.
"""
NOT_JUDGED = f"""{MARK}
## The latest revision of this change could not be judged.

What was told here before may no longer hold. The job's log says why.
"""


@dataclass(frozen=True)
class Comment:
    """One that is there."""

    id: int
    author: str
    body: str


class Thread(Protocol):
    """The comments of one request, at one code host. Everything raises RefusedError."""

    def author(self) -> str:
        """Whose comments ours are."""

    def comments(self) -> Iterator[Comment]:
        """All of them, oldest first."""

    def write(self, body: str) -> None:
        """A new one."""

    def rewrite(self, comment: Comment, body: str) -> None:
        """The same one with another body."""


def settle(thread: Thread, outcome: Outcome, when: str) -> str:
    """Write, update or leave the comment; what was done, as a sentence for the log.

    A token that may not write is no failure: requests from forks have such tokens.
    """
    if when == "never":
        return "No comment: comment is never."
    try:
        return _settled(thread, outcome, when)
    except RefusedError as refused:
        if refused.status in (401, 403, 404):
            return (
                f"No comment: the job's token may not write one ({refused}). That is so for "
                "requests from forks; everything is in the job's summary."
            )
        return f"No comment: the code host did not answer as it should ({refused})."


def _settled(thread: Thread, outcome: Outcome, when: str) -> str:
    mine = _mine(thread)
    if mine is None:
        if outcome.report is None:
            return "No comment: nothing was judged."
        if when == "when-changed" and not outcome.changed:
            return "No comment: nothing is new, worse or fixed."
        thread.write(outcome.comment)
        return "Wrote the comment."
    body = _body(outcome, when)
    if _same(mine.body, body):
        return "The comment stays as it is."
    thread.rewrite(mine, body)
    return "Updated the comment."


def _mine(thread: Thread) -> Comment | None:
    """Our comment; the author is asked for only where a mark is found."""
    author = ""
    for comment in thread.comments():
        if comment.body.startswith(MARK):
            author = author or thread.author()
            if comment.author == author:
                return comment
    return None


def _body(outcome: Outcome, when: str) -> str:
    if outcome.report is None:
        return NOT_JUDGED
    if when == "always" or outcome.changed:
        return outcome.comment
    return NO_LONGER


def _same(old: str, new: str) -> bool:
    """Code hosts change the ends of lines, and cut what is empty at the end."""
    return old.replace("\r\n", "\n").strip() == new.replace("\r\n", "\n").strip()
