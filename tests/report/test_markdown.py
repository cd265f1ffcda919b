"""Markdown for summaries and comments: the table keeps its columns, names stay words."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token
from scanner.model import FindingState, Read, Report
from scanner.report import Look, comment, markdown

from tests.report.hostile import EVERYTHING, names
from tests.report.made import every_state, finding, made

OURS = re.compile(r"</?(details|summary|b|code)>|<br>|<!-- -->|<!-- cutset comment -->")


def tokens(text: str) -> list[Token]:
    """Blocks and what is in them, as GitHub's dialect reads them."""
    found = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        found += [token, *(token.children or [])]
    return found


def summary(report: Report) -> str:
    return markdown.render(report, Look())


def columns(text: str) -> set[int]:
    """The numbers of cells of the rows of the first table."""
    rows: list[int] = []
    for token in tokens(text):
        if token.type == "tr_open":
            rows.append(0)
        elif token.type in ("td_open", "th_open"):
            rows[-1] += 1
        elif token.type == "table_close":
            break
    return set(rows)


def test_the_verdict_comes_first_then_the_table() -> None:
    lines = summary(made(finding(1))).splitlines()
    assert lines[0] == "## If db fails, 1 of 2 journeys stop."
    assert "| Journey | Lose one region | Lose one vendor |" in lines
    assert "| db | ✕ Stops<br>db | ? Not known<br>db |" in lines
    assert "| Keep (guessed) | ✓ Keeps working | ✓ Keeps working |" in lines


def test_a_finding_has_its_proof_fix_place_and_next_command() -> None:
    text = summary(made(finding(1)))
    assert "└─ db  [main.tf:3]" in text
    assert "**Fix.** Give db a second region" in text
    assert "<code>main.tf:7:3</code>" in text
    assert "<code>scan why j --if r</code>" in text


def test_groups_by_state_news_first() -> None:
    text = summary(every_state())
    heads = [line for line in text.splitlines() if line.startswith("### ")]
    assert heads == [
        "### New or worse (3)",
        "### Known before (1)",
        "### Accepted (1)",
        "### Fixed (1)",
        "### What was judged",
    ]
    assert "### Findings (1)" in summary(made(finding(1)))


def test_what_is_not_known_is_always_there() -> None:
    text = summary(every_state())
    assert "- Not read: terraform:db: not read: db" in text
    assert "- Not known: db: not known what 1 failure would do to it: db" in text
    assert "- Open: Where does db run? (db)" in text


def test_the_comment_tells_only_what_changed() -> None:
    text = comment.render(every_state(), Look())
    assert text.startswith("<!-- cutset comment -->\n## If db fails")
    assert "Known before" not in text
    assert "1 existing" in text
    assert "### Findings (1)" in comment.render(made(finding(1)), Look())


@pytest.mark.parametrize("name", ["db", EVERYTHING, "@" * 5_000, "漢" * 5_000])
def test_both_stay_within_their_limits_and_say_what_they_left_out(name: str) -> None:
    many = made(*(finding(number, text=name) for number in range(3_000)), text=name, read=Read.NONE)
    short = comment.render(many, Look())
    assert len(short.encode("utf-16-le")) // 2 <= 65_536
    assert re.search(r"\*\*[\d,]+ findings left out\*\* for want of room \([\d,]+ high\)", short)
    assert "- Not read" in short or "more: `scan" in short
    assert len(summary(many).encode()) <= 2**20


def test_every_finding_is_told_or_counted() -> None:
    report = made(*(finding(number) for number in range(500)))
    text = comment.render(report, Look())
    left = re.search(r"\*\*(\d+) findings left out", text)
    assert left
    assert text.count("<details><summary><b>") + int(left[1]) == 500


@settings(max_examples=100, deadline=None)
@given(names)
@example(EVERYTHING)
def test_hostile_names_stay_words(name: str) -> None:
    text = summary(every_state(name))
    assert columns(text) == {3}
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert {row.count("|") for row in rows} == {4}
    for token in tokens(text):
        assert token.type not in ("link_open", "image", "hr", "s_open", "code_inline") or (
            token.content == "scan --format json"
        )
        if token.type in ("html_inline", "html_block"):
            assert (
                OURS.sub(
                    "", re.sub(r"(?s)(?<=<summary>).*(?=</summary>)", "", token.content)
                ).strip()
                == ""
            )
        if token.type == "html_block":
            inside = re.search(r"(?s)<summary>(.*)</summary>", token.content)
            assert inside is None or "<" not in OURS.sub("", inside[1])


@settings(max_examples=60, deadline=None)
@given(names)
@example(EVERYTHING)
def test_nobody_is_mentioned_and_nothing_linked(name: str) -> None:
    words = markdown.escaped(name)
    assert not re.search(r"@\w|https?://|www\.\w", words)
    assert "\n" not in words


def test_a_name_does_not_end_the_fence() -> None:
    text = summary(made(finding(1, text="a `````\n```\nb")))
    fences = [token for token in tokens(text) if token.type == "fence"]
    assert len(fences) == 1
    assert fences[0].content.splitlines()[0] == "└─ a `````�```�b  [main.tf:3]"


def test_state_of_a_finding_is_said() -> None:
    text = summary(made(finding(1, state=FindingState.ACCEPTED)))
    assert "db stops if db fails (accepted until 2027-03-31 by db: db moves)" in text
    assert "**1 accepted**" in text
