"""The shared account: images, logs, copies of backups, the status page, reports."""

from __future__ import annotations

from tests.estate import network, parts
from tests.estate.clients import Clients
from tests.estate.network import Network
from tests.estate.places import ACCOUNTS, HOME, THIRD, WEST

ME = "shared"
IMAGES = ("order-entry", "market-data", "credit-worker", "withdrawals", "signer", "deposit-worker")


def build(clients: Clients, zone: str) -> None:
    """Everything of the account."""
    _images(clients)
    parts.bucket(clients, ME, THIRD, "heron-logs", versions=False)
    parts.bucket(clients, ME, THIRD, "heron-terraform-state", versions=True)
    clients(ME, "backup", THIRD).create_backup_vault(BackupVaultName="heron-copies")
    origin = parts.bucket(clients, ME, THIRD, "heron-status", versions=False)
    certificate = network.certificate(clients, ME, HOME, "status.heron.example")
    front = parts.site(clients, ME, "status.heron.example", origin, certificate)
    network.alias(clients, zone, "status.heron.example", front, healthy=False)
    within = network.vpc(
        clients,
        ME,
        THIRD,
        "shared-ireland",
        "10.50.0.0/16",
        nats=("euw1-az1",),
        group="reports",
    )
    _reports(clients, within)


def _images(clients: Clients) -> None:
    for region, names in ((HOME, IMAGES), (WEST, ("market-data",))):
        for name in names:
            clients(ME, "ecr", region).create_repository(
                repositoryName=f"heron/{name}", imageTagMutability="IMMUTABLE"
            )
    copied = {"region": WEST, "registryId": ACCOUNTS[ME]}
    clients(ME, "ecr").put_replication_configuration(
        replicationConfiguration={"rules": [{"destinations": [copied]}]}
    )


def _reports(clients: Clients, within: Network) -> None:
    """The database before the jobs, and both with the tag that the journey is chosen by."""
    tag = ("heron:journey", "reports")
    parts.subnet_group(clients, ME, THIRD, "reports", within)
    clients(ME, "rds", THIRD).create_db_instance(
        DBInstanceIdentifier="reports",
        Engine="postgres",
        DBInstanceClass="db.r6g.large",
        AllocatedStorage=200,
        MasterUsername="heron",
        ManageMasterUserPassword=True,
        MultiAZ=True,
        BackupRetentionPeriod=14,
        DBSubnetGroupName="reports",
        VpcSecurityGroupIds=[within.group],
        Tags=[{"Key": tag[0], "Value": tag[1]}],
    )
    parts.roles(clients, ME, reports="eks")
    role = f"arn:aws:iam::{ACCOUNTS[ME]}:role/heron-reports"
    eks = clients(ME, "eks", THIRD)
    eks.create_cluster(
        name="reports-cluster",
        roleArn=role,
        resourcesVpcConfig={"subnetIds": list(within.private.values())},
    )
    eks.create_nodegroup(
        clusterName="reports-cluster",
        nodegroupName="reports-nodes",
        nodeRole=role,
        subnets=[within.private["euw1-az1"]],
        scalingConfig={"desiredSize": 2, "minSize": 2, "maxSize": 4},
        tags={tag[0]: tag[1]},
    )
