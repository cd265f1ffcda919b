"""A small exchange at a moto server: what the live tests scan."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import boto3
from botocore.config import Config

REGIONS = ("us-east-1", "eu-west-1")
SERVICES = frozenset({"dynamodb", "ec2", "elbv2", "iam", "lambda", "rds", "sqs"})
"""The files of services that it has something of."""
EMPTY = "eu-north-1"
MAIN, TRADING = "123456789012", "trading"
PLANTED = "hunter2-correct-horse"
"""A secret in settings: no output may show it."""


class Builder:
    """Clients of one account at a server."""

    def __init__(self, address: str, credentials: dict[str, str] | None = None) -> None:
        self._address = address
        keys = credentials or {"AccessKeyId": "testing", "SecretAccessKey": "testing"}
        self._session = boto3.Session(
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys.get("SessionToken"),
        )

    def client(self, name: str, region: str = REGIONS[0]) -> Any:
        return self._session.client(
            name,
            region_name=region,
            endpoint_url=self._address,
            config=Config(retries={"total_max_attempts": 1}, read_timeout=60),
        )

    def exchange(self, region: str) -> None:
        """A public load balancer before two instances; a queue, a function, three databases."""
        ec2 = self.client("ec2", region)
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        zones = [z["ZoneName"] for z in ec2.describe_availability_zones()["AvailabilityZones"]][:2]
        subnets = [
            ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{i}.0/24", AvailabilityZone=zone)
            for i, zone in enumerate(zones)
        ]
        ids = [subnet["Subnet"]["SubnetId"] for subnet in subnets]
        image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
        script = f"#!/bin/sh\nexport API_TOKEN={PLANTED}\ncurl https://setup.example.com/install\n"
        instances = [
            ec2.run_instances(
                ImageId=image, MinCount=1, MaxCount=1, SubnetId=subnet, UserData=script
            )["Instances"][0]["InstanceId"]
            for subnet in ids
        ]
        self._front(region, vpc, ids, instances)
        rds = self.client("rds", region)
        rds.create_db_subnet_group(
            DBSubnetGroupName="data", DBSubnetGroupDescription="data", SubnetIds=ids
        )
        for name, multi in (("orders", False), ("wallets", True)):
            rds.create_db_instance(
                DBInstanceIdentifier=name,
                DBInstanceClass="db.r5.large",
                Engine="postgres",
                AllocatedStorage=20,
                MasterUsername="u",
                MasterUserPassword=PLANTED,
                MultiAZ=multi,
                DBSubnetGroupName="data",
                AvailabilityZone=zones[0],
            )
        host = rds.describe_db_instances(DBInstanceIdentifier="orders")["DBInstances"][0]
        self.client("dynamodb", region).create_table(
            TableName="ledger",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        queue = self.client("sqs", region).create_queue(QueueName="fills")["QueueUrl"]
        self._function(region, host["Endpoint"]["Address"], queue, ids)

    def _front(self, region: str, vpc: str, subnets: list[str], instances: list[str]) -> None:
        elb = self.client("elbv2", region)
        balancer = elb.create_load_balancer(
            Name="pub", Subnets=subnets, Scheme="internet-facing", Type="application"
        )["LoadBalancers"][0]["LoadBalancerArn"]
        group = elb.create_target_group(
            Name="web", Protocol="HTTP", Port=80, VpcId=vpc, TargetType="instance"
        )["TargetGroups"][0]["TargetGroupArn"]
        elb.register_targets(
            TargetGroupArn=group, Targets=[{"Id": instance, "Port": 80} for instance in instances]
        )
        elb.create_listener(
            LoadBalancerArn=balancer,
            Protocol="HTTP",
            Port=80,
            DefaultActions=[{"Type": "forward", "TargetGroupArn": group}],
        )

    def _function(self, region: str, host: str, queue: str, subnets: list[str]) -> None:
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as archive:
            archive.writestr("a.py", "def h(event, context): pass")
        functions = self.client("lambda", region)
        functions.create_function(
            FunctionName="settle",
            Runtime="python3.13",
            Role=self._role(),
            Handler="a.h",
            Code={"ZipFile": code.getvalue()},
            Environment={
                "Variables": {
                    "DB_HOST": host,
                    "DB_PASSWORD": PLANTED,
                    "DATABASE_URL": f"postgres://app:{PLANTED}@{host}/app",
                }
            },
            VpcConfig={"SubnetIds": subnets, "SecurityGroupIds": []},
        )
        arn = self.client("sqs", region).get_queue_attributes(
            QueueUrl=queue, AttributeNames=["QueueArn"]
        )["Attributes"]["QueueArn"]
        functions.create_event_source_mapping(EventSourceArn=arn, FunctionName="settle")

    def _role(self) -> str:
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "lambda.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
        roles = self.client("iam")
        if not roles.list_roles()["Roles"]:
            roles.create_role(RoleName="app", AssumeRolePolicyDocument=json.dumps(trust))
        arn: str = roles.get_role(RoleName="app")["Role"]["Arn"]
        return arn


def build(address: str) -> None:
    """The exchange in the server's first account, an organization, and a table in its second."""
    main = Builder(address)
    for region in REGIONS:
        main.exchange(region)
    organizations = main.client("organizations")
    organizations.create_organization(FeatureSet="ALL")
    root = organizations.list_roots()["Roots"][0]["Id"]
    unit = organizations.create_organizational_unit(ParentId=root, Name="workloads")
    status = organizations.create_account(AccountName=TRADING, Email="trading@example.com")
    number = status["CreateAccountStatus"]["AccountId"]
    organizations.move_account(
        AccountId=number,
        SourceParentId=root,
        DestinationParentId=unit["OrganizationalUnit"]["Id"],
    )
    role = f"arn:aws:iam::{number}:role/cutset-read"
    credentials = main.client("sts").assume_role(RoleArn=role, RoleSessionName="build")
    trading = Builder(address, credentials["Credentials"])
    trading.client("sqs").create_queue(QueueName="trades")
