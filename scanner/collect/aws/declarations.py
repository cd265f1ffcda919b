"""What a service's file declares: the calls that read it, and what their answers mean.

A file of `services/` is one service. Its `steps` are calls in order; a later one may be asked
once for each item of an earlier one, or for a batch of them. Its `resources` say which items
are resources and, in JMESPath, what their attributes are. What is not declared here cannot be
called, and `scan policy aws` is written from the same files.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from scanner.errors import InputError, KnowledgeError
from scanner.model import Reach
from scanner.model.codec import decode, json_schema, read_document
from scanner.model.record import Record

T = TypeVar("T")

HERE = Path(__file__).parent
SERVICES = HERE / "services"
ACCESS = HERE / "access.yaml"


class Call(Record, frozen=True, kw_only=True):
    """One operation of the API."""

    call: str
    """As the API's model writes it, e.g. `DescribeDBInstances`."""
    parameters: dict[str, Any] = {}
    """What is always asked with."""
    items: str = ""
    """Where the items stand in a page of the answer; empty where the whole answer is one."""
    none: tuple[str, ...] = ()
    """Error codes that say there is nothing of the kind; no gap."""
    actions: tuple[str, ...] = ()
    """What the policy must allow, where it is not `<prefix>:<call>`."""


class Step(Call, frozen=True, kw_only=True):
    """A call of a service, and what it is asked of."""

    each: str = ""
    """An earlier step: it is asked once for each item of that."""
    batch: int = 0
    """Of so many items at once, which have one parent."""
    when: str = ""
    """JMESPath on the item of the earlier step: it is asked only of those where this holds."""
    given: dict[str, str] = {}
    """Parameter -> JMESPath on the item; of batches, on the list of items."""
    into: str = ""
    """Its items become a part of the item it was asked of, under this name. Without `into`
    they are items of their own, and `_parent` leads from each to what it was asked of."""
    single: bool = False
    """Of `into`: the part is the one item, not a list of items."""
    same: dict[str, str] = {}
    """Of batches that go `into`: JMESPath on the item -> JMESPath on the part of equal value."""
    reach: Reach = Reach.OPAQUE
    """What is open where it is denied. Anything at all, unless a test shows that the unknown
    attributes say enough."""


class Mapping(Record, frozen=True, kw_only=True):
    """How items of a step are resources of one type."""

    type: str
    step: str
    items: str = ""
    """JMESPath to parts of an item that are resources each; `_parent` leads back to it."""
    when: str = ""
    """JMESPath: only items where this holds."""
    id: str
    """The provider's full name of it: an ARN where there is one."""
    name: str = ""
    """Its name in the cloud."""
    region: str = ""
    """Of what a global service tells: where it is."""
    everywhere: bool = False
    """Each region tells of the same one."""
    zones: str = ""
    tags: str = ""
    attributes: dict[str, str] = {}
    """Attribute, as Terraform calls it -> JMESPath. Missing in the answer: it is not known."""
    optional: dict[str, str] = {}
    """The same, where missing means that there is none."""
    fixed: dict[str, Any] = {}
    """The same, of what all such items have in common."""
    covers: tuple[str, ...] = ()
    """Types that are other names, or parts, of the same thing in code."""
    full_names: tuple[str, ...] = ("arn", "id")
    """Attributes that identify it for everybody, and not within its account and region only."""
    refers: dict[str, str] = {}
    """Attribute -> the type of what it calls by its plain name, in the same account and region,
    or in the account where one of the two has no region."""


class Tagging(Record, frozen=True, kw_only=True):
    """How items of a step are the tags of what other services tell of."""

    step: str
    of: str
    """The full name of what has them."""
    tags: str


class Service(Record, frozen=True, kw_only=True):
    """One service: a file."""

    service: str
    """Its name in botocore."""
    scope: str = "regional"
    """`regional`, or `global`: asked once an account, at the partition's home."""
    homes: dict[str, str] = {}
    """Of a global one that is not asked there: partition -> region. Other partitions lack it."""
    unlisted: bool = False
    """The SDK does not list the regions that offer it: where its host has no name, there may be
    nothing of it."""
    reached_by_name: bool = False
    """Others lead to what it tells by names that say neither account nor region, so what it does
    not tell may concern every journey."""
    prefix: str = ""
    """Of its actions in policies, where that is not its name."""
    steps: dict[str, Step]
    resources: tuple[Mapping, ...] = ()
    tagging: Tagging | None = None
    source: tuple[str, ...]
    """What the mapping rests on."""


class Probe(Call, frozen=True, kw_only=True):
    """A cheap call whose items show that a region is in use."""

    service: str
    prefix: str = ""


class Partition(Record, frozen=True, kw_only=True):
    """A part of the provider with accounts of its own."""

    id: str
    home: str
    """The region where global things are asked for."""


class Access(Record, frozen=True, kw_only=True):
    """How accounts are found and entered, and regions and zones told."""

    partitions: tuple[Partition, ...]
    role: str
    """The role's full name: `{partition}`, `{account}`, `{role}`."""
    largest_policy: int
    """Characters of one policy that several roles may share, without white space."""
    calls: dict[str, Probe]
    """`identity`, `assume`, `regions`, `zones`; of an organization `organization`,
    `accounts_below`, `units_below`, `management`, `administrators`; of sources that hold many
    accounts `aggregators`, `aggregated`, `aggregated_from`, `indexes`, `indexed`."""
    sign_in: dict[str, str]
    """How credentials were come by, in the SDK's words -> how to come by new ones: `{profile}` is
    the option that names it. What is not here: `sign in again`."""
    see_units: str
    """What to type to see the units of an organization."""
    holders: tuple[str, ...]
    """Principals of services whose administrators may hold resources of many accounts."""
    probes: tuple[Probe, ...]
    unseen: str
    """What the probes cannot see, as a sentence."""


def action_of(prefix: str, call: Call) -> tuple[str, ...]:
    """What a policy must allow for `call`."""
    return call.actions or (f"{prefix}:{call.call}",)


@cache
def services(folder: Path = SERVICES) -> dict[str, Service]:
    """Every service by the name of its file. Raises KnowledgeError where one is not sound."""
    found = {path.stem: _decoded(path, Service) for path in sorted(folder.glob("*.yaml"))}
    for name, service in found.items():
        for fault in _faults(service):
            raise KnowledgeError(f"services/{name}.yaml: {fault}")
    return found


@cache
def access() -> Access:
    """How accounts are entered."""
    return _decoded(ACCESS, Access)


def home_of(service: Service, partition: Partition) -> str:
    """The region where a global service is asked; empty where that partition lacks it."""
    return service.homes.get(partition.id, "") if service.homes else partition.home


def mappings(found: dict[str, Service]) -> dict[str, Mapping]:
    """Resource type -> how it is read."""
    return {mapping.type: mapping for one in found.values() for mapping in one.resources}


def schema() -> dict[str, Any]:
    """The JSON Schema of a service's file."""
    return json_schema(
        Service, title="cutset live service of AWS", identifier="urn:cutset:schema:aws-service-1"
    )


def _faults(service: Service) -> Iterator[str]:
    if service.scope not in ("regional", "global"):
        yield f'scope "{service.scope}" is neither regional nor global'
    before: list[str] = []
    for name, step in service.steps.items():
        if step.each and step.each not in before:
            yield f'step {name} is asked of "{step.each}", which is no earlier step'
        if (step.batch or step.into or step.given) and not step.each:
            yield f"step {name} needs `each`: of what it is asked"
        if step.into and step.batch and not step.same:
            yield f"step {name} needs `same`: which part belongs to which item"
        before.append(name)
    if service.tagging and service.tagging.step not in service.steps:
        yield f'tags are read from "{service.tagging.step}", which is no step'
    for mapping in service.resources:
        step_of = service.steps.get(mapping.step)
        if step_of is None or step_of.into:
            yield f'{mapping.type} is read from "{mapping.step}", which is no step with items'
        twice = mapping.attributes.keys() & mapping.optional.keys()
        if twice:
            yield f"{mapping.type} says {', '.join(sorted(twice))} twice"


def _decoded(path: Path, kind: type[T]) -> T:
    try:
        return decode(read_document(path.read_bytes(), path.name), kind)
    except InputError as error:
        raise KnowledgeError(str(error)) from error
