"""What Heron's module `vpc` makes, and the network account's own things."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Any

from tests.estate.clients import Clients
from tests.estate.places import ACCOUNTS, HOME, ZONES

ANYWHERE = "0.0.0.0/0"


@dataclass(frozen=True)
class Network:
    """Ids of what was made; subnets by zone id."""

    vpc: str
    private: dict[str, str]
    public: dict[str, str]
    group: str
    """The security group of everything inside."""


def shared(clients: Clients) -> str:
    """The public zone, whose id it gives, and the transit gateway."""
    zone = clients("network", "route53").create_hosted_zone(
        Name="heron.example",
        CallerReference="heron",
        HostedZoneConfig={"Comment": "Public names of Heron"},
    )["HostedZone"]["Id"]
    gateway = clients("network", "ec2").create_transit_gateway(
        Description="Between the VPCs of N. Virginia",
        Options={"AutoAcceptSharedAttachments": "enable"},
        TagSpecifications=tagged("transit-gateway", "heron"),
    )["TransitGateway"]
    clients("network", "ram").create_resource_share(
        name="heron-transit",
        resourceArns=[gateway["TransitGatewayArn"]],
        principals=[ACCOUNTS["trading"], ACCOUNTS["custody"]],
        allowExternalPrincipals=False,
    )
    return str(zone.rpartition("/")[2])


def vpc(
    clients: Clients,
    account: str,
    region: str,
    name: str,
    cidr: str,
    *,
    nats: tuple[str, ...] = (),
    group: str = "",
) -> Network:
    """A VPC with subnets in each zone; `nats` are zones with a NAT gateway, `group` is
    a security group to make.

    Attachments to the transit gateway of another account are in `replies/`: the emulator has none.
    """
    ec2 = clients(account, "ec2", region)
    made = ec2.create_vpc(CidrBlock=cidr, TagSpecifications=tagged("vpc", name))["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=made, EnableDnsHostnames={"Value": True})
    ranges = [str(part) for part in ipaddress.ip_network(cidr).subnets(new_prefix=20)]
    private, public = (
        {
            zone: ec2.create_subnet(
                VpcId=made,
                AvailabilityZoneId=zone,
                CidrBlock=ranges[number + first],
                TagSpecifications=tagged("subnet", f"{name}-{kind}-{zone}"),
            )["Subnet"]["SubnetId"]
            for number, zone in enumerate(ZONES[region] if wanted else ())
        }
        for kind, first, wanted in (("private", 8, True), ("public", 0, bool(nats)))
    )
    tables = _tables(ec2, made, name, private)
    if nats:
        _way_out(ec2, made, name, public, tables, nats)
    within = _group(ec2, made, group) if group else ""
    return Network(made, private, public, within)


def _tables(ec2: Any, made: str, name: str, private: dict[str, str]) -> dict[str, str]:
    """A route table for each private subnet, by zone id."""
    tables = {}
    for zone, subnet in private.items():
        tables[zone] = _table(ec2, made, f"{name}-private-{zone}")
        ec2.associate_route_table(RouteTableId=tables[zone], SubnetId=subnet)
    return tables


def _way_out(
    ec2: Any,
    made: str,
    name: str,
    public: dict[str, str],
    tables: dict[str, str],
    nats: tuple[str, ...],
) -> None:
    gateway = ec2.create_internet_gateway(TagSpecifications=tagged("internet-gateway", name))
    internet = gateway["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=internet, VpcId=made)
    outside = _table(ec2, made, f"{name}-public")
    ec2.create_route(RouteTableId=outside, DestinationCidrBlock=ANYWHERE, GatewayId=internet)
    for subnet in public.values():
        ec2.associate_route_table(RouteTableId=outside, SubnetId=subnet)
    ways = {}
    for zone in nats:
        own = ec2.allocate_address(
            Domain="vpc", TagSpecifications=tagged("elastic-ip", f"{name}-nat-{zone}")
        )
        ways[zone] = ec2.create_nat_gateway(
            SubnetId=public[zone],
            AllocationId=own["AllocationId"],
            TagSpecifications=tagged("natgateway", f"{name}-{zone}"),
        )["NatGateway"]["NatGatewayId"]
    for zone, table in tables.items():
        way = ways.get(zone, ways[nats[0]])
        ec2.create_route(RouteTableId=table, DestinationCidrBlock=ANYWHERE, NatGatewayId=way)


def _table(ec2: Any, made: str, name: str) -> str:
    reply = ec2.create_route_table(VpcId=made, TagSpecifications=tagged("route-table", name))
    return str(reply["RouteTable"]["RouteTableId"])


def _group(ec2: Any, made: str, name: str) -> str:
    reply = ec2.create_security_group(GroupName=name, Description="Everything inside", VpcId=made)
    return str(reply["GroupId"])


def tagged(kind: str, name: str) -> list[dict[str, Any]]:
    """The tag that shows as a name, for a resource of EC2 that is being made."""
    return [{"ResourceType": kind, "Tags": [{"Key": "Name", "Value": name}]}]


def certificate(clients: Clients, account: str, region: str, name: str) -> str:
    """ARN of a certificate for a public name."""
    acm = clients(account, "acm", region)
    reply = acm.request_certificate(DomainName=name, ValidationMethod="EMAIL")
    return str(reply["CertificateArn"])


def alias(
    clients: Clients, zone: str, name: str, target: str, *, healthy: bool = True, **more: Any
) -> None:
    """A record of the public zone that answers with another AWS name."""
    record = {
        "Name": name,
        "Type": "A",
        "AliasTarget": {
            "HostedZoneId": "Z35SXDOTRQ7X7K" if healthy else "Z2FDTNDATAQYW2",
            "DNSName": target,
            "EvaluateTargetHealth": healthy,
        },
        **more,
    }
    clients("network", "route53", HOME).change_resource_record_sets(
        HostedZoneId=zone,
        ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]},
    )
