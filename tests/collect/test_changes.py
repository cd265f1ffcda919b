"""Which lines a change has written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scanner.collect.changes import MOST_LINES, differing

LINES = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=12)


@pytest.mark.parametrize(
    ("before", "now", "lines"),
    [
        ("a\nb\nc\n", "a\nb\nc\n", set()),
        ("a\nb\nc\n", "a\nX\nc\n", {2}),
        ("a\nb\nc\n", "a\nb\nX\nY\nc\n", {3, 4}),
        ("a\nb\nc\n", "a\nc\n", {2}),
        ("a\nb\nc\n", "a\nb\n", {2}),
        ("", "a\nb\n", {1, 2}),
        ("a\n", "", set()),
    ],
)
def test_changed_lines(before: str, now: str, lines: set[int]) -> None:
    assert differing(before.encode(), now.encode()) == lines


def test_a_long_file_counts_as_a_whole() -> None:
    now = b"x\n" * (MOST_LINES + 1)
    assert len(differing(b"y\n", now)) == MOST_LINES + 1


@given(LINES, LINES)
def test_what_is_called_unchanged_was_there_in_that_order(old: list[str], new: list[str]) -> None:
    changed = differing("\n".join(old).encode(), "\n".join(new).encode())
    left = iter(old)
    assert all(line in left for number, line in enumerate(new, 1) if number not in changed)
