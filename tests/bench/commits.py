"""What the change gate says of real commits, one after the other: does anything flicker?

    python -m tests.bench.commits REPOSITORY [--path DIR] [--count 20] [--until REVISION]

REPOSITORY is a clone with its history. Of the newest commits that touched code, on the first
parent's line, each is judged once and compared with the one before it. Printed for each: what is
new, worse, fixed and out of sight, with the headline. At the end: findings that came, went and
came again (flicker), and findings that are new in a commit that touched none of the files that
they point at (to be explained by hand).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from scanner.collect.changes import differing
from scanner.collect.revision import at_revision
from scanner.errors import CutsetError
from scanner.model import Finding, FindingState, Report
from scanner.pipeline import Request, report, scan
from scanner.rule import compared
from scanner.rule.anchor import Changed, at_the_change

CODE = ("*.tf", "*.tfvars", "*.hcl", "*.tf.json", "*.tofu")
TELLS = (FindingState.NEW, FindingState.WORSE, FindingState.FIXED)


@dataclass(frozen=True)
class Commit:
    """A commit and what it says of itself."""

    id: str
    title: str
    files: tuple[str, ...]


def commits(folder: Path, count: int, until: str) -> list[Commit]:
    """The newest `count` commits that touched code and the one before them, oldest first."""
    listed = _git(
        folder, "log", "--first-parent", "-m", f"-{count + 1}", "--format=%H %s", until, "--", *CODE
    )
    found = []
    for line in reversed(listed.splitlines()):
        identifier, _, title = line.partition(" ")
        files = _git(folder, "diff", "--name-only", f"{identifier}^1", identifier)
        found.append(Commit(identifier, title, tuple(files.splitlines())))
    return found


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], capture_output=True, check=True, text=True
    )
    return done.stdout


def judged(folder: Path, inside: str, commit: str) -> Report:
    """The report of a commit."""
    with ExitStack() as stack:
        copy = stack.enter_context(at_revision(folder / inside, commit))
        return report(scan(Request(paths=(copy,), called={copy: inside})))


def main(arguments: list[str]) -> int:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--path", default="")
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--until", default="HEAD")
    given = parser.parse_args(arguments)
    before: Report | None = None
    history: dict[str, list[bool]] = {}
    unexplained = []
    for number, commit in enumerate(commits(given.repository, given.count, given.until)):
        try:
            now = judged(given.repository, given.path, commit.id)
        except CutsetError as error:
            print(f"{commit.id[:10]} {error}")
            continue
        for identifier in {*history, *(f.id for f in now.findings)}:
            there = any(f.id == identifier for f in now.findings)
            history.setdefault(identifier, [False] * number).append(there)
        if before is not None:
            result = at_the_change(compared(before, now), lines_of(given.repository, commit))
            tell(commit, result)
            unexplained += [
                f"{commit.id[:10]} {finding.says}"
                for finding in result.findings
                if finding.state in (FindingState.NEW, FindingState.WORSE)
                and not touches(commit, finding)
            ]
        before = now
    flickers = [name for name, there in history.items() if changes(there) > 2]
    print(f"\n{len(history)} findings, {len(flickers)} flicker, {len(unexplained)} unexplained")
    for line in unexplained:
        print(f"  not in a touched file: {line}")
    return bool(flickers)


def lines_of(folder: Path, commit: Commit) -> Changed:
    """The lines that a commit has written; none of a file that it has not touched."""

    def changed(path: str) -> frozenset[int]:
        if path not in commit.files:
            return frozenset()
        before, now = (_content(folder, f"{commit.id}{end}:{path}") for end in ("^1", ""))
        return differing(before, now)

    return changed


def _content(folder: Path, name: str) -> bytes:
    done = subprocess.run(
        ["git", "-C", str(folder), "show", name], capture_output=True, check=False
    )
    return done.stdout


def tell(commit: Commit, result: Report) -> None:
    """One commit."""
    counts = Counter(f"{f.state} {f.severity}" for f in result.findings if f.state in TELLS)
    listed = ", ".join(f"{number} {what}" for what, number in sorted(counts.items())) or "nothing"
    print(f"{commit.id[:10]} {commit.title[:60]!r}: {listed}")
    if counts:
        print(f"  {result.verdict.sentence}")
    for finding in result.findings:
        if finding.state in (FindingState.NEW, FindingState.WORSE):
            place = finding.locations[0] if finding.locations else None
            where = f"{place.path}:{place.line}" if place else "-"
            print(
                f"    {finding.state} {finding.severity} {finding.rule_id} {finding.says} [{where}]"
            )
    for warning in result.warnings:
        if "are gone" in warning or "is gone" in warning:
            print(f"    {warning}")


def touches(commit: Commit, finding: Finding) -> bool:
    """Whether the commit touched a file that the finding points at."""
    return bool({place.path for place in finding.locations} & set(commit.files))


def changes(there: list[bool]) -> int:
    """How often a finding came or went."""
    return sum(one != other for one, other in pairwise(there))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
