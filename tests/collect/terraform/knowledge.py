"""A small knowledge to test with: what scanner.knowledge has, for three clouds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scanner.knowledge.types import (
    Home,
    Locate,
    Provider,
    Region,
    ResourceType,
    Vendor,
    ZoneForm,
)


class Cloud(Provider, frozen=True, kw_only=True):
    account_pattern: str = ""


@dataclass(frozen=True)
class Data:
    gives: Mapping[str, str]
    keys: Mapping[str, str] = field(default_factory=dict)
    by_region: Mapping[str, str] = field(default_factory=dict)
    harmless: tuple[str, ...] = ()


@dataclass(frozen=True)
class SmallKnowledge:
    providers: Mapping[str, Provider]
    vendors: Mapping[str, Vendor]
    data_sources: Mapping[str, Data]
    types: Mapping[str, ResourceType]
    homes: Mapping[str, Home] = field(default_factory=dict)

    def type_of(self, name: str) -> ResourceType | None:
        return self.types.get(name)


def _region(name: str, zones: int) -> Region:
    return Region(id=name, zone_count=zones, source=("test",))


AWS = Cloud(
    id="aws",
    name="AWS",
    terraform=("aws",),
    type_prefixes=("aws_",),
    region_attributes=("region",),
    account_attributes=("allowed_account_ids", "assume_role.role_arn"),
    account_pattern=r"\b(\d{12})\b",
    ignore=("tags", "tags_all", "default_tags"),
    regions=(_region("us-east-1", 6), _region("eu-west-1", 3), _region("eu-west-2", 3)),
    source=("test",),
)
GOOGLE = Cloud(
    id="gcp",
    name="Google Cloud",
    terraform=("google", "google-beta"),
    type_prefixes=("google_",),
    region_attributes=("region", "location", "zone"),
    account_attributes=("project",),
    ignore=("labels",),
    zone_forms=(
        ZoneForm(pattern=r"(?P<region>[a-z]+-[a-z]+\d+)-(?P<letter>[a-z])", source=("test",)),
    ),
    regions=(_region("europe-west1", 3),),
    source=("test",),
)
AZURE = Cloud(
    id="azure",
    name="Azure",
    terraform=("azurerm",),
    type_prefixes=("azurerm_",),
    region_attributes=("location",),
    account_attributes=("subscription_id",),
    ignore=("tags",),
    regions=(_region("westeurope", 3),),
    source=("test",),
)
_DOCUMENT = {
    "statement": "Statement",
    "effect": "Effect",
    "actions": "Action",
    "resources": "Resource",
    "principals": "Principal",
    "condition": "Condition",
    "sid": "Sid",
    "version": "Version",
}
SMALL = SmallKnowledge(
    providers={provider.id: provider for provider in (AWS, GOOGLE, AZURE)},
    vendors={
        "cloudflare": Vendor(
            id="cloudflare",
            name="Cloudflare",
            category="cdn",
            terraform=("cloudflare",),
            source=("test",),
        )
    },
    data_sources={
        "aws_region": Data({"name": "region", "id": "region", "region": "region"}),
        "aws_caller_identity": Data({"account_id": "account"}),
        "aws_partition": Data(
            {"partition": "partition"},
            by_region={"": "aws", "cn-": "aws-cn", "us-gov-": "aws-us-gov"},
        ),
        "aws_availability_zones": Data(
            {"names": "zones", "zone_ids": "zone_ids"}, harmless=("state", "filter")
        ),
        "aws_iam_policy_document": Data({"json": "document"}, keys=_DOCUMENT),
        "terraform_remote_state": Data({"outputs": "state"}),
        "tfe_outputs": Data({"values": "state", "nonsensitive_values": "state"}),
        "google_client_config": Data({"project": "account", "region": "region"}),
        "google_compute_zones": Data({"names": "zones"}, harmless=("status",)),
    },
    types={
        "aws_db_instance": ResourceType(
            type="aws_db_instance",
            service="rds",
            roles=("data_store",),
            name=("identifier",),
            source=("test",),
        ),
        "aws_s3_bucket": ResourceType(
            type="aws_s3_bucket",
            service="s3",
            roles=("data_store",),
            name=("bucket",),
            source=("test",),
        ),
        "google_sql_database_instance": ResourceType(
            type="google_sql_database_instance",
            service="cloudsql",
            roles=("data_store",),
            name=("name",),
            locate=Locate(region=("region",)),
            source=("test",),
        ),
    },
)
