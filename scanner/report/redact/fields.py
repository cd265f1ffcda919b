"""What becomes of each field of a report. A text that is not listed here is filtered."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from typing import Any

import msgspec

from scanner.model import (
    Accepted,
    Affected,
    ApiOrigin,
    Cell,
    Change,
    DomainRef,
    Excluded,
    FileOrigin,
    Finding,
    Gap,
    Journey,
    Location,
    Need,
    Proof,
    Report,
    RuleText,
    Tool,
)
from scanner.model.inference import JOURNEY_PREFIX
from scanner.report.redact.aliases import Aliases, key_of
from scanner.report.redact.names import REPEATED, Names, base_of, is_inside, place_parts
from scanner.report.redact.published import published
from scanner.report.redact.texts import Texts

_DIGEST = re.compile(r"(?:[a-z]+:)?[0-9a-f]{16}(?:[0-9a-f]{48})?")
Does = Callable[[Any], Any]


class Redaction:
    """One report redacted. Equal values are changed once."""

    def __init__(self, report: Report, secret: str = "") -> None:
        self._published = published()
        names = Names(report, self._published)
        self._kinds = names.kinds
        self._aliases = Aliases(key_of(secret, frozenset(names.accounts)))
        self._names = names.aliases(self._aliases)
        self._paths = names.paths
        self._anything = names.anything
        self._texts = Texts(self._published, self._aliases, self._names, names.paths)
        self._nodes: dict[str, str] = {}
        self._done: dict[msgspec.Struct, msgspec.Struct] = {}
        self._plans: dict[type, list[tuple[str, Does]]] = {}
        self.report: Report = msgspec.structs.replace(self._struct(report), redacted=True)

    # --- the walk -------------------------------------------------------------------------

    def _value(self, value: Any) -> Any:
        if isinstance(value, REPEATED):
            if value not in self._done:
                self._done[value] = self._struct(value)
            return self._done[value]
        if isinstance(value, msgspec.Struct):
            return self._struct(value)
        if isinstance(value, tuple):
            return tuple(map(self._value, value)) if value else value
        if isinstance(value, dict):
            return {self._value(key): self._value(item) for key, item in value.items()}
        if isinstance(value, str) and not isinstance(value, Enum):
            return self._texts.shown(value) if value else value
        return value

    def _struct(self, value: Any) -> Any:
        changed = {}
        for field, change in self._plan(type(value)):
            old = getattr(value, field)
            if old or old == 0:
                changed[field] = change(old)
        if isinstance(value, DomainRef | Proof):
            changed["name"] = self._called(value)
        return msgspec.structs.replace(value, **changed)

    def _plan(self, kind: type) -> list[tuple[str, Does]]:
        if kind not in self._plans:
            fields: tuple[str, ...] = kind.__struct_fields__  # type: ignore[attr-defined]
            self._plans[kind] = [
                (field, change)
                for field in fields
                for change in [_FIELDS.get((kind, field), Redaction._value)]
                if change is not _KEPT
                for change in [change.__get__(self)]
            ]
        return self._plans[kind]

    # --- fields ---------------------------------------------------------------------------

    def _node(self, node: str) -> str:
        """An id: of a resource, a place, a journey, or of a side of one."""
        if node not in self._nodes:
            self._nodes[node] = self._node_anew(node)
        return self._nodes[node]

    def _node_anew(self, node: str) -> str:
        base, rest = base_of(node)
        if node in self._names:
            base, rest = node, ""
        side = self._texts.shown(rest) if rest else ""
        if base in self._anything or base in self._paths:
            return base + side
        if base.startswith(JOURNEY_PREFIX):
            return JOURNEY_PREFIX + self._alias(base.removeprefix(JOURNEY_PREFIX)) + side
        parts = place_parts(base, self._published)
        if parts is None:
            return self._alias(base) + side
        head, known, inner = parts
        return head + known + (self._alias(inner) if inner else "") + side

    def _nodes_of(self, nodes: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(self._node, nodes))

    def _alias(self, name: str) -> str:
        return self._names.get(name) or self._aliases.alias("name", name)

    def _called(self, value: DomainRef | Proof) -> str:
        """The name beside an id: the same alias, with its side in words; or that of a place."""
        if not value.name:
            return ""
        identifier = value.id if isinstance(value, DomainRef) else value.node
        base, rest = base_of(identifier)
        suffix = f" ({rest[1:]})" if rest and "?" not in rest else ""
        name = value.name.removesuffix(suffix) if suffix else value.name
        words = self._texts.shown(suffix) if suffix and name != value.name else ""
        if name in self._names and place_parts(base, self._published) is None:
            return self._names[name] + words
        return self._texts.shown(name) + words

    def _needs(self, needs: tuple[Any, ...]) -> tuple[Any, ...]:
        """What a journey or a need names: a port, a selector, or a tree of both."""
        return tuple(self._struct(n) if isinstance(n, Need) else self._node(n) for n in needs)

    def _path(self, path: str) -> str:
        """A path stays unless it leads out of what was scanned."""
        return path if is_inside(path) or path == "." else self._aliases.alias("file", path)

    def _digest(self, text: str) -> str:
        """An id that is a digest stays; anything else somebody has written."""
        return text if _DIGEST.fullmatch(text) else self._aliases.alias("id", text)

    def _digests(self, texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(self._digest, texts))

    def _links(self, links: tuple[str, ...]) -> tuple[str, ...]:
        known = self._published.links
        return tuple(link if link in known else self._texts.shown(link) for link in links)

    def _nothing(self, value: object) -> None:
        del value


def _KEPT(redaction: Redaction, value: Any) -> Any:  # noqa: N802 - marks a field, is not called
    del redaction
    return value


_FIELDS: dict[tuple[type, str], Callable[[Redaction, Any], Any]] = {
    (Report, "schema_version"): _KEPT,
    (Report, "tool"): _KEPT,
    (Report, "digest"): _KEPT,
    (Tool, "rules"): _KEPT,
    (Journey, "id"): Redaction._alias,
    (Journey, "name"): Redaction._alias,
    (Journey, "owner"): Redaction._alias,
    (Journey, "needs"): Redaction._needs,
    (Journey, "loss_per_hour"): Redaction._nothing,
    (Need, "to"): Redaction._node,
    (Need, "any_of"): Redaction._needs,
    (Need, "all_of"): Redaction._needs,
    (Need, "of"): Redaction._needs,
    (Need, "action"): Redaction._node,
    (DomainRef, "id"): Redaction._node,
    (DomainRef, "name"): _KEPT,  # `_called` follows
    (Change, "journey"): Redaction._alias,
    **{(Change, name): _KEPT for name in ("was_surely", "was_possibly", "surely", "possibly")},
    (Cell, "journey"): Redaction._alias,
    (Cell, "surely"): _KEPT,
    (Cell, "possibly"): _KEPT,
    (Cell, "gap_ids"): Redaction._digests,
    (Proof, "node"): Redaction._node,
    (Proof, "name"): _KEPT,  # `_called` follows
    (Affected, "stopped"): Redaction._nodes_of,
    (Affected, "stale"): Redaction._nodes_of,
    (Affected, "slowed"): Redaction._nodes_of,
    (Affected, "unknown"): Redaction._nodes_of,
    (Finding, "id"): Redaction._digest,
    (Finding, "rule_id"): _KEPT,
    (RuleText, "id"): _KEPT,
    (RuleText, "references"): Redaction._links,
    (Accepted, "owner"): Redaction._alias,
    (Finding, "subjects"): Redaction._nodes_of,
    (Finding, "references"): Redaction._links,
    (Finding, "gap_ids"): Redaction._digests,
    (Excluded, "id"): Redaction._node,
    (Gap, "id"): Redaction._digest,
    (Gap, "subject"): Redaction._node,
    (Gap, "handed"): Redaction._nodes_of,
    (Gap, "called"): Redaction._nodes_of,
    (FileOrigin, "path"): Redaction._path,
    (Location, "path"): Redaction._path,
    (ApiOrigin, "resource"): Redaction._node,
    (ApiOrigin, "account"): Redaction._alias,
}
