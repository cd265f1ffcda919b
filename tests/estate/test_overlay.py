"""Replies in the documented shape, and how they are laid over what the emulator says."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.model import Shape
from botocore.validate import ParamValidator

from tests.estate.build import BROKERS, Built
from tests.estate.clients import session_of
from tests.estate.overlay import REPLIES, Overlay, replies
from tests.estate.places import ACCOUNTS, HOME, THIRD, WEST

NAMES = [path.stem for path in sorted(REPLIES.glob("*.json"))]


@cache
def output(service: str, operation: str) -> Shape:
    model = botocore.session.get_session().get_service_model(service)
    shape = model.operation_model(operation).output_shape
    assert shape is not None
    return shape


def below(shape: Any, path: str) -> Any:
    """The shape of the items at `path`."""
    for step in filter(None, path.split(".")):
        shape = shape.members[step]
        shape = shape.member if shape.type_name == "list" else shape
    return shape


@pytest.mark.parametrize(("name", "reply"), list(zip(NAMES, replies(), strict=True)), ids=NAMES)
def test_a_reply_has_the_documented_shape(name: str, reply: dict[str, Any]) -> None:
    assert name.startswith(f"{reply['service']}.{reply['operation']}")
    assert reply["account"] in ACCOUNTS
    assert reply["wrong"]
    assert reply["source"].startswith("https://docs.aws.amazon.com/")
    shape = output(reply["service"], reply["operation"])
    given = [
        (below(shape, p["at"]), part)
        for p in reply.get("patches", ())
        for part in (p["where"], p["set"])
    ]
    given += [(shape, instead["reply"]) for instead in reply.get("instead", ())]
    assert given
    for part, value in given:
        told = ParamValidator().validate(value, part)
        assert not told.has_errors(), told.generate_report()


def test_a_wrong_field_is_seen() -> None:
    shape = below(output("dynamodb", "DescribeTable"), "Table")
    assert ParamValidator().validate({"Replicaz": []}, shape).has_errors()
    assert ParamValidator().validate({"Replicas": "us-west-2"}, shape).has_errors()


# --- laid over --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def overlay(built: Built) -> Overlay:
    return Overlay(built)


def client(overlay: Overlay, account: str, service: str, region: str = HOME) -> Any:
    session = session_of(overlay.built.clients.credentials(account))
    overlay.lay_over(session.events, account)
    once = Config(retries={"max_attempts": 0})
    return session.client(
        service, region_name=region, endpoint_url=overlay.built.endpoint, config=once
    )


def test_a_table_has_its_replicas_in_both_regions(overlay: Overlay) -> None:
    for region, other in ((HOME, WEST), (WEST, HOME)):
        asked = client(overlay, "trading", "dynamodb", region)
        table = asked.describe_table(TableName="heron-prices")["Table"]
        assert [replica["RegionName"] for replica in table["Replicas"]] == [other]
    sessions = client(overlay, "trading", "dynamodb").describe_table(TableName="heron-sessions")
    assert "Replicas" not in sessions["Table"]


def test_a_function_is_in_its_own_vpc(overlay: Overlay, built: Built) -> None:
    known = {vpc["VpcId"] for vpc in built.clients("trading", "ec2").describe_vpcs()["Vpcs"]}
    functions = client(overlay, "trading", "lambda").list_functions()["Functions"]
    placed = {f["FunctionName"]: f["VpcConfig"] for f in functions if f.get("VpcConfig")}
    assert list(placed) == ["login"]
    assert placed["login"]["VpcId"] in known
    assert len(placed["login"]["SubnetIds"]) == 3


def test_a_cluster_is_in_its_own_vpc(overlay: Overlay, built: Built) -> None:
    known = {vpc["VpcId"] for vpc in built.clients("shared", "ec2", THIRD).describe_vpcs()["Vpcs"]}
    told = client(overlay, "shared", "eks", THIRD).describe_cluster(name="reports-cluster")
    assert told["cluster"]["resourcesVpcConfig"]["vpcId"] in known


def test_members_of_a_cache_are_in_two_zones(overlay: Overlay) -> None:
    cache_ = client(overlay, "trading", "elasticache")
    group = cache_.describe_replication_groups()["ReplicationGroups"][0]
    members = group["NodeGroups"][0]["NodeGroupMembers"]
    assert [m["PreferredAvailabilityZone"] for m in members] == ["us-east-1a", "us-east-1b"]


def test_what_the_emulator_lacks_is_answered(overlay: Overlay, built: Built) -> None:
    kafka = client(overlay, "trading", "kafka")
    arn = kafka.list_clusters_v2()["ClusterInfoList"][0]["ClusterArn"]
    assert kafka.get_bootstrap_brokers(ClusterArn=arn)["BootstrapBrokerStringTls"] == BROKERS
    with pytest.raises(ClientError):
        built.clients("trading", "kafka").get_bootstrap_brokers(ClusterArn=arn)


def test_tasks_are_in_three_zones(overlay: Overlay) -> None:
    ecs = client(overlay, "trading", "ecs")
    arns = ecs.list_tasks(cluster="trading-cluster")["taskArns"]
    tasks = ecs.describe_tasks(cluster="trading-cluster", tasks=arns)["tasks"]
    assert len({task["availabilityZone"] for task in tasks}) == 3


def test_a_replica_is_in_subnets_of_its_own_region(overlay: Overlay) -> None:
    found = client(overlay, "custody", "rds", WEST).describe_db_instances()["DBInstances"][0]
    zones = {s["SubnetAvailabilityZone"]["Name"] for s in found["DBSubnetGroup"]["Subnets"]}
    assert zones == {"us-west-2a", "us-west-2b", "us-west-2c"}


def test_networks_are_joined_across_accounts(overlay: Overlay) -> None:
    gateways = set()
    for account in ("trading", "custody"):
        ec2 = client(overlay, account, "ec2")
        (joined,) = ec2.describe_transit_gateway_vpc_attachments()["TransitGatewayVpcAttachments"]
        gateways.add(joined["TransitGatewayId"])
        assert len(joined["SubnetIds"]) == 3
    assert len(gateways) == 1


def test_nothing_is_laid_over_other_accounts(overlay: Overlay) -> None:
    ec2 = client(overlay, "shared", "ec2", THIRD)
    assert ec2.describe_transit_gateway_vpc_attachments()["TransitGatewayVpcAttachments"] == []


def test_no_mark_is_left(overlay: Overlay) -> None:
    said = [overlay._said(reply) for reply in replies()]
    assert "<vpc:" not in json.dumps(said)
