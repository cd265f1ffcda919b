# Withdrawals: asked for at the wallet's host, signed by way of a queue.

resource "aws_kms_key" "signing" {
  description  = "hot wallet"
  multi_region = true
}

resource "aws_kms_alias" "signing" {
  name          = "alias/heron-signing"
  target_key_id = aws_kms_key.signing.key_id
}

resource "aws_kms_replica_key" "signing" {
  region = local.west

  description     = "hot wallet"
  primary_key_arn = aws_kms_key.signing.arn
}

resource "aws_secretsmanager_secret" "wallet" {
  name = "custody/hot-wallet"

  replica {
    region = local.west
  }
}

resource "aws_secretsmanager_secret" "fireblocks" {
  name = "custody/fireblocks"
}

resource "aws_sqs_queue" "signing" {
  name = "signing-requests"
}

data "aws_availability_zone" "nonces" {
  zone_id = "use1-az6"
}

resource "aws_elasticache_subnet_group" "custody" {
  name       = "custody"
  subnet_ids = values(module.vpc.private_subnet_ids)
}

# The next nonce of each address; without it nothing can be signed.
resource "aws_elasticache_replication_group" "nonces" {
  replication_group_id        = "nonce-cache"
  description                 = "next nonces"
  engine                      = "redis"
  node_type                   = "cache.t4g.medium"
  num_cache_clusters          = 1
  automatic_failover_enabled  = false
  multi_az_enabled            = false
  preferred_cache_cluster_azs = [data.aws_availability_zone.nonces.name]
  subnet_group_name           = aws_elasticache_subnet_group.custody.name
  security_group_ids          = [aws_security_group.app.id]
}

module "wallet" {
  source = "../../modules/balancer"

  name               = "wallet"
  region             = local.home
  vpc_id             = module.vpc.vpc_id
  subnet_ids         = values(module.vpc.public_subnet_ids)
  security_group_ids = [aws_security_group.app.id]
  port               = 8080
  certificate_arn    = aws_acm_certificate.this.arn
}

resource "aws_route53_record" "wallet" {
  provider = aws.dns

  zone_id = data.terraform_remote_state.network.outputs.public_zone_id
  name    = "wallet.heron.example"
  type    = "A"

  alias {
    name                   = module.wallet.dns_name
    zone_id                = module.wallet.zone_id
    evaluate_target_health = true
  }
}

resource "aws_ecs_cluster" "custody" {
  name = "custody-cluster"
}

locals {
  images = data.terraform_remote_state.shared.outputs.image_urls
}

module "withdrawals" {
  source = "../../modules/service"

  name               = "withdrawals"
  region             = local.home
  cluster_arn        = aws_ecs_cluster.custody.arn
  subnet_ids         = values(module.vpc.private_subnet_ids)
  security_group_ids = [aws_security_group.app.id]
  execution_role_arn = aws_iam_role.execution.arn
  task_role_arn      = aws_iam_role.task.arn
  image              = "${local.images["withdrawals"]}:2026.11.2"
  target_group_arns  = [module.wallet.target_group_arn]

  environment = {
    DB_HOST           = aws_db_instance.ledger.address
    FIREBLOCKS_URL    = "https://api.fireblocks.io"
    SIGNING_QUEUE_URL = aws_sqs_queue.signing.url
  }

  secrets = {
    FIREBLOCKS_KEY = aws_secretsmanager_secret.fireblocks.arn
  }
}

module "signer" {
  source = "../../modules/service"

  name               = "signer"
  region             = local.home
  cluster_arn        = aws_ecs_cluster.custody.arn
  subnet_ids         = values(module.vpc.private_subnet_ids)
  security_group_ids = [aws_security_group.app.id]
  execution_role_arn = aws_iam_role.execution.arn
  task_role_arn      = aws_iam_role.signer.arn
  image              = "${local.images["signer"]}:2026.09.4"

  environment = {
    KMS_KEY_ARN       = aws_kms_key.signing.arn
    NONCE_CACHE_HOST  = aws_elasticache_replication_group.nonces.primary_endpoint_address
    SIGNING_QUEUE_URL = aws_sqs_queue.signing.url
  }

  secrets = {
    HOT_WALLET = aws_secretsmanager_secret.wallet.arn
  }
}
