"""What several accounts make of the same kind: load balancers, services, roles, functions."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.estate.clients import Clients
from tests.estate.network import Network
from tests.estate.places import ACCOUNTS, HOME

EXECUTION_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"


@dataclass(frozen=True)
class Balancer:
    """A load balancer: its host name and its group of targets."""

    host: str
    targets: str


def balancer(
    clients: Clients,
    account: str,
    region: str,
    name: str,
    within: Network,
    certificate: str = "",
    *,
    inside_port: int = 0,
) -> Balancer:
    """What the module `balancer` makes: public with a certificate, else a network one inside."""
    elb = clients(account, "elbv2", region)
    inside = bool(inside_port)
    made = elb.create_load_balancer(
        Name=name,
        Type="network" if inside else "application",
        Scheme="internal" if inside else "internet-facing",
        Subnets=list((within.private if inside else within.public).values()),
        **({} if inside else {"SecurityGroups": [within.group]}),
    )["LoadBalancers"][0]
    targets = elb.create_target_group(
        Name=f"{name}-targets",
        VpcId=within.vpc,
        Port=inside_port or 8080,
        Protocol="TCP" if inside else "HTTP",
        TargetType="instance" if inside else "ip",
    )["TargetGroups"][0]["TargetGroupArn"]
    elb.create_listener(
        LoadBalancerArn=made["LoadBalancerArn"],
        Port=inside_port or 443,
        Protocol="TCP" if inside else "HTTPS",
        DefaultActions=[{"Type": "forward", "TargetGroupArn": targets}],
        **({} if inside else {"Certificates": [{"CertificateArn": certificate}]}),
    )
    return Balancer(made["DNSName"], targets)


def image(name: str, tag: str, region: str = HOME) -> str:
    """An image of a service, as a task definition names it."""
    return f"{ACCOUNTS['shared']}.dkr.ecr.{region}.amazonaws.com/heron/{name}:{tag}"


@dataclass(frozen=True)
class Cluster:
    """Where services run: a cluster, its network, and the roles of its tasks."""

    clients: Clients
    account: str
    region: str
    name: str
    within: Network

    def make(self) -> None:
        """Make the cluster itself."""
        self._ecs.create_cluster(clusterName=self.name)

    def run(
        self,
        name: str,
        image: str,
        environment: dict[str, str],
        *,
        count: int = 2,
        targets: str = "",
        secrets: dict[str, str] | None = None,
        role: str = "heron-task",
    ) -> None:
        """What the module `service` makes: how tasks are run, and a service of them."""
        iam = f"arn:aws:iam::{ACCOUNTS[self.account]}:role"
        self._ecs.register_task_definition(
            family=f"{name}-task",
            requiresCompatibilities=["FARGATE"],
            networkMode="awsvpc",
            cpu="512",
            memory="1024",
            executionRoleArn=f"{iam}/heron-task-execution",
            taskRoleArn=f"{iam}/{role}",
            containerDefinitions=[
                {
                    "name": name,
                    "image": image,
                    "essential": True,
                    "portMappings": [{"containerPort": 8080, "protocol": "tcp"}],
                    "environment": [{"name": k, "value": v} for k, v in environment.items()],
                    "secrets": [{"name": k, "valueFrom": v} for k, v in (secrets or {}).items()],
                }
            ],
        )
        balanced = {"targetGroupArn": targets, "containerName": name, "containerPort": 8080}
        self._ecs.create_service(
            cluster=self.name,
            serviceName=name,
            taskDefinition=f"{name}-task",
            desiredCount=count,
            launchType="FARGATE",
            networkConfiguration={
                "awsvpcConfiguration": {
                    "subnets": list(self.within.private.values()),
                    "securityGroups": [self.within.group],
                }
            },
            **({"loadBalancers": [balanced]} if targets else {}),
        )

    @property
    def _ecs(self) -> Any:
        return self.clients(self.account, "ecs", self.region)


def roles(clients: Clients, account: str, **services: str) -> None:
    """Roles of an account, `heron-<name>` each, with the service that takes it on."""
    iam = clients(account, "iam")
    for name, service in services.items():
        trust = {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": f"{service}.amazonaws.com"},
        }
        iam.create_role(
            RoleName=f"heron-{name.replace('_', '-')}",
            AssumeRolePolicyDocument=document(trust),
        )


def usual_roles(clients: Clients, account: str, **services: str) -> None:
    """The roles of an account that runs tasks and functions and is backed up, and `services`."""
    roles(
        clients,
        account,
        task_execution="ecs-tasks",
        task="ecs-tasks",
        function="lambda",
        backup="backup",
        **services,
    )
    clients(account, "iam").attach_role_policy(
        RoleName="heron-task-execution", PolicyArn=EXECUTION_POLICY
    )


def subnet_group(clients: Clients, account: str, region: str, name: str, within: Network) -> None:
    """Where databases may be: the private subnets of a network."""
    clients(account, "rds", region).create_db_subnet_group(
        DBSubnetGroupName=name,
        DBSubnetGroupDescription=name,
        SubnetIds=list(within.private.values()),
    )


def document(*statements: dict[str, Any]) -> str:
    """A policy of these statements."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def function(
    clients: Clients,
    account: str,
    name: str,
    environment: dict[str, str],
    *,
    timeout_s: int,
    within: Network | None = None,
) -> str:
    """ARN of a function of the home region."""
    placed = {}
    if within:
        subnets = list(within.private.values())
        placed = {"VpcConfig": {"SubnetIds": subnets, "SecurityGroupIds": [within.group]}}
    reply = clients(account, "lambda").create_function(
        FunctionName=name,
        Runtime="python3.12",
        Role=f"arn:aws:iam::{ACCOUNTS[account]}:role/heron-function",
        Handler="app.handler",
        Code={"ZipFile": _code()},
        Timeout=timeout_s,
        Environment={"Variables": environment},
        **placed,
    )
    return str(reply["FunctionArn"])


@cache
def _code() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("app.py", "def handler(event, context):\n    return None\n")
    return packed.getvalue()


def daily_backups(clients: Clients, account: str, *, keep_days: int) -> None:
    """A vault, and a plan of daily backups with copies in the shared account's vault.

    What a plan is for, its selections, is in `replies/`: the emulator has none.
    """
    backup = clients(account, "backup")
    backup.create_backup_vault(BackupVaultName=account)
    kept = {"DeleteAfterDays": keep_days}
    copies = f"arn:aws:backup:eu-west-1:{ACCOUNTS['shared']}:backup-vault:heron-copies"
    backup.create_backup_plan(
        BackupPlan={
            "BackupPlanName": f"{account}-daily",
            "Rules": [
                {
                    "RuleName": "daily",
                    "TargetBackupVaultName": account,
                    "ScheduleExpression": "cron(0 4 * * ? *)",
                    "Lifecycle": kept,
                    "CopyActions": [{"DestinationBackupVaultArn": copies, "Lifecycle": kept}],
                }
            ],
        }
    )


def site(clients: Clients, account: str, host: str, bucket_host: str, certificate: str) -> str:
    """Host name of the distribution that answers for `host` out of a bucket."""
    reply = clients(account, "cloudfront").create_distribution(
        DistributionConfig={
            "CallerReference": host,
            "Comment": "status page" if host.startswith("status") else "site",
            "Enabled": True,
            "Aliases": {"Quantity": 1, "Items": [host]},
            "DefaultRootObject": "index.html",
            "Origins": {
                "Quantity": 1,
                "Items": [
                    {
                        "Id": "bucket",
                        "DomainName": bucket_host,
                        "S3OriginConfig": {"OriginAccessIdentity": ""},
                    }
                ],
            },
            "DefaultCacheBehavior": {
                "TargetOriginId": "bucket",
                "ViewerProtocolPolicy": "redirect-to-https",
                "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}},
                "MinTTL": 0,
            },
            "ViewerCertificate": {
                "ACMCertificateArn": certificate,
                "SSLSupportMethod": "sni-only",
                "MinimumProtocolVersion": "TLSv1.2_2021",
            },
        }
    )
    return str(reply["Distribution"]["DomainName"])


def bucket(clients: Clients, account: str, region: str, name: str, *, versions: bool) -> str:
    """The host name of a bucket in its region."""
    s3 = clients(account, "s3", region)
    placed = {"CreateBucketConfiguration": {"LocationConstraint": region}}
    s3.create_bucket(Bucket=name, **({} if region == HOME else placed))
    if versions:
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return f"{name}.s3.{region}.amazonaws.com"


def letter(clients: Clients, account: str, region: str, zone: str) -> str:
    """The name that an account calls a zone by."""
    ec2 = clients(account, "ec2", region)
    reply = ec2.describe_availability_zones(ZoneIds=[zone])
    return str(reply["AvailabilityZones"][0]["ZoneName"])
