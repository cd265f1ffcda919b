"""The trading account: orders, prices, signing in, the site, alerts."""

from __future__ import annotations

import base64
from typing import Any

from tests.estate import network, parts, public
from tests.estate.clients import Clients
from tests.estate.network import Network
from tests.estate.parts import Cluster, balancer, function, image
from tests.estate.places import ACCOUNTS, HOME, WEST, ZONES

ME = "trading"
CODE = """#!/bin/sh
cat > /etc/heron/engine.env <<EOF
KAFKA_BROKERS={brokers}
TRADES_STREAM=heron-trades
EOF
systemctl start heron-engine
"""


def build(clients: Clients, zone: str, brokers: str) -> str:
    """Everything of the account; gives the URL of the queue that custody writes to."""
    parts.usual_roles(clients, ME, replication="s3")
    home = network.vpc(
        clients,
        ME,
        HOME,
        "trading-virginia",
        "10.30.0.0/16",
        nats=ZONES[HOME],
        group="trading-app",
    )
    west = network.vpc(
        clients, ME, WEST, "trading-oregon", "10.31.0.0/16", nats=ZONES[WEST], group="trading-app"
    )
    certificate = network.certificate(clients, ME, HOME, "*.heron.example")
    ledger = _ledger(clients, home, west)
    _streams(clients, home)
    _tables(clients)
    engine = _engine(clients, home, brokers)
    queue = _orders(clients, zone, home, certificate, ledger=ledger, engine=engine, brokers=brokers)
    _prices(clients, zone, home, west, certificate)
    public.login(clients, zone, home, certificate)
    public.site(clients, zone, certificate)
    public.alerts(clients)
    parts.daily_backups(clients, ME, keep_days=35)
    return queue


def _ledger(clients: Clients, home: Network, west: Network) -> str:
    """The host of the ledger's writer."""
    engine = {"Engine": "aurora-postgresql", "EngineVersion": "16.6"}
    for region, within in ((HOME, home), (WEST, west)):
        parts.subnet_group(clients, ME, region, "trading", within)
    rds = clients(ME, "rds")
    rds.create_global_cluster(GlobalClusterIdentifier="heron-ledger", **engine)
    common = {**engine, "GlobalClusterIdentifier": "heron-ledger", "BackupRetentionPeriod": 14}
    made = rds.create_db_cluster(
        DBClusterIdentifier="ledger",
        MasterUsername="heron",
        ManageMasterUserPassword=True,
        DBSubnetGroupName="trading",
        VpcSecurityGroupIds=[home.group],
        **common,
    )["DBCluster"]
    clients(ME, "rds", WEST).create_db_cluster(
        DBClusterIdentifier="ledger-west",
        DBSubnetGroupName="trading",
        VpcSecurityGroupIds=[west.group],
        **common,
    )
    for region, cluster, zone in (
        (HOME, "ledger", "use1-az1"),
        (HOME, "ledger", "use1-az2"),
        (WEST, "ledger-west", "usw2-az1"),
    ):
        clients(ME, "rds", region).create_db_instance(
            DBInstanceIdentifier=f"{cluster}-{zone}",
            DBClusterIdentifier=cluster,
            DBInstanceClass="db.r6g.2xlarge",
            Engine="aurora-postgresql",
            AvailabilityZone=parts.letter(clients, ME, region, zone),
            DBSubnetGroupName="trading",
        )
    return str(made["Endpoint"])


def _streams(clients: Clients, home: Network) -> None:
    clients(ME, "kafka").create_cluster(
        ClusterName="orders",
        KafkaVersion="3.6.0",
        NumberOfBrokerNodes=3,
        BrokerNodeGroupInfo={
            "InstanceType": "kafka.m5.large",
            "ClientSubnets": list(home.private.values()),
            "SecurityGroups": [home.group],
            "StorageInfo": {"EbsStorageInfo": {"VolumeSize": 500}},
        },
    )
    kinesis = clients(ME, "kinesis")
    kinesis.create_stream(StreamName="heron-trades", ShardCount=4)
    kinesis.increase_stream_retention_period(StreamName="heron-trades", RetentionPeriodHours=72)


def _tables(clients: Clients) -> None:
    """Prices, with the table that its replica is, and sessions."""
    for region, name, key in (
        (HOME, "heron-prices", "symbol"),
        (WEST, "heron-prices", "symbol"),
        (HOME, "heron-sessions", "session_id"),
    ):
        streams = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
        clients(ME, "dynamodb", region).create_table(
            TableName=name,
            KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            **({"StreamSpecification": streams} if name == "heron-prices" else {}),
        )


def _engine(clients: Clients, home: Network, brokers: str) -> str:
    """The host that the matching engine is reached at."""
    script = base64.b64encode(CODE.format(brokers=brokers).encode()).decode()
    clients(ME, "ec2").create_launch_template(
        LaunchTemplateName="matching-engine-template",
        LaunchTemplateData={
            "ImageId": "ami-0e2c8caa4b6378d8c",
            "InstanceType": "c6in.4xlarge",
            "SecurityGroupIds": [home.group],
            "UserData": script,
        },
    )
    front = balancer(clients, ME, HOME, "engine", home, inside_port=7000)
    clients(ME, "autoscaling").create_auto_scaling_group(
        AutoScalingGroupName="matching-engine",
        MinSize=1,
        DesiredCapacity=1,
        MaxSize=1,
        VPCZoneIdentifier=home.private["use1-az1"],
        TargetGroupARNs=[front.targets],
        LaunchTemplate={"LaunchTemplateName": "matching-engine-template", "Version": "$Latest"},
    )
    return front.host


def _orders(
    clients: Clients,
    zone: str,
    home: Network,
    certificate: str,
    *,
    ledger: str,
    engine: str,
    brokers: str,
) -> str:
    """Order entry and the worker that credits deposits; gives the URL of its queue."""
    secret = clients(ME, "secretsmanager").create_secret(
        Name="trading/ledger", SecretString="{}", AddReplicaRegions=[{"Region": WEST}]
    )["ARN"]
    cluster = Cluster(clients, ME, HOME, "trading-cluster", home)
    cluster.make()
    front = balancer(clients, ME, HOME, "api", home, certificate)
    network.alias(clients, zone, "api.heron.example", front.host)
    cluster.run(
        "order-entry",
        image("order-entry", "2026.11.3"),
        {
            "ENGINE_HOST": engine,
            "KAFKA_BROKERS": brokers,
            "LEDGER_HOST": ledger,
            "SESSIONS_TABLE": "heron-sessions",
        },
        count=3,
        targets=front.targets,
        secrets={"LEDGER_PASSWORD": secret},
    )
    queue = clients(ME, "sqs").create_queue(
        QueueName="credits", Attributes={"MessageRetentionPeriod": "1209600"}
    )["QueueUrl"]
    cluster.run(
        "credit-worker",
        image("credit-worker", "2026.11.1"),
        {"CREDITS_QUEUE_URL": queue, "LEDGER_HOST": ledger},
        secrets={"LEDGER_PASSWORD": secret},
    )
    return str(queue)


def _prices(clients: Clients, zone: str, home: Network, west: Network, certificate: str) -> None:
    cache = clients(ME, "elasticache")
    cache.create_cache_subnet_group(
        CacheSubnetGroupName="trading",
        CacheSubnetGroupDescription="trading",
        SubnetIds=list(home.private.values()),
    )
    made = cache.create_replication_group(
        ReplicationGroupId="prices-cache",
        ReplicationGroupDescription="last prices",
        Engine="redis",
        CacheNodeType="cache.r7g.large",
        NumCacheClusters=2,
        AutomaticFailoverEnabled=True,
        MultiAZEnabled=True,
        CacheSubnetGroupName="trading",
        SecurityGroupIds=[home.group],
    )["ReplicationGroup"]
    host = made["NodeGroups"][0]["PrimaryEndpoint"]["Address"]
    front = balancer(clients, ME, HOME, "prices", home, certificate)
    Cluster(clients, ME, HOME, "trading-cluster", home).run(
        "market-data",
        image("market-data", "2026.10.9"),
        {"CACHE_HOST": host, "PRICES_TABLE": "heron-prices"},
        count=3,
        targets=front.targets,
    )
    there = network.certificate(clients, ME, WEST, "*.heron.example")
    front_west = balancer(clients, ME, WEST, "prices-west", west, there)
    cluster = Cluster(clients, ME, WEST, "trading-cluster", west)
    cluster.make()
    cluster.run(
        "market-data-west",
        image("market-data", "2026.10.9", WEST),
        {"PRICES_TABLE": "heron-prices"},
        targets=front_west.targets,
    )
    check = clients("network", "route53").create_health_check(
        CallerReference="prices",
        HealthCheckConfig={
            "Type": "HTTPS",
            "FullyQualifiedDomainName": front.host,
            "Port": 443,
            "ResourcePath": "/healthz",
            "RequestInterval": 10,
            "FailureThreshold": 3,
        },
    )["HealthCheck"]["Id"]
    sets: dict[str, tuple[str, dict[str, Any]]] = {
        "virginia": (front.host, {"Failover": "PRIMARY", "HealthCheckId": check}),
        "oregon": (front_west.host, {"Failover": "SECONDARY"}),
    }
    for name, (target, more) in sets.items():
        network.alias(clients, zone, "md.heron.example", target, SetIdentifier=name, **more)
    writer = function(clients, ME, "price-writer", {"PRICES_TABLE": "heron-prices"}, timeout_s=30)
    clients(ME, "lambda").create_event_source_mapping(
        FunctionName=writer,
        EventSourceArn=f"arn:aws:kinesis:{HOME}:{ACCOUNTS[ME]}:stream/heron-trades",
        StartingPosition="LATEST",
    )
