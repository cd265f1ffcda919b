"""What a resource type means for failure."""

from __future__ import annotations

from typing import Any

from scanner.knowledge.types.fact import Fact
from scanner.knowledge.types.layout import Layout, Locate
from scanner.knowledge.types.relation import Choice, Edge, Link, Serves
from scanner.model import NO_TIME, Duration, Effect
from scanner.model.record import Record


class Alternative(Record, frozen=True, kw_only=True):
    """Where `when` holds, resources of this type with one name stand in for each other."""

    when: dict[str, dict[str, Any]]
    after: Duration | None = NO_TIME
    """How long until another of them answers."""


class ActionNeed(Record, frozen=True, kw_only=True):
    """Something that an action of a resource needs."""

    service: str = ""
    """A service of the same provider, in the resource's region."""
    side: str = "serve"
    at: str = ""
    """Attribute path of what it needs, e.g. an image."""


class ResourceType(Fact, frozen=True, kw_only=True):
    """What a resource type means for failure."""

    type: str
    service: str
    """A service of the type's provider, or empty for a setting without one."""
    roles: tuple[str, ...]
    """Keys of the roles table: `data_store`, `cache`, `compute`, `config`, ..."""
    aliases: tuple[str, ...] = ()
    """The same thing in other languages: CloudFormation, ARM, Cloud Asset names."""
    locate: Locate = Locate()
    layouts: tuple[Layout, ...] = ()
    defaults: dict[str, Any] = {}
    """What the provider uses where an attribute is absent."""
    defaults_until: dict[str, dict[str, Any]] = {}
    """Release of the Terraform provider -> what it used before, of top-level attributes."""
    name: tuple[str, ...] = ()
    """Attributes that hold the name in the cloud."""
    identities: tuple[str, ...] = ()
    """Attributes whose value others use to refer to it: arn, id, host names."""
    addresses: dict[str, str] = {}
    """Attribute -> the address that whoever uses that attribute depends on."""
    links: tuple[Link, ...] = ()
    chooses: dict[str, Choice] = {}
    """Of a setting: attribute path of names -> how it chooses beside them."""
    edges: tuple[Edge, ...] = ()
    serves: Serves | None = None
    alternatives: tuple[Alternative, ...] = ()
    uses: dict[str, Effect] = {}
    """Attribute path -> effect of losing what it names, where it is not `stop`."""
    ignore: tuple[str, ...] = ()
    """Attributes whose references carry no dependency."""
    boot: tuple[str, ...] = ()
    """Attributes with scripts that run when it starts: hosts they name may be needed then only."""
    actions: dict[str, tuple[ActionNeed, ...]] = {}
    expects: tuple[str, ...] = ()
    """Marks of edges (`any`) of which at least one must stand behind it: with none read, what
    stands there is not known."""
    snapshots: dict[str, dict[str, Any]] | None = None
    """Where this holds, the provider keeps restorable copies of its data in the region."""
    paired: dict[str, dict[str, Any]] | None = None
    """Where this holds, the provider keeps its data in the region's pair as well."""
    off: dict[str, dict[str, Any]] | None = None
    """Condition under which it is switched off: it is there and does nothing."""
    within: str = ""
    """Attribute path of what it is a part of, e.g. a record's zone."""
    public: dict[str, dict[str, Any]] = {}
    """Condition under which customers can see it and what is within it."""
    answers: str = ""
    """Of a way in behind another: path of the hosts it answers for; where none are written,
    it answers for all that lead there."""
    entry: dict[str, dict[str, Any]] | None = None
    """Condition under which customers come in here; an empty one always holds."""


class Settings(Fact, frozen=True, kw_only=True):
    """Resource types that are settings and no more, by name: known, so that none counts as
    not understood, and without a meaning of their own."""

    types: tuple[str, ...]
    role: str = "setting"


class DataSource(Fact, frozen=True, kw_only=True):
    """A data source whose attributes follow from configuration."""

    type: str
    finds: str = ""
    """Type of the resource that it looks up."""
    by: str = ""
    """The argument that holds that resource's name."""
    called: dict[str, str] = {}
    """Its attribute -> what the resource calls the same, where the two differ."""
    gives: dict[str, str] = {}
    """Attribute -> `region`, `zones`, `zone_ids`, `account`, `partition`, `same:<argument>`,
    `document`, the block's own arguments written as JSON, or `state`, the outputs of the root
    whose state it reads."""
    keys: dict[str, str] = {}
    """Of a document: argument -> its key in the JSON."""
    by_region: dict[str, str] = {}
    """Beginning of a region's name -> partition."""
    harmless: tuple[str, ...] = ()
    """Arguments that do not leave out zones."""
