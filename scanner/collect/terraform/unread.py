"""A source of which nothing was read: what it is, and the gap that says why."""

from __future__ import annotations

from scanner.model import FileOrigin, Gap, Reach, Read, Source, gap_id


def unread_source(
    root: str, called: str, reason: str, origin: FileOrigin, *, files: int = 0
) -> tuple[Source, Gap]:
    """The source of the root with the id `root`, which people know as `called`.

    It counts as one thing that was declared and not evaluated: it may hold anything.
    """
    question = f"What is in {called}?"
    gap = Gap(
        id=gap_id(Reach.OPAQUE, root, question),
        subject=root,
        question=question,
        reason=reason,
        reach=Reach.OPAQUE,
        origin=origin,
    )
    source = Source(
        id=f"terraform:{root}",
        kind="terraform",
        read=Read.NONE,
        reason=reason,
        files=files,
        declared=1,
        unevaluated=(gap,),
    )
    return source, gap
