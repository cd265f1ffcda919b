"""The sample repository with a history: what it was, and changes on top of it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).parents[2]
SAMPLE = HOME / "samples" / "ci-repository"
GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    **{
        f"GIT_{who}_{what}": f"dev@{what}"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    },
}
BOTH_ZONES = "[for subnet in aws_subnet.private : subnet.id]\n  }\n  load_balancer"
ONE_ZONE = '[aws_subnet.private["eu-west-1a"].id]\n  }\n  load_balancer'


@dataclass(frozen=True)
class Repository:
    """A clone in `folder`."""

    folder: Path

    def git(self, *arguments: str) -> str:
        """What git answers."""
        done = subprocess.run(
            ["git", "-C", self.folder, *arguments],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, **GIT},
        )
        return done.stdout.strip()

    def commit(self, change: Callable[[Path], None]) -> str:
        """A commit with that change on top of HEAD."""
        change(self.folder)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", change.__name__)
        return self.git("rev-parse", "HEAD")

    def request(self, *changes: Callable[[Path], None]) -> str:
        """A pull request with those changes, checked out as GitHub does: merged into main."""
        self.git("checkout", "--quiet", "-B", "change", "main")
        for change in changes:
            self.commit(change)
        self.git("checkout", "--quiet", "--detach", "main")
        self.git("merge", "--quiet", "--no-ff", "--no-edit", "change")
        return self.git("rev-parse", "HEAD")


def sample(folder: Path) -> Repository:
    """The sample with one commit on main."""
    shutil.copytree(SAMPLE, folder)
    repository = Repository(folder)
    repository.git("init", "--quiet", "--initial-branch=main")
    repository.commit(nothing)
    return repository


# --- changes ----------------------------------------------------------------------------


def nothing(_: Path) -> None:
    """No change at all."""


def worse(folder: Path) -> None:
    """The service runs in one zone."""
    _rewrite(folder / "infra" / "withdrawals.tf", BOTH_ZONES, ONE_ZONE)


def better(folder: Path) -> None:
    """The service runs in both zones, as before."""
    _rewrite(folder / "infra" / "withdrawals.tf", ONE_ZONE, BOTH_ZONES)


def renamed(folder: Path) -> None:
    """A file, a resource and the layout of a block are other ones; what is built is the same."""
    ledger = folder / "infra" / "ledger.tf"
    text = ledger.read_text().replace(
        '"aws_dynamodb_table" "ledger"', '"aws_dynamodb_table" "book"'
    )
    moved = "moved {\n  from = aws_dynamodb_table.ledger\n  to   = aws_dynamodb_table.book\n}\n"
    (folder / "infra" / "book.tf").write_text(f"# The ledger.\n\n{moved}\n{text}")
    ledger.unlink()
    _rewrite(folder / "cutset.yaml", "aws_dynamodb_table.ledger", "aws_dynamodb_table.book")


def unreadable(folder: Path) -> None:
    """A file breaks off."""
    file = folder / "infra" / "withdrawals.tf"
    file.write_text(file.read_text().partition("load_balancer_type")[0])


def broken(folder: Path) -> None:
    """The configuration is none."""
    (folder / "cutset.yaml").write_text("journeys: {withdraw: 1}\n")


def _rewrite(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
