"""Where a statement comes from. Nothing in cutset exists without an origin."""

from __future__ import annotations

from scanner.model.record import Record


class FileOrigin(Record, frozen=True, gc=False, tag="file"):
    """A place in a file: `path` relative to the scanned tree, lines and columns from 1."""

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 0
    """Last line of the block or attribute; 0 where it is the same as `line`."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class ApiOrigin(Record, frozen=True, gc=False, tag="api"):
    """An answer of a provider's interface: the `operation` and the `resource` it told of."""

    operation: str
    resource: str = ""
    region: str = ""
    account: str = ""

    def __str__(self) -> str:
        place = "/".join(part for part in (self.account, self.region) if part)
        return " ".join(part for part in (self.operation, self.resource, place) if part)


class KnowledgeOrigin(Record, frozen=True, gc=False, tag="knowledge"):
    """An entry of cutset's own data and the source that the entry rests on."""

    entry: str
    source: str
    from_memory: bool = False
    """True where nobody has looked it up: counts, but caps a finding's confidence."""

    def __str__(self) -> str:
        doubt = ", from memory" if self.from_memory else ""
        return f"knowledge {self.entry} ({self.source}{doubt})"


Origin = FileOrigin | ApiOrigin | KnowledgeOrigin


class Evidence(Record, frozen=True, gc=False):
    """One reason to believe a requirement: its `kind` (a key of the evidence table in
    `scanner.knowledge`), what it `says` in a few words, and where it was read."""

    kind: str
    says: str
    origin: Origin
