"""Acceptances in the code that was scanned: of every file that the scan has read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from posixpath import join

from scanner.collect.tree import Tree
from scanner.config.inline import Found, InlineAcceptance, acceptances_in, may_accept
from scanner.model import Gap
from scanner.model.files import content_of

MOST = 20_000
"""Acceptances in all; more are no acceptance of risks but a way to silence a tool."""

Called = tuple[str, Tree]
"""A scanned directory, with what the names of its files begin with in findings."""


def inline_acceptances(trees: Sequence[Called], inventories: Sequence[Path]) -> Found:
    """What the comments in scanned files accept, and warnings of those that do not count.

    Code that was downloaded, in a hidden folder, accepts nothing: its authors carry no risk of
    yours. Nor does a file whose name stands for two, where findings do not say which they mean.
    """
    accepted: list[InlineAcceptance] = []
    warnings: list[str] = []
    sources = sorted(_sources(trees, inventories))
    names = Counter(path for path, _ in sources)
    for path, content in sources:
        found = acceptances_in(content, path)
        warnings += found.warnings
        reason = _refused(path, names)
        if reason and found.acceptances:
            first = found.acceptances[0].origin
            warnings.append(f"{first}: {reason}; accept it in cutset.yaml")
        elif not reason:
            accepted += found.acceptances
    if len(accepted) > MOST:
        warnings.append(
            f"{accepted[MOST].origin}: more than {MOST:,} acceptances; the rest do not count"
        )
    return Found(tuple(accepted[:MOST]), tuple(warnings))


def _sources(trees: Sequence[Called], inventories: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    """`(name in findings, content)` of every file that may hold an acceptance."""
    for folder, tree in trees:
        for question in list(tree.answers):
            what, _, path = question.partition(":")
            if what == "read" and may_accept(path):
                content = tree.read(path)
                if not isinstance(content, Gap):
                    yield join(folder, path), content
    for file in inventories:
        if may_accept(file.name):
            yield file.as_posix(), content_of(file)


def _refused(path: str, names: Counter[str]) -> str:
    if any(part.startswith(".") and part not in (".", "..") for part in path.split("/")[:-1]):
        return "acceptances in downloaded code do not count"
    if names[path] > 1:
        return f"{names[path]} of the scanned sources have a file {path}, so it does not count"
    return ""
