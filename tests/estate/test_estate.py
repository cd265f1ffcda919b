"""The estate on the emulator: as much of everything as Heron's Terraform declares."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from scanner.pipeline import Scan

from tests.estate.build import Built, build
from tests.estate.conftest import LEFT_OVER
from tests.estate.places import ACCOUNTS, HOME, THIRD, WEST, ZONES

COUNTED: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    # Terraform type: service, operation, list in the reply, what to ask
    "aws_vpc": (
        "ec2",
        "describe_vpcs",
        "Vpcs",
        {"Filters": [{"Name": "tag:Name", "Values": ["*"]}]},
    ),
    "aws_subnet": (
        "ec2",
        "describe_subnets",
        "Subnets",
        {"Filters": [{"Name": "tag:Name", "Values": ["*"]}]},
    ),
    "aws_nat_gateway": ("ec2", "describe_nat_gateways", "NatGateways", {}),
    "aws_ec2_transit_gateway": ("ec2", "describe_transit_gateways", "TransitGateways", {}),
    "aws_launch_template": ("ec2", "describe_launch_templates", "LaunchTemplates", {}),
    "aws_autoscaling_group": (
        "autoscaling",
        "describe_auto_scaling_groups",
        "AutoScalingGroups",
        {},
    ),
    "aws_db_subnet_group": ("rds", "describe_db_subnet_groups", "DBSubnetGroups", {}),
    "aws_rds_cluster": ("rds", "describe_db_clusters", "DBClusters", {}),
    "aws_rds_global_cluster": ("rds", "describe_global_clusters", "GlobalClusters", {}),
    "aws_elasticache_replication_group": (
        "elasticache",
        "describe_replication_groups",
        "ReplicationGroups",
        {},
    ),
    "aws_lb": ("elbv2", "describe_load_balancers", "LoadBalancers", {}),
    "aws_lb_target_group": ("elbv2", "describe_target_groups", "TargetGroups", {}),
    "aws_msk_cluster": ("kafka", "list_clusters_v2", "ClusterInfoList", {}),
    "aws_kinesis_stream": ("kinesis", "list_streams", "StreamNames", {}),
    "aws_sqs_queue": ("sqs", "list_queues", "QueueUrls", {}),
    "aws_sns_topic": ("sns", "list_topics", "Topics", {}),
    "aws_lambda_function": ("lambda", "list_functions", "Functions", {}),
    "aws_lambda_event_source_mapping": (
        "lambda",
        "list_event_source_mappings",
        "EventSourceMappings",
        {},
    ),
    "aws_ecs_cluster": ("ecs", "list_clusters", "clusterArns", {}),
    "aws_ecs_task_definition": ("ecs", "list_task_definitions", "taskDefinitionArns", {}),
    "aws_ecr_repository": ("ecr", "describe_repositories", "repositories", {}),
    "aws_eks_cluster": ("eks", "list_clusters", "clusters", {}),
    "aws_acm_certificate": ("acm", "list_certificates", "CertificateSummaryList", {}),
    "aws_apigatewayv2_api": ("apigatewayv2", "get_apis", "Items", {}),
    "aws_apigatewayv2_domain_name": ("apigatewayv2", "get_domain_names", "Items", {}),
    "aws_backup_vault": ("backup", "list_backup_vaults", "BackupVaultList", {}),
    "aws_backup_plan": ("backup", "list_backup_plans", "BackupPlansList", {}),
    "aws_cloudwatch_event_rule": ("events", "list_rules", "Rules", {}),
}
GLOBAL: dict[str, tuple[str, str, str]] = {
    "aws_s3_bucket": ("s3", "list_buckets", "Buckets"),
    "aws_iam_role": ("iam", "list_roles", "Roles"),
    "aws_route53_zone": ("route53", "list_hosted_zones", "HostedZones"),
    "aws_route53_health_check": ("route53", "list_health_checks", "HealthChecks"),
}


def declared(judged: Scan) -> Counter[str]:
    return Counter(resource.type for resource in judged.inference.inventory.resources)


@pytest.mark.parametrize("kind", COUNTED)
def test_as_many_run_as_are_declared(kind: str, built: Built, judged: Scan) -> None:
    service, operation, at, asked = COUNTED[kind]
    found = {
        json.dumps(item, default=str)  # what is asked of two regions may be one
        for account in ACCOUNTS
        for region in ZONES
        for item in getattr(built.clients(account, service, region), operation)(**asked).get(at, ())
    }
    assert len(found) == declared(judged)[kind]


@pytest.mark.parametrize("kind", GLOBAL)
def test_as_many_are_there_as_are_declared(kind: str, built: Built, judged: Scan) -> None:
    service, operation, at = GLOBAL[kind]
    found = [
        item
        for account in ACCOUNTS
        for item in getattr(built.clients(account, service), operation)()[at]
    ]
    assert len(found) == declared(judged)[kind]


def test_keys_are_there_in_both_regions(built: Built) -> None:
    found = [
        key["KeyId"]
        for region in (HOME, WEST)
        for key in built.clients("custody", "kms", region).list_keys()["Keys"]
        if key["KeyId"].startswith("mrk-")  # others are the provider's own
    ]
    assert len(found) == 2
    assert found[0] == found[1]


def test_instances_of_databases(built: Built, judged: Scan) -> None:
    found = [
        item
        for account in ACCOUNTS
        for region in ZONES
        for item in built.clients(account, "rds", region).describe_db_instances()["DBInstances"]
    ]
    of_clusters = [item for item in found if item.get("DBClusterIdentifier")]
    assert len(of_clusters) == declared(judged)["aws_rds_cluster_instance"]
    assert len(found) - len(of_clusters) == declared(judged)["aws_db_instance"]
    zones = {
        item["DBInstanceIdentifier"]: zone_id(built, item["AvailabilityZone"]) for item in found
    }
    assert zones["identity"] == "use1-az2"
    assert zones["ledger-use1-az1"] == "use1-az1"
    assert zones["ledger-west-usw2-az1"] == "usw2-az1"
    assert zones["custody-ledger-west"] == "usw2-az2"


def zone_id(built: Built, name: str) -> str:
    ec2 = built.clients("trading", "ec2", name[:-1])
    zones = ec2.describe_availability_zones(ZoneNames=[name])["AvailabilityZones"]
    return str(zones[0]["ZoneId"])


def test_services_run_what_terraform_says(built: Built, judged: Scan) -> None:
    wanted = {
        resource.name: resource.attributes["desired_count"]
        for resource in judged.inference.inventory.resources
        if resource.type == "aws_ecs_service"
    }
    found = {}
    for account, region in (("trading", HOME), ("trading", WEST), ("custody", HOME)):
        ecs = built.clients(account, "ecs", region)
        cluster = f"{account}-cluster"
        arns = ecs.list_services(cluster=cluster)["serviceArns"]
        for service in ecs.describe_services(cluster=cluster, services=arns)["services"]:
            found[service["serviceName"]] = service["desiredCount"]
    assert found == wanted


def test_names_are_answered_by_the_same(built: Built, judged: Scan) -> None:
    route53 = built.clients("network", "route53")
    zone = route53.list_hosted_zones()["HostedZones"][0]["Id"]
    found = route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    wanted = [
        resource.name
        for resource in judged.inference.inventory.resources
        if resource.type == "aws_route53_record"
    ]
    assert sorted(r["Name"].rstrip(".") for r in found if r["Type"] == "A") == sorted(wanted)


def test_settings_name_what_was_made(built: Built) -> None:
    """Hosts, queues and tables in settings are those that the accounts answer with."""
    custody = built.clients("custody", "ecs")
    task = custody.describe_task_definition(taskDefinition="deposit-worker-task")["taskDefinition"]
    told = {e["name"]: e["value"] for e in task["containerDefinitions"][0]["environment"]}
    queue = built.clients("trading", "sqs").get_queue_url(QueueName="credits")["QueueUrl"]
    ledger = built.clients("custody", "rds").describe_db_instances(
        DBInstanceIdentifier="custody-ledger"
    )["DBInstances"][0]
    assert told["CREDITS_QUEUE_URL"] == queue
    assert told["DB_HOST"] == ledger["Endpoint"]["Address"]


def test_organization(built: Built) -> None:
    organizations = built.clients("management", "organizations")
    found = {account["Id"] for account in organizations.list_accounts()["Accounts"]}
    assert found == set(ACCOUNTS.values())
    root = organizations.list_roots()["Roots"][0]["Id"]
    units = organizations.list_organizational_units_for_parent(ParentId=root)["OrganizationalUnits"]
    within = {
        unit["Name"]: {
            account["Id"]
            for account in organizations.list_accounts_for_parent(ParentId=unit["Id"])["Accounts"]
        }
        for unit in units
    }
    assert within == {
        "infrastructure": {ACCOUNTS["network"], ACCOUNTS["shared"]},
        "production": {ACCOUNTS["trading"], ACCOUNTS["custody"]},
    }


def test_every_account_is_entered_as_itself(built: Built) -> None:
    found = {name: built.clients(name, "sts").get_caller_identity()["Account"] for name in ACCOUNTS}
    assert found == ACCOUNTS


def test_what_is_whole_is_left_as_it_is(built: Built) -> None:
    ec2 = built.clients("shared", "ec2", THIRD)
    before = ec2.describe_vpcs()["Vpcs"]
    build(built.endpoint)
    assert ec2.describe_vpcs()["Vpcs"] == before


def test_what_is_half_is_made_again(built: Built) -> None:
    urls = built.clients("trading", "sqs").list_queues()["QueueUrls"]
    assert [url for url in urls if url.endswith(LEFT_OVER)] == []
