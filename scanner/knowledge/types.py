"""The shapes of the facts in `data/`. No fact lives in code, and no fact without a source.

Every file in `data/` is a `KnowledgeFile`. It names its sources once, and each entry
refers to them by key. An entry whose only sources have the basis `memory` is *from
memory*: it counts, but it caps the confidence of what is concluded from it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from scanner.model import NO_TIME, Duration, Effect, Strength, Takeover
from scanner.model.record import Record


class SourceBasis(StrEnum):
    """What kind of text a source is, best first."""

    DOCUMENTED = "documented"
    INCIDENT = "incident"
    SCHEMA = "schema"
    PRESS = "press"
    MEMORY = "memory"


class Fact(Record, frozen=True, kw_only=True):
    """What every entry has: where it is from."""

    source: tuple[str, ...]
    """Keys of the file's `sources`, best first."""
    note: str = ""


class Citation(Record, frozen=True):
    """A text that facts rest on."""

    url: str
    basis: SourceBasis
    date: str
    """When it was read or published, ISO; for memory, when it was written down."""
    via: str = ""
    """Where it was not read directly: what quoted it."""


# --- places -----------------------------------------------------------------------------


class Region(Fact, frozen=True, kw_only=True):
    """A region of a provider."""

    id: str
    name: str = ""
    aliases: tuple[str, ...] = ()
    """Other ids of the same region, e.g. those that one service has kept."""
    country: str = ""
    """ISO 3166 code."""
    zones: tuple[str, ...] = ()
    """Ids that mean the same place in every account; empty where they are not known."""
    zone_count: int = 0
    """How many zones there are, where only the number is known."""
    zone_letters: str = "uniform"
    """`uniform` where a zone's letter means one place in all accounts, else `per_account`."""
    pair: str = ""
    """Region that the provider pairs it with for storage copies."""
    weak_zones: bool = False
    """Zones are documented to share buildings."""


class ZoneForm(Fact, frozen=True, kw_only=True):
    """How a zone is written: `pattern` with the group `region`, or `code`, a region's short code.

    With neither, the text is a zone only within a region known otherwise (`1`, `2`, `3`).
    """

    pattern: str
    identifies: bool = True
    """True where the text means one place in every account."""
    examples: tuple[str, ...] = ()
    """Zones in that form, of different regions: what code makes of a zone is tried on them."""


class MultiRegion(Fact, frozen=True, kw_only=True):
    """A placement that spans regions under one name, e.g. a storage location."""

    id: str
    regions: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


class Provider(Fact, frozen=True, kw_only=True):
    """A cloud provider, its names in code, and its regions."""

    id: str
    name: str
    terraform: tuple[str, ...] = ()
    """Local provider names in Terraform."""
    type_prefixes: tuple[str, ...] = ()
    type_domains: tuple[str, ...] = ()
    """How the part before the `/` ends in types such as `service.example.com/Instance`."""
    region_attributes: tuple[str, ...] = ("region",)
    """Attributes that hold a resource's region where its type says nothing else."""
    zone_attributes: tuple[str, ...] = ()
    """Attributes of its configuration in code that say the zone of resources that say none."""
    owner_attributes: tuple[str, ...] = ()
    """Attributes of any type that name what it is a part of, and so where it is; best first."""
    configures_region: bool = True
    """Whether its configuration in code can say the region of resources that say none."""
    account_attributes: tuple[str, ...] = ()
    account_pattern: str = ""
    """What an account's id looks like inside a longer text, e.g. a role's name."""
    ignore: tuple[str, ...] = ()
    """Attributes of every type that carry no dependency: tags, labels."""
    regions: tuple[Region, ...] = ()
    region_pattern: str = ""
    """What a region's name looks like, for regions newer than this file."""
    region_forms: tuple[str, ...] = ()
    """Patterns of longer names that have a region or zone in them, as the group `place`."""
    zone_forms: tuple[ZoneForm, ...] = ()
    multi_regions: tuple[MultiRegion, ...] = ()
    region_short_codes: dict[str, str] = {}
    """Short code in host names and zone ids -> region."""


# --- services ---------------------------------------------------------------------------


class ServiceNeed(Fact, frozen=True, kw_only=True):
    """One service needs another of the same provider."""

    service: str
    side: str = "serve"
    """Which side of the dependent: `serve`, or an action such as `launch`."""
    needs_side: str = "serve"
    region: str = ""
    """Region of the other; empty for the dependent's own."""
    effect: Effect = Effect.SLOW
    strength: Strength = Strength.MEDIUM
    """Strong only where the effect is documented."""
    why: str = ""


class Service(Fact, frozen=True, kw_only=True):
    """A service of a provider: a domain of its own in each region where it is used."""

    id: str
    name: str
    scope: str
    """`zonal`, `regional`, `partition` or `global`: what its data plane is tied to."""
    control_home: str = "region"
    """`region` (one control plane a region), `global`, or the region all changes go to."""
    actions: tuple[str, ...] = ()
    """Sides that its control plane provides, e.g. `launch`, `route`."""
    stable: bool = False
    """What runs goes on running without it: losing it takes away its actions only."""
    needs: tuple[ServiceNeed, ...] = ()


# --- resource types ---------------------------------------------------------------------


class Shape(StrEnum):
    """How a resource's copies are laid out, and so what it takes to lose it."""

    NONE = "none"
    """A setting: nothing runs and nothing is kept."""
    ZONAL = "zonal"
    """One copy in one zone."""
    SPREAD = "spread"
    """`instances` equal copies over its zones; any one serves."""
    STANDBY = "standby"
    """A primary and a standby in another of its zones that takes over."""
    QUORUM = "quorum"
    """`instances` voting members dealt out over its zones; a majority serves."""
    REGIONAL = "regional"
    """Kept up by the provider while no more than one zone of its region is lost."""
    MULTI_REGION = "multi_region"
    """A copy in each of `regions`, each with an address of its own."""
    GLOBAL = "global"
    """Not tied to a region."""
    MEMBERS = "members"
    """As many copies as other resources that are its members."""
    FOLLOWS = "follows"
    """Laid out as the resource at `follows` is."""
    UNKNOWN = "unknown"
    """Configuration does not tell."""


class Layout(Record, frozen=True, kw_only=True):
    """A shape and its figures, if `when` holds. The first layout whose `when` holds counts."""

    shape: Shape
    when: dict[str, dict[str, Any]] = {}
    """`{attribute path: {operator: value}}`; operators: `eq ne in not_in exists absent ge lt
    count_ge distinct_zones_ge regex`. An empty one always holds. A condition on an unknown
    attribute may hold or not, and both readings are kept."""
    instances: tuple[str, ...] = ()
    """Attribute paths of the number of copies, the first that is there counts; a plain
    number is that number."""
    k: str = "any"
    """Of members: `any`, `majority` or `all`."""
    regions: str = ""
    """Attribute path of the regions of a multi-region layout."""
    writers: str = "all"
    """Of a multi-region layout or of members: `all` copies take writes, or `one` does."""
    after: Duration | None = NO_TIME
    """How long a takeover inside this layout lasts; null where no source tells."""
    action: str = ""
    """The action a takeover needs, e.g. `promote`."""
    by: str = "automatic"
    follows: str = ""
    """Attribute path of the resource whose layout this one has."""


class Locate(Record, frozen=True, kw_only=True):
    """Attribute paths that say where a resource is, each in order of preference."""

    region: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    subnets: tuple[str, ...] = ()
    """References to resources that have zones themselves, e.g. subnets or subnet groups."""
    one_subnet: bool = False
    """`subnets` names a single one: what names the same one is in the same zone."""
    inward: bool = False
    """What is in its subnets only answers within the network, and needs no way out of it."""
    hall: tuple[str, ...] = ()
    """References to placement groups: what shares one is lost with one hall."""
    account: tuple[str, ...] = ()
    anywhere: bool = False
    """The provider picks the place within the region and does not tell."""


class Link(Record, frozen=True, kw_only=True):
    """What this resource is to those named by attribute `at`."""

    at: str
    of: str = "self"
    """Attribute path of the one that the link is about, where a setting declares it."""
    kind: str
    """`member_of` (it is a copy of), `copy_of` (a replica of), `global_of` (its regional
    part of), `entry_of` (an entry in a block of), `backup_of`, `beside` (in one zone with), `key`
    (encrypted with), `same_as`, `setting_of`, `none`."""
    through: str = ""
    """Attribute path of what `of` names: what stands there is what the link is about, e.g. the
    vault of a plan."""
    type: str = ""
    """Type of what stands there, where it is named by a plain name."""
    into: str = ""
    """Of an entry: the block and argument in which its region would stand there."""
    after: Duration | None = NO_TIME
    action: str = ""
    by: str = "automatic"


class Edge(Record, frozen=True, kw_only=True):
    """A requirement between what two attributes name: `source` needs `target`.

    `self` is the resource. `path@name` is the address `name` of what `path` names.
    """

    source: str
    target: str
    any: str = ""
    """Edges of one source with one mark here are alternatives: one is enough."""
    side: str = "serve"
    target_side: str = "serve"
    effect: Effect = Effect.STOP
    holds: Duration | None = NO_TIME
    strength: Strength = Strength.STRONG
    takeover: Takeover | None = None
    """Among alternatives: when this one counts, e.g. a secondary DNS record."""
    evidence: str = ""
    """Kind of evidence, where it is another than a plain reference."""
    when: dict[str, dict[str, Any]] = {}


class Serves(Record, frozen=True, kw_only=True):
    """Resources that need this one because they share an owner with it and have no other."""

    type: str
    """Their type."""
    owner: str
    """Attribute path of the owner here."""
    their_owner: str
    """Attribute path of the owner there."""
    unless: str = ""
    """Type of the setting that gives one of them another."""
    at: str = ""
    """Attribute path in that setting of the one it is about."""


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


# --- hosts and vendors ------------------------------------------------------------------


class Endpoint(Fact, frozen=True, kw_only=True):
    """A form of host name and what answers there.

    Groups of `pattern`: `region`, `code` (short code of a region), `zone`, `name`, `account`,
    `service`. The first pattern that matches counts.
    """

    pattern: str
    service: str = ""
    """Of the file's provider; `*` where the group `service` says it."""
    type: str = ""
    """Resource type that `name` names, where it names one."""
    address: str = ""
    region: str = ""
    """Where the pattern itself fixes it."""
    alike: bool = False
    """Not a host but a name in another form, e.g. an ARN: matched against whole words."""
    control: bool = False
    """The host is a control plane: needed for changes, not for serving."""
    example: str = ""
    """A host that must match: every pattern proves itself."""


class Hosting(Record, frozen=True, kw_only=True):
    """Where a vendor runs, as far as somebody has said."""

    provider: str
    region: str = ""
    zone: str = ""
    source: tuple[str, ...]
    strength: Strength = Strength.MEDIUM
    claim: str = ""


class Vendor(Fact, frozen=True, kw_only=True):
    """A third party that is lost as one."""

    id: str
    name: str
    category: str
    roles: tuple[str, ...] = ()
    """What an exchange uses it for."""
    hosts: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    """Hosts that must match, one at least for each pattern."""
    hosting: tuple[Hosting, ...] = ()
    hosting_all: bool = False
    """True where it needs all of `hosting` at once, false where one is enough or unknown."""
    needs: tuple[str, ...] = ()
    """Other vendors it depends on."""
    effect: Effect = Effect.STOP
    """What whoever calls it suffers without it, where nothing more special is known."""
    terraform: tuple[str, ...] = ()
    """Local Terraform provider names whose resources live at this vendor."""


# --- how to conclude --------------------------------------------------------------------


class EvidenceKind(Fact, frozen=True, kw_only=True):
    """How far one kind of evidence carries."""

    id: str
    says: str
    strength: Strength
    basis: str
    confidence: float
    """0..1: orders evidence of one strength."""


class Role(Fact, frozen=True, kw_only=True):
    """What a role of a resource type implies."""

    id: str
    means: str
    effect: Effect = Effect.STOP
    """What a dependent suffers where nothing more special is known."""
    runs: bool = True
    """False for settings, whose loss changes nothing that runs."""
    keeps_data: bool = False
    works: bool = False
    """A workload: where it is in no journey, it is at least in the background."""
    calls_out: bool = False
    """Its settings name the hosts that it calls: environment, user data, app settings."""
    names_hosts: bool = False
    """A DNS name that others, and customers, reach something by."""
    carries: bool = False
    """What is placed in it needs it, since its traffic goes through it: a subnet."""
    by_name: bool = False
    """Programs ask for it by its plain name, e.g. a secret; so do they for all that keeps data."""
    counts_as: str = ""
    """Kind of single resource in tables: `database`, `certificate`, ..."""


class Action(Fact, frozen=True, kw_only=True):
    """A named side beside serving and keeping data."""

    id: str
    means: str
    verb: str
    """How a sentence says it is not possible: `cannot launch`."""


class Home(Fact, frozen=True, kw_only=True):
    """Where what a Terraform provider manages lives: in what its configuration names."""

    names: tuple[str, ...]
    """Of the providers."""
    at: tuple[str, ...]
    """Paths of the configuration's arguments that say where."""


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
