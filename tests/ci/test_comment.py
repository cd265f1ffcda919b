"""The one comment: when it is written, rewritten, and left alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec
import pytest
from ci.comment import MARK, NO_LONGER, NOT_JUDGED, Comment, settle
from ci.github import BOT, PullRequest
from ci.outcome import Outcome
from ci.rest import Api, RefusedError
from scanner.model import Finding, FindingState
from scanner.report import comment as report

from tests.ci.hosts import GitHub, served
from tests.report.made import finding, made

ME = "bot"
OLD = f"{MARK}\nold"
NEW = f"{MARK}\nnew"


def in_state(state: FindingState) -> Finding:
    return msgspec.structs.replace(finding(1), state=state)


NEWS = Outcome(1, made(in_state(FindingState.NEW)), NEW)
FIXED = Outcome(0, made(in_state(FindingState.FIXED)), NEW)
SAME = Outcome(0, made(in_state(FindingState.EXISTING)), NEW)
FAILED = Outcome(4)


@dataclass
class Thread:
    """Comments in memory."""

    said: list[Comment]
    done: list[str] = field(default_factory=list)
    refuses: int = 0

    def author(self) -> str:
        return ME

    def comments(self) -> Iterator[Comment]:
        yield from self.said

    def write(self, body: str) -> None:
        if self.refuses:
            raise RefusedError(self.refuses, "Forbidden")
        self.done.append(f"write {body}")

    def rewrite(self, comment: Comment, body: str) -> None:
        self.done.append(f"rewrite {comment.id} {body}")


MINE = [Comment(1, "ann", "hi"), Comment(2, ME, OLD)]
CASES: list[tuple[str, list[Comment], Outcome, str, list[str]]] = [
    ("nothing new, nothing there", [], SAME, "when-changed", []),
    ("nothing new, asked for always", [], SAME, "always", [f"write {NEW}"]),
    ("new", [], NEWS, "when-changed", [f"write {NEW}"]),
    ("new, never", MINE, NEWS, "never", []),
    ("fixed is news too", [], FIXED, "when-changed", [f"write {NEW}"]),
    ("new, and told before", MINE, NEWS, "when-changed", [f"rewrite 2 {NEW}"]),
    ("told word for word", [Comment(2, ME, NEW)], NEWS, "when-changed", []),
    ("ends of lines differ", [Comment(2, ME, f"{MARK}\r\nnew\r\n")], NEWS, "always", []),
    ("no longer", MINE, SAME, "when-changed", [f"rewrite 2 {NO_LONGER}"]),
    ("no longer, said already", [Comment(2, ME, NO_LONGER)], SAME, "when-changed", []),
    ("a stranger's mark", [Comment(2, "eve", OLD)], NEWS, "when-changed", [f"write {NEW}"]),
    ("a quoted mark", [Comment(2, ME, f"> {OLD}")], NEWS, "when-changed", [f"write {NEW}"]),
    ("not judged", [], FAILED, "always", []),
    ("not judged any more", MINE, FAILED, "when-changed", [f"rewrite 2 {NOT_JUDGED}"]),
]


@pytest.mark.parametrize(
    ("there", "outcome", "when", "done"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_settle(there: list[Comment], outcome: Outcome, when: str, done: list[str]) -> None:
    thread = Thread(there)
    assert settle(thread, outcome, when).endswith(".")
    assert thread.done == done


@pytest.mark.parametrize(
    ("status", "says"),
    [(403, "may not write"), (404, "may not write"), (500, "did not answer")],
)
def test_what_is_refused_is_no_failure(status: int, says: str) -> None:
    assert says in settle(Thread([], refuses=status), NEWS, "always")


def test_the_mark_is_that_of_the_format() -> None:
    assert report.MARK == MARK


@pytest.mark.parametrize(
    ("named", "user", "author"),
    [
        ("risk-app[bot]", "", "risk-app[bot]"),
        ("", "ann", "ann"),
        ("", "", BOT),
    ],
    ids=["said by the user", "a person's token", "the job's own token"],
)
def test_whose_comment_is_ours(named: str, user: str, author: str) -> None:
    """A job's own token may not ask who it is."""
    with served(GitHub(user=user)) as host:
        thread = PullRequest(Api(host.address, {}), "octo/exchange", 7, named)
        assert thread.author() == author
