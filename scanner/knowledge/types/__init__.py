"""The shapes of the facts in `data/`. No fact lives in code, and no fact without a source.

Every file in `data/` is a `KnowledgeFile`. It names its sources once, and each entry
refers to them by key. An entry whose only sources have the basis `memory` is *from
memory*: it counts, but it caps the confidence of what is concluded from it.
"""

from scanner.knowledge.types.fact import Citation, Fact, SourceBasis
from scanner.knowledge.types.file import KnowledgeFile
from scanner.knowledge.types.layout import Layout, Locate, Shape
from scanner.knowledge.types.meaning import Action, EvidenceKind, Role
from scanner.knowledge.types.provider import Home, MultiRegion, Provider, Region, ZoneForm
from scanner.knowledge.types.relation import Choice, Edge, Link, Serves, Tagged
from scanner.knowledge.types.resource import (
    ActionNeed,
    Alternative,
    DataSource,
    ResourceType,
    Settings,
)
from scanner.knowledge.types.service import Service, ServiceNeed
from scanner.knowledge.types.vendor import Endpoint, Hosting, Vendor

__all__ = [
    "Action",
    "ActionNeed",
    "Alternative",
    "Choice",
    "Citation",
    "DataSource",
    "Edge",
    "Endpoint",
    "EvidenceKind",
    "Fact",
    "Home",
    "Hosting",
    "KnowledgeFile",
    "Layout",
    "Link",
    "Locate",
    "MultiRegion",
    "Provider",
    "Region",
    "ResourceType",
    "Role",
    "Serves",
    "Service",
    "ServiceNeed",
    "Settings",
    "Shape",
    "SourceBasis",
    "Tagged",
    "Vendor",
    "ZoneForm",
]
