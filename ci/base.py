"""What a change is compared with, as the commit that the platform names."""

from __future__ import annotations

from pathlib import Path

from scanner.collect.revision import commit_of, is_revision
from scanner.errors import InputError

NOTHING = "0" * 40
"""What platforms write for a branch that was not there before."""


def named(folder: Path, text: str) -> str:
    """The commit that `text` means: a revision, or a branch that was only fetched.

    Of a branch it is the commit where HEAD left it. Raises InputError.
    """
    for revision in (text, f"origin/{text}"):
        if "..." in revision:
            return commit_of(folder, revision)
        if is_revision(folder, revision):
            return left(folder, revision)
    raise InputError(
        f'"{text}" is not in this checkout',
        path=folder.as_posix(),
        means="There is nothing to compare with.",
        next="Fetch it: a full clone has every branch (see docs/ci.md).",
    )


def is_there(folder: Path, commit: str) -> bool:
    """Whether the checkout has `commit`. Raises InputError where git cannot answer at all, as in a
    folder of somebody else: that must not look like a commit that has gone."""
    commit_of(folder, "HEAD")
    return is_revision(folder, commit)


def base_of_request(folder: Path, commit: str, fetch: str) -> str:
    """Where HEAD left the commit that a request would be merged into. Raises InputError where the
    checkout does not have it; `fetch` says how it would."""
    if not is_there(folder, commit):
        raise InputError(
            f"the base of this change ({commit[:12]}) is not in this checkout",
            path=folder.as_posix(),
            means="There is nothing to compare with.",
            next=fetch,
        )
    return left(folder, commit)


def before_push(folder: Path, commit: str) -> str:
    """What a branch held before it was pushed to; empty where it was not there, or has gone.
    Raises InputError."""
    return commit if commit not in ("", NOTHING) and is_there(folder, commit) else ""


def left(folder: Path, revision: str) -> str:
    """The commit that HEAD and `revision` both come from; `revision` itself where there is none,
    as in a shallow clone. Raises InputError where `revision` is not there."""
    commit = commit_of(folder, revision)
    try:
        return commit_of(folder, f"{commit}...HEAD")
    except InputError:
        return commit


def merged_into(folder: Path) -> str:
    """If HEAD is a merge: the side it was merged into, else empty.

    Platforms test a request as if it was merged; then this is exactly what it would change.
    """
    if not is_revision(folder, "HEAD^2"):
        return ""
    return commit_of(folder, "HEAD^1")
