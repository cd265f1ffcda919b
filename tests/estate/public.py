"""What customers reach of the trading account beside orders and prices: sign-in, site, alerts."""

from __future__ import annotations

import json

from tests.estate import network, parts
from tests.estate.clients import Clients
from tests.estate.network import Network
from tests.estate.parts import function
from tests.estate.places import ACCOUNTS, HOME, WEST

ME = "trading"


def login(clients: Clients, zone: str, home: Network, certificate: str) -> None:
    """Signing in: the database of customers, a function, an HTTP API and its name."""
    customers = clients(ME, "rds").create_db_instance(
        DBInstanceIdentifier="identity",
        Engine="postgres",
        DBInstanceClass="db.m6g.large",
        AllocatedStorage=100,
        MasterUsername="heron",
        ManageMasterUserPassword=True,
        MultiAZ=False,
        AvailabilityZone=parts.letter(clients, ME, HOME, "use1-az2"),
        BackupRetentionPeriod=14,
        DBSubnetGroupName="trading",
        VpcSecurityGroupIds=[home.group],
    )["DBInstance"]
    signs_in = function(
        clients,
        ME,
        "login",
        {"IDENTITY_HOST": customers["Endpoint"]["Address"], "SESSIONS_TABLE": "heron-sessions"},
        timeout_s=10,
        within=home,
    )
    gateway = clients(ME, "apigatewayv2")
    api = gateway.create_api(Name="login-api", ProtocolType="HTTP")["ApiId"]
    behind = gateway.create_integration(
        ApiId=api,
        IntegrationType="AWS_PROXY",
        IntegrationUri=signs_in,
        PayloadFormatVersion="2.0",
    )["IntegrationId"]
    gateway.create_route(ApiId=api, RouteKey="POST /session", Target=f"integrations/{behind}")
    gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    domain = gateway.create_domain_name(
        DomainName="login.heron.example",
        DomainNameConfigurations=[
            {
                "ApiGatewayDomainName": f"d-heronlogin.execute-api.{HOME}.amazonaws.com",
                "CertificateArn": certificate,
                "EndpointType": "REGIONAL",
                "SecurityPolicy": "TLS_1_2",
            }
        ],
    )["DomainNameConfigurations"][0]
    gateway.create_api_mapping(ApiId=api, DomainName="login.heron.example", Stage="$default")
    target = domain["ApiGatewayDomainName"]
    network.alias(clients, zone, "login.heron.example", target, healthy=False)


def site(clients: Clients, zone: str, certificate: str) -> None:
    """The site: a bucket, its copy, a distribution and its name."""
    origin = parts.bucket(clients, ME, HOME, "heron-site", versions=True)
    parts.bucket(clients, ME, WEST, "heron-site-west", versions=True)
    clients(ME, "s3").put_bucket_replication(
        Bucket="heron-site",
        ReplicationConfiguration={
            "Role": f"arn:aws:iam::{ACCOUNTS[ME]}:role/heron-replication",
            "Rules": [
                {
                    "ID": "all",
                    "Status": "Enabled",
                    "Prefix": "",
                    "Destination": {"Bucket": "arn:aws:s3:::heron-site-west"},
                }
            ],
        },
    )
    front = parts.site(clients, ME, "www.heron.example", origin, certificate)
    network.alias(clients, zone, "www.heron.example", front, healthy=False)


def alerts(clients: Clients) -> None:
    """Alerts: a topic, a queue behind it, a function that reads it."""
    sqs = clients(ME, "sqs")
    arn = f"arn:aws:sqs:{HOME}:{ACCOUNTS[ME]}"
    sqs.create_queue(QueueName="alerts-dead", Attributes={"MessageRetentionPeriod": "1209600"})
    dead = {"deadLetterTargetArn": f"{arn}:alerts-dead", "maxReceiveCount": 5}
    sqs.create_queue(
        QueueName="alerts-queue",
        Attributes={"VisibilityTimeout": "60", "RedrivePolicy": json.dumps(dead)},
    )
    sns = clients(ME, "sns")
    topic = sns.create_topic(Name="fills")["TopicArn"]
    sns.subscribe(
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=f"{arn}:alerts-queue",
        Attributes={"RawMessageDelivery": "true"},
    )
    mail = {"MAIL_URL": "https://api.sendgrid.com/v3/mail/send"}
    function(clients, ME, "notifier", mail, timeout_s=30)
    clients(ME, "lambda").create_event_source_mapping(
        FunctionName="notifier", EventSourceArn=f"{arn}:alerts-queue", BatchSize=10
    )
