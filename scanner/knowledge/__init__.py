"""What is known about providers, resource types and vendors: facts as data, with sources."""

from scanner.knowledge.knowledge import HostMatch, Knowledge, ZoneName
from scanner.knowledge.load import load
from scanner.knowledge.types import (
    Alternative,
    Choice,
    DataSource,
    Edge,
    Endpoint,
    EvidenceKind,
    KnowledgeFile,
    Layout,
    Link,
    Locate,
    Provider,
    ResourceType,
    Role,
    Serves,
    Service,
    Shape,
    Tagged,
    Vendor,
)

__all__ = [
    "Alternative",
    "Choice",
    "DataSource",
    "Edge",
    "Endpoint",
    "EvidenceKind",
    "HostMatch",
    "Knowledge",
    "KnowledgeFile",
    "Layout",
    "Link",
    "Locate",
    "Provider",
    "ResourceType",
    "Role",
    "Serves",
    "Service",
    "Shape",
    "Tagged",
    "Vendor",
    "ZoneName",
    "load",
]
