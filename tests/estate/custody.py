"""The custody account: withdrawals and deposits."""

from __future__ import annotations

from tests.estate import network, parts
from tests.estate.clients import Clients
from tests.estate.network import Network
from tests.estate.parts import Cluster, balancer, function, image
from tests.estate.places import HOME, WEST

ME = "custody"


def build(clients: Clients, zone: str, credits_queue: str) -> None:
    """Everything of the account; `credits_queue` is the URL of trading's queue."""
    parts.usual_roles(clients, ME, signer="ecs-tasks")
    home = network.vpc(
        clients,
        ME,
        HOME,
        "custody-virginia",
        "10.40.0.0/16",
        nats=("use1-az6",),
        group="custody-app",
    )
    west = network.vpc(clients, ME, WEST, "custody-oregon", "10.41.0.0/16")
    cluster = Cluster(clients, ME, HOME, "custody-cluster", home)
    cluster.make()
    ledger = _ledger(clients, home, west)
    _withdrawals(clients, zone, cluster, ledger)
    _deposits(clients, cluster, ledger, credits_queue)


def _ledger(clients: Clients, home: Network, west: Network) -> str:
    """The host of the database of who owns what."""
    for region, within in ((HOME, home), (WEST, west)):
        parts.subnet_group(clients, ME, region, "custody", within)
    made = clients(ME, "rds").create_db_instance(
        DBInstanceIdentifier="custody-ledger",
        Engine="postgres",
        DBInstanceClass="db.r6g.xlarge",
        AllocatedStorage=500,
        StorageEncrypted=True,
        MasterUsername="heron",
        ManageMasterUserPassword=True,
        MultiAZ=True,
        BackupRetentionPeriod=35,
        DBSubnetGroupName="custody",
        VpcSecurityGroupIds=[home.group],
    )["DBInstance"]
    clients(ME, "rds", WEST).create_db_instance_read_replica(
        DBInstanceIdentifier="custody-ledger-west",
        SourceDBInstanceIdentifier=made["DBInstanceArn"],
        DBInstanceClass="db.r6g.xlarge",
        MultiAZ=False,
        AvailabilityZone=parts.letter(clients, ME, WEST, "usw2-az2"),
        DBSubnetGroupName="custody",
    )
    parts.daily_backups(clients, ME, keep_days=90)
    return str(made["Endpoint"]["Address"])


def _withdrawals(clients: Clients, zone: str, cluster: Cluster, ledger: str) -> None:
    key = _key(clients)
    secrets = clients(ME, "secretsmanager")
    wallet = secrets.create_secret(
        Name="custody/hot-wallet", SecretString="{}", AddReplicaRegions=[{"Region": WEST}]
    )["ARN"]
    fireblocks = secrets.create_secret(Name="custody/fireblocks", SecretString="{}")["ARN"]
    queue = clients(ME, "sqs").create_queue(QueueName="signing-requests")["QueueUrl"]
    nonces = _nonces(clients, cluster.within)
    certificate = network.certificate(clients, ME, HOME, "wallet.heron.example")
    front = balancer(clients, ME, HOME, "wallet", cluster.within, certificate)
    network.alias(clients, zone, "wallet.heron.example", front.host)
    cluster.run(
        "withdrawals",
        image("withdrawals", "2026.11.2"),
        {
            "DB_HOST": ledger,
            "FIREBLOCKS_URL": "https://api.fireblocks.io",
            "SIGNING_QUEUE_URL": queue,
        },
        targets=front.targets,
        secrets={"FIREBLOCKS_KEY": fireblocks},
    )
    cluster.run(
        "signer",
        image("signer", "2026.09.4"),
        {"KMS_KEY_ARN": key, "NONCE_CACHE_HOST": nonces, "SIGNING_QUEUE_URL": queue},
        secrets={"HOT_WALLET": wallet},
        role="heron-signer",
    )


def _key(clients: Clients) -> str:
    """ARN of the key that withdrawals are signed with."""
    kms = clients(ME, "kms")
    key = kms.create_key(Description="hot wallet", MultiRegion=True)["KeyMetadata"]
    kms.create_alias(AliasName="alias/heron-signing", TargetKeyId=key["KeyId"])
    kms.replicate_key(KeyId=key["KeyId"], ReplicaRegion=WEST)
    may = {"Effect": "Allow", "Action": ["kms:Sign", "kms:Decrypt"], "Resource": key["Arn"]}
    clients(ME, "iam").put_role_policy(
        RoleName="heron-signer", PolicyName="sign", PolicyDocument=parts.document(may)
    )
    return str(key["Arn"])


def _nonces(clients: Clients, home: Network) -> str:
    """The host of the cache of next nonces."""
    cache = clients(ME, "elasticache")
    cache.create_cache_subnet_group(
        CacheSubnetGroupName="custody",
        CacheSubnetGroupDescription="custody",
        SubnetIds=list(home.private.values()),
    )
    made = cache.create_replication_group(
        ReplicationGroupId="nonce-cache",
        ReplicationGroupDescription="next nonces",
        Engine="redis",
        CacheNodeType="cache.t4g.medium",
        NumCacheClusters=1,
        AutomaticFailoverEnabled=False,
        MultiAZEnabled=False,
        PreferredCacheClusterAZs=[parts.letter(clients, ME, HOME, "use1-az6")],
        CacheSubnetGroupName="custody",
        SecurityGroupIds=[home.group],
    )["ReplicationGroup"]
    return str(made["NodeGroups"][0]["PrimaryEndpoint"]["Address"])


def _deposits(clients: Clients, cluster: Cluster, ledger: str, credits_queue: str) -> None:
    queue = clients(ME, "sqs").create_queue(
        QueueName="deposits-seen", Attributes={"MessageRetentionPeriod": "1209600"}
    )["QueueUrl"]
    watcher = function(
        clients,
        ME,
        "chain-watcher",
        {"DEPOSITS_QUEUE_URL": queue, "ETHEREUM_RPC_URL": "https://mainnet.infura.io/v3"},
        timeout_s=50,
        within=cluster.within,
    )
    events = clients(ME, "events")
    events.put_rule(Name="every-minute", ScheduleExpression="rate(1 minute)")
    events.put_targets(Rule="every-minute", Targets=[{"Id": "watcher", "Arn": watcher}])
    cluster.run(
        "deposit-worker",
        image("deposit-worker", "2026.11.2"),
        {"CREDITS_QUEUE_URL": credits_queue, "DB_HOST": ledger, "DEPOSITS_QUEUE_URL": queue},
    )
