"""One file of `data/`: facts of each kind, and the texts that they rest on."""

from __future__ import annotations

from scanner.knowledge.types.fact import Citation
from scanner.knowledge.types.meaning import Action, EvidenceKind, Role
from scanner.knowledge.types.provider import Home, Provider
from scanner.knowledge.types.resource import DataSource, ResourceType, Settings
from scanner.knowledge.types.service import Service
from scanner.knowledge.types.vendor import Endpoint, Vendor
from scanner.model.record import Record


class KnowledgeFile(Record, frozen=True, kw_only=True):
    """One file of `data/`."""

    provider: str = ""
    """Whose services and types the file tells of."""
    sources: dict[str, Citation] = {}
    providers: tuple[Provider, ...] = ()
    services: tuple[Service, ...] = ()
    types: tuple[ResourceType, ...] = ()
    settings: tuple[Settings, ...] = ()
    data_sources: tuple[DataSource, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    vendors: tuple[Vendor, ...] = ()
    homes: tuple[Home, ...] = ()
    no_services: tuple[str, ...] = ()
    """Host names, and endings of some, in addresses that are names and are not called."""
    evidence: tuple[EvidenceKind, ...] = ()
    roles: tuple[Role, ...] = ()
    actions: tuple[Action, ...] = ()
