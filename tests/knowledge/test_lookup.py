"""What a name means: hosts, other names, zones, regions and types, as tables."""

from __future__ import annotations

import pytest
from scanner.knowledge import Endpoint, Knowledge, ZoneName, load
from scanner.knowledge.knowledge import MAX_HOST_CHARACTERS, MAX_NAME_CHARACTERS, HostMatch

KNOWN: Knowledge = load()


def said(found: HostMatch | None) -> str:
    """`provider service type region`, or the vendor; `-` stands for nothing."""
    if found is None:
        return "-"
    if found.vendor:
        return found.vendor.id
    assert found.endpoint
    service = found.endpoint.service
    parts = (
        found.provider,
        found.groups["service"] if service == "*" else service,
        found.endpoint.type or "-",
        found.endpoint.region or found.groups.get("region", "-"),
    )
    return " ".join(parts)


# --- hosts ------------------------------------------------------------------------------

HOSTS = {
    # AWS: databases and caches
    "db.abc123.us-east-1.rds.amazonaws.com": "aws rds aws_db_instance us-east-1",
    "db.cluster-abc1.eu-west-1.rds.amazonaws.com": "aws rds aws_rds_cluster eu-west-1",
    "db.cluster-ro-abc1.eu-west-1.rds.amazonaws.com": "aws rds aws_rds_cluster eu-west-1",
    "db.global-abc1.global.rds.amazonaws.com": "aws rds aws_rds_global_cluster -",
    "db.proxy-abc1.eu-west-1.rds.amazonaws.com": "aws rds aws_db_proxy eu-west-1",
    "db.abc123.cn-north-1.rds.amazonaws.com.cn": "aws rds aws_db_instance cn-north-1",
    "dynamodb.us-east-1.amazonaws.com": "aws dynamodb aws_dynamodb_table us-east-1",
    "cart.abc.use1.cache.amazonaws.com": (
        "aws elasticache aws_elasticache_replication_group us-east-1"
    ),
    "master.cart.abc.apne1.cache.amazonaws.com": (
        "aws elasticache aws_elasticache_replication_group ap-northeast-1"
    ),
    "clustercfg.cart.abc.euw1.cache.amazonaws.com": (
        "aws elasticache aws_elasticache_replication_group eu-west-1"
    ),
    "cart.abc.ng.0001.usw2.cache.amazonaws.com": (
        "aws elasticache aws_elasticache_replication_group us-west-2"
    ),
    "cart-abc.serverless.use2.cache.amazonaws.com": (
        "aws elasticache aws_elasticache_serverless_cache us-east-2"
    ),
    # AWS: storage
    "s3.amazonaws.com": "aws s3 aws_s3_bucket us-east-1",
    "logs.s3.amazonaws.com": "aws s3 aws_s3_bucket -",
    "logs.s3.eu-central-1.amazonaws.com": "aws s3 aws_s3_bucket eu-central-1",
    "with.dots.s3-eu-west-1.amazonaws.com": "aws s3 aws_s3_bucket eu-west-1",
    "logs.s3.dualstack.us-west-2.amazonaws.com": "aws s3 aws_s3_bucket us-west-2",
    "s3.us-gov-west-1.amazonaws.com": "aws s3 aws_s3_bucket us-gov-west-1",
    "site.s3-website-us-east-1.amazonaws.com": "aws s3 aws_s3_bucket us-east-1",
    "site.s3-website.eu-central-1.amazonaws.com": "aws s3 aws_s3_bucket eu-central-1",
    "x--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com": (
        "aws s3 aws_s3_directory_bucket us-east-1"
    ),
    "fs-0ab1.efs.us-east-1.amazonaws.com": "aws efs aws_efs_file_system us-east-1",
    # AWS: ways in, machines, messages
    "web-12.us-east-1.elb.amazonaws.com": "aws alb aws_lb us-east-1",
    "dualstack.web-12.us-east-1.elb.amazonaws.com": "aws alb aws_lb us-east-1",
    "internal-web-12.us-east-1.elb.amazonaws.com": "aws alb aws_lb us-east-1",
    "feed-1a2b.elb.us-east-1.amazonaws.com": "aws nlb aws_lb us-east-1",
    "d1abc.cloudfront.net": "aws cloudfront aws_cloudfront_distribution -",
    "ec2-3-4-5-6.compute-1.amazonaws.com": "aws ec2 aws_instance us-east-1",
    "ec2-3-4-5-6.eu-west-1.compute.amazonaws.com": "aws ec2 aws_instance eu-west-1",
    "ip-10-0-0-1.ec2.internal": "aws ec2 aws_instance us-east-1",
    "ip-10-0-0-1.eu-west-1.compute.internal": "aws ec2 aws_instance eu-west-1",
    "sqs.us-east-1.amazonaws.com": "aws sqs aws_sqs_queue us-east-1",
    "us-east-1.queue.amazonaws.com": "aws sqs aws_sqs_queue us-east-1",
    "b-1.feed.abc1.c2.kafka.us-east-1.amazonaws.com": "aws msk aws_msk_cluster us-east-1",
    "111122223333.dkr.ecr.us-east-1.amazonaws.com": "aws ecr aws_ecr_repository us-east-1",
    "ABC123.gr7.us-east-1.eks.amazonaws.com": "aws eks aws_eks_cluster us-east-1",
    "autoscaling.us-east-1.amazonaws.com": "aws autoscaling - us-east-1",
    "vpce-0a1-b2c3.kinesis.us-east-1.vpce.amazonaws.com": (
        "aws kinesis aws_vpc_endpoint us-east-1"
    ),
    "sts.amazonaws.com": "aws sts - us-east-1",
    "sts.eu-west-1.amazonaws.com": "aws sts - eu-west-1",
    # Google Cloud
    "vm-1.us-central1-a.c.shop.internal": "gcp compute google_compute_instance us-central1",
    "vm-1.c.shop.internal": "-",
    "storage.googleapis.com": "gcp gcs google_storage_bucket -",
    "europe-west1-docker.pkg.dev": (
        "gcp artifact_registry google_artifact_registry_repository europe-west1"
    ),
    "api-123.europe-west1.run.app": "gcp cloud_run google_cloud_run_v2_service europe-west1",
    "us-east4-pubsub.googleapis.com": "gcp pubsub google_pubsub_topic us-east4",
    "compute.googleapis.com": "gcp all_apis - -",
    # Azure
    "db.database.windows.net": "azure sql azurerm_mssql_database -",
    "shop-orders.documents.azure.com": "azure cosmosdb azurerm_cosmosdb_account -",
    "shop-orders-westeurope.documents.azure.com": (
        "azure cosmosdb azurerm_cosmosdb_account westeurope"
    ),
    "shop-eastus2.documents.azure.com": "azure cosmosdb azurerm_cosmosdb_account eastus2",
    "data.blob.core.windows.net": "azure storage azurerm_storage_account -",
    "keys.vault.azure.net": "azure keyvault azurerm_key_vault -",
    "k8s-1.hcp.westeurope.azmk8s.io": "azure aks azurerm_kubernetes_cluster westeurope",
    "web-x1.westeurope-01.azurewebsites.net": "azure appservice azurerm_linux_web_app westeurope",
    "gate-westeurope-01.regional.azure-api.net": "azure apim azurerm_api_management westeurope",
    "login.microsoftonline.com": "azure entra - -",
    # Vendors, also where they live under a provider's name
    "api.stripe.com": "stripe",
    "api.fireblocks.io": "fireblocks",
    "api.coingecko.com": "coingecko",
    "fcm.googleapis.com": "fcm",
    "recaptchaenterprise.googleapis.com": "recaptcha",
    # However it is written
    "API.Stripe.COM": "stripe",
    "api.stripe.com.": "stripe",
    "SQS.US-EAST-1.AMAZONAWS.COM": "aws sqs aws_sqs_queue us-east-1",
    # Nothing
    "": "-",
    ".": "-",
    "localhost": "-",
    "redis": "-",
    "10.0.0.1": "-",
    "example.com": "-",
    "amazonaws.com": "-",
    "us-east-1.amazonaws.com": "-",
    "api.stripe.com.example.net": "-",
    "xapi.stripe.com": "-",
    "api-stripe.com": "-",
    "sqs.us-east-1.amazonaws.com.example.net": "-",
    "sqs.us-east-1.amazonaws.comx": "-",
    "sqs.us-east-1xamazonaws.com": "-",
}


@pytest.mark.parametrize(("host", "answer"), HOSTS.items())
def test_host(host: str, answer: str) -> None:
    assert said(KNOWN.match_host(host)) == answer


def test_hosts_of_control_planes_are_marked() -> None:
    found = KNOWN.match_host("route53.amazonaws.com")
    assert found
    assert found.endpoint
    assert found.endpoint.control


def test_a_host_that_is_too_long_is_none() -> None:
    bucket = "b" * (MAX_HOST_CHARACTERS - len(".s3.amazonaws.com"))
    assert KNOWN.match_host(f"{bucket}.s3.amazonaws.com")
    assert KNOWN.match_host(f"{bucket}b.s3.amazonaws.com") is None


# --- names that are no hosts ------------------------------------------------------------

ARN = "arn:aws:{}:us-east-1:111122223333:{}"
NAMES = {
    "arn:aws:s3:::logs": ("aws_s3_bucket", "logs"),
    "arn:aws:s3:::logs/prefix/*": ("aws_s3_bucket", "logs"),
    "arn:aws:s3:::logs/*": ("aws_s3_bucket", "logs"),
    "arn:aws:s3:::logs-2/a.txt": ("aws_s3_bucket", "logs-2"),
    ARN.format("sns", "alarms"): ("aws_sns_topic", "alarms"),
    ARN.format("sns", "alarms:0b5c-1"): ("aws_sns_topic", "alarms"),
    ARN.format("sqs", "orders"): ("aws_sqs_queue", "orders"),
    ARN.format("states", "stateMachine:pay"): ("aws_sfn_state_machine", "pay"),
    ARN.format("ecs", "service/main/api"): ("aws_ecs_service", "api"),
    ARN.format("ecs", "service/api"): ("aws_ecs_service", "api"),
    ARN.format("ecs", "cluster/main"): ("aws_ecs_service", ""),
    ARN.format("ecr", "repository/team/api"): ("aws_ecr_repository", "team/api"),
    ARN.format("ecr", "repository/api"): ("aws_ecr_repository", "api"),
    ARN.format("ssm", "parameter/prod/db/url"): ("aws_ssm_parameter", "/prod/db/url"),
    ARN.format("ssm", "parameter/url"): ("aws_ssm_parameter", "url"),
    ARN.format("secretsmanager", "secret:prod/db-A1b2C3"): ("aws_secretsmanager_secret", "prod/db"),
    ARN.format("secretsmanager", "secret:prod/db-A1b2C3:password::"): (
        "aws_secretsmanager_secret",
        "prod/db",
    ),
    ARN.format("secretsmanager", "secret:prod/db-??????"): ("aws_secretsmanager_secret", "prod/db"),
    ARN.format("secretsmanager", "secret:prod/db-*"): ("aws_secretsmanager_secret", "prod/db"),
    ARN.format("secretsmanager", "secret:my-secret"): ("aws_secretsmanager_secret", "my-secret"),
    ARN.format("rds", "db:orders"): ("aws_db_instance", "orders"),
    ARN.format("rds", "cluster:orders"): ("aws_rds_cluster", "orders"),
    ARN.format("dynamodb", "table/orders/index/by-day"): ("aws_dynamodb_table", "orders"),
    ARN.format("lambda", "function:pay:live"): ("aws_lambda_function", "pay"),
    ARN.format("execute-api", "abcdef/prod/GET"): ("aws_api_gateway_rest_api", "abcdef"),
    "arn:aws-cn:kms:cn-north-1:111122223333:key/ab-1": ("aws_kms_key", "ab-1"),
    "shop:us-central1:orders": ("google_sql_database_instance", "orders"),
    "example.com:shop:us-central1:orders": ("google_sql_database_instance", "orders"),
    "projects/p/locations/us-east1/clusters/c/instances/i": ("google_alloydb_instance", ""),
}


@pytest.mark.parametrize(("text", "answer"), NAMES.items())
def test_name(text: str, answer: tuple[str, str]) -> None:
    found = KNOWN.match_name(text)
    assert found
    assert found.endpoint
    assert (found.endpoint.type, found.groups.get("name", "")) == answer


@pytest.mark.parametrize(
    "text", ["", "orders", "a:b", "redis:6379", "12:30:00", "arn:aws:iam::111122223333:role/x"]
)
def test_no_name(text: str) -> None:
    assert KNOWN.match_name(text) is None


def test_a_name_that_is_too_long_is_none() -> None:
    start = ARN.format("sqs", "")
    assert KNOWN.match_name(start + "q" * (MAX_NAME_CHARACTERS - len(start)))
    assert KNOWN.match_name(start + "q" * (MAX_NAME_CHARACTERS - len(start) + 1)) is None


def test_hosts_and_names_are_kept_apart() -> None:
    assert KNOWN.match_host(ARN.format("sqs", "orders")) is None
    assert KNOWN.match_name("sqs.us-east-1.amazonaws.com") is None


# --- zones ------------------------------------------------------------------------------

ZONES = [
    # A zone id is one place for everybody; a letter is where the region's letters are uniform.
    ("aws", "use1-az4", "", ("us-east-1", True)),
    ("aws", "apne1-az1", "", ("ap-northeast-1", True)),
    ("aws", "us-east-1a", "", ("us-east-1", False)),
    ("aws", "eu-west-1c", "", ("eu-west-1", False)),
    ("aws", "us-east-2b", "", ("us-east-2", True)),
    ("aws", "us-gov-west-1a", "", ("us-gov-west-1", True)),
    ("aws", "use1-az4", "eu-west-1", ("us-east-1", True)),
    ("aws", "zzz9-az1", "", ("", True)),
    ("aws", "us-east-1", "", None),
    ("aws", "us-east-1-bos-1a", "", None),
    ("aws", "us-east-1a\n", "", None),
    ("aws", "us-east-1a,us-east-1b", "", None),
    ("aws", "1", "us-east-1", None),
    ("gcp", "us-central1-a", "", ("us-central1", True)),
    ("gcp", "europe-west12-c", "", ("europe-west12", True)),
    ("gcp", "us-central1", "", None),
    # A number is a zone of the region it stands in, and another building in each subscription.
    ("azure", "1", "westeurope", ("westeurope", False)),
    ("azure", "3", "", ("", False)),
    ("azure", "westeurope-az2", "", ("westeurope", True)),
    ("azure", "0", "westeurope", None),
    ("azure", "12", "westeurope", None),
    ("azure", "zone-redundant", "westeurope", None),
    ("aws", "", "us-east-1", None),
    ("nobody", "us-east-1a", "", None),
]


@pytest.mark.parametrize(("provider", "text", "region", "answer"), ZONES)
def test_zone(provider: str, text: str, region: str, answer: tuple[str, bool] | None) -> None:
    expected = answer and ZoneName(answer[0], text, answer[1])
    assert KNOWN.zone(provider, text, region) == expected


# --- regions ----------------------------------------------------------------------------

REGIONS = [
    ("azure", "West Europe", "westeurope"),
    ("azure", "westeurope", "westeurope"),
    ("azure", "WestEurope", "westeurope"),
    ("azure", "East US 2", "eastus2"),
    ("azure", "(US) East US", "(US) East US"),
    ("aws", "us-east-1", "us-east-1"),
    ("aws", "US-EAST-1", "us-east-1"),
    ("gcp", "EUROPE-WEST1", "europe-west1"),
    ("aws", "West Europe", "West Europe"),
    ("aws", "mars-north-1", "mars-north-1"),
    ("nobody", "us-east-1", "us-east-1"),
    ("aws", "", ""),
]


@pytest.mark.parametrize(("provider", "text", "answer"), REGIONS)
def test_region_id(provider: str, text: str, answer: str) -> None:
    assert KNOWN.region_id(provider, text) == answer


IS_REGION = [
    ("aws", "us-east-1", True),
    ("aws", "eu-north-9", True),
    ("aws", "us-east-1a", False),
    ("aws", "mars-north-1", False),
    ("aws", "us-east-1\n", True),
    ("gcp", "us-central1", True),
    ("gcp", "us-central99", True),
    ("gcp", "us-central1-a", False),
    ("gcp", "eu", False),
    ("azure", "West Europe", True),
    ("azure", "atlantiscentral", True),
    ("azure", "westatlantis3", True),
    ("azure", "orders", False),
    ("azure", "prod", False),
    ("azure", "west", False),
    ("nobody", "us-east-1", False),
]


@pytest.mark.parametrize(("provider", "text", "answer"), IS_REGION)
def test_is_region(provider: str, text: str, answer: bool) -> None:
    assert KNOWN.is_region(provider, text) is answer


MULTI_REGIONS = [
    ("gcp", "nam4", ("us-central1", "us-east1")),
    ("gcp", "NAM4", ("us-central1", "us-east1")),
    ("gcp", "EUR4", ("europe-north1", "europe-west4")),
    ("gcp", "US", ()),
    ("gcp", "us", ()),
    ("gcp", "Eu", ()),
    ("gcp", "us-central1", None),
    ("gcp", "", None),
    ("aws", "us", None),
    ("nobody", "us", None),
]


@pytest.mark.parametrize(("provider", "text", "regions"), MULTI_REGIONS)
def test_multi_region(provider: str, text: str, regions: tuple[str, ...] | None) -> None:
    found = KNOWN.multi_region(provider, text)
    assert (found.regions if found else None) == regions


# --- types ------------------------------------------------------------------------------

PROVIDERS = [
    ("aws_db_instance", "aws"),
    ("aws_not_listed_yet", "aws"),
    ("awscc_rds_db_instance", "aws"),
    ("AWS::RDS::DBInstance", "aws"),
    ("AWS::New::Thing", "aws"),
    ("google_sql_database_instance", "gcp"),
    ("google_not_listed_yet", "gcp"),
    ("sqladmin.googleapis.com/Instance", "gcp"),
    ("new.googleapis.com/Thing", "gcp"),
    ("azurerm_mssql_database", "azure"),
    ("azurerm_not_listed_yet", "azure"),
    ("Microsoft.New/things", "azure"),
    ("cloudflare_record", "cloudflare"),
    ("cloudflare_not_listed_yet", "cloudflare"),
    ("stripe_product", "stripe"),
    ("service", None),
    ("not_listed", None),
    ("googleapis.com", None),
    ("google", None),
    ("", None),
]


@pytest.mark.parametrize(("name", "answer"), PROVIDERS)
def test_provider_of_type(name: str, answer: str | None) -> None:
    assert KNOWN.provider_of_type(name) == answer


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("aws_db_instance", "aws_db_instance"),
        ("AWS::RDS::DBInstance", "aws_db_instance"),
        ("aws_nothing", None),
        ("AWS_DB_INSTANCE", None),
    ],
)
def test_type_of(name: str, answer: str | None) -> None:
    found = KNOWN.type_of(name)
    assert (found.type if found else None) == answer


def test_each_type_is_listed_once() -> None:
    names = [known.type for _, known in KNOWN.types]
    assert len(names) == len({*names})


def test_a_setting_is_a_type_without_a_service() -> None:
    known = KNOWN.type_of("aws_budgets_budget")
    assert known
    assert (known.service, known.roles, known.layouts) == ("", ("setting",), ())


def test_ignored_attributes() -> None:
    assert "tags" in KNOWN.ignored_attributes("aws")
    assert "labels" in KNOWN.ignored_attributes("gcp")
    assert "depends_on" in KNOWN.ignored_attributes("nobody")


def test_citations_stand_in_order() -> None:
    fact = Endpoint(pattern="x", source=("schema-aws", "memory"))
    assert KNOWN.citations(fact) == [KNOWN.sources["schema-aws"], KNOWN.sources["memory"]]
    assert str(KNOWN.origin(fact)).endswith(", from memory)")
