"""Which lines of a file are not in an earlier one: what a change has written."""

from __future__ import annotations

from difflib import SequenceMatcher

from scanner.collect.tree import Tree
from scanner.model import Gap

MOST_LINES = 20_000
"""Of a longer file every line counts as changed, if any is: comparing takes too long."""


def changed_lines(before: Tree, now: Tree, path: str) -> frozenset[int]:
    """The lines of a file, from 1, that are new or other than `before`; none where it cannot be
    read. Where lines were only taken away, the line that follows stands for them."""
    content = now.read(path)
    if isinstance(content, Gap):
        return frozenset()
    old = before.read(path)
    return differing(b"" if isinstance(old, Gap) else old, content)


def differing(before: bytes, now: bytes) -> frozenset[int]:
    """As `changed_lines`, of two contents."""
    old, new = before.splitlines(), now.splitlines()
    if before == now or not new:
        return frozenset()
    if max(len(old), len(new)) > MOST_LINES:
        return frozenset(range(1, len(new) + 1))
    found: set[int] = set()
    for what, _, _, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "delete":
            found.add(min(start + 1, len(new)))
        elif what != "equal":
            found.update(range(start + 1, end + 1))
    return frozenset(found)
