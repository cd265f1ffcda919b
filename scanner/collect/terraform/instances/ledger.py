"""Gaps found on the way, each once."""

from __future__ import annotations

from scanner.collect.secrecy import redacted
from scanner.model import FileOrigin, Gap, Origin, Reach, Unknown, gap_id


class Ledger:
    """Gaps of one root, and the causes of unknown values that become gaps if they matter."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._gaps: dict[str, Gap] = {}
        self._causes: dict[tuple[str, FileOrigin | None], str] = {}
        self.beside: list[Ledger] = []
        """Those of roots whose values are used here."""

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """In order of id."""
        return tuple(self._gaps[identifier] for identifier in sorted(self._gaps))

    def add(
        self,
        reach: Reach,
        subject: str,
        question: str,
        reason: str,
        origin: Origin,
        handed: tuple[str, ...] = (),
        called: tuple[str, ...] = (),
    ) -> Gap:
        """Record a question nobody answered. No secret of the code gets into it."""
        question, reason = redacted(question), redacted(reason)
        gap = Gap(
            id=gap_id(reach, subject, question),
            subject=subject,
            question=question,
            reason=reason,
            reach=reach,
            handed=handed,
            called=called,
            origin=origin,
        )
        return self._gaps.setdefault(gap.id, gap)

    def report(self, reason: str, origin: FileOrigin, question: str = "") -> None:
        """Note the cause of an unknown value: it becomes a gap if a resource has that value."""
        self._causes.setdefault((reason, origin), question or f"What does {origin} give?")

    def matters(self, path: str, unknown: Unknown) -> None:
        """A resource has an unknown value at `path`: its cause, if one was noted, is a gap."""
        origin = unknown.origin if isinstance(unknown.origin, FileOrigin) else None
        question = self._cause(unknown.reason, origin)
        if question is None or origin is None:
            return
        reach = _REACH.get(path, Reach.EFFECT)
        weaker = [r for r in _ORDER if gap_id(r, self.root, question) in self._gaps]
        if any(_ORDER.index(other) <= _ORDER.index(reach) for other in weaker):
            return
        for other in weaker:
            del self._gaps[gap_id(other, self.root, question)]
        self.add(reach, self.root, question, unknown.reason, origin)

    def _cause(self, reason: str, origin: FileOrigin | None) -> str | None:
        """The question that was noted for a cause, here or where the value comes from."""
        todo: list[Ledger] = [self]
        seen: set[int] = set()
        while todo:
            ledger = todo.pop()
            if id(ledger) in seen:
                continue
            seen.add(id(ledger))
            if (reason, origin) in ledger._causes:
                return ledger._causes[reason, origin]
            todo += ledger.beside
        return None


_REACH = {"count": Reach.EXISTENCE, "region": Reach.PLACEMENT, "zones": Reach.PLACEMENT}
_ORDER = [Reach.EXISTENCE, Reach.PLACEMENT, Reach.EFFECT]
"""A cause that leaves several things open is told once, by the widest of them."""
