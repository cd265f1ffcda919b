resource "aws_ecs_cluster" "trading" {
  name = "trading-cluster"
}

resource "aws_ecs_cluster" "west" {
  region = local.west

  name = "trading-cluster"
}

resource "aws_secretsmanager_secret" "ledger" {
  name = "trading/ledger"

  replica {
    region = local.west
  }
}

locals {
  images = data.terraform_remote_state.shared.outputs.image_urls
  placed = {
    region             = local.home
    cluster_arn        = aws_ecs_cluster.trading.arn
    subnet_ids         = values(module.vpc.private_subnet_ids)
    security_group_ids = [aws_security_group.app.id]
  }
}

module "api" {
  source = "../../modules/balancer"

  name               = "api"
  region             = local.home
  vpc_id             = module.vpc.vpc_id
  subnet_ids         = values(module.vpc.public_subnet_ids)
  security_group_ids = [aws_security_group.app.id]
  port               = 8080
  certificate_arn    = aws_acm_certificate.this.arn
}

module "order_entry" {
  source = "../../modules/service"

  name               = "order-entry"
  region             = local.placed.region
  cluster_arn        = local.placed.cluster_arn
  subnet_ids         = local.placed.subnet_ids
  security_group_ids = local.placed.security_group_ids
  execution_role_arn = aws_iam_role.execution.arn
  task_role_arn      = aws_iam_role.task.arn
  image              = "${local.images["order-entry"]}:2026.11.3"
  desired_count      = 3
  target_group_arns  = [module.api.target_group_arn]

  environment = {
    ENGINE_HOST    = module.engine.dns_name
    KAFKA_BROKERS  = aws_msk_cluster.orders.bootstrap_brokers_tls
    LEDGER_HOST    = aws_rds_cluster.ledger.endpoint
    SESSIONS_TABLE = aws_dynamodb_table.sessions.name
  }

  secrets = {
    LEDGER_PASSWORD = aws_secretsmanager_secret.ledger.arn
  }
}

# Takes in what custody has seen arrive.
resource "aws_sqs_queue" "credits" {
  name                      = "credits"
  message_retention_seconds = 1209600
}

module "credit_worker" {
  source = "../../modules/service"

  name               = "credit-worker"
  region             = local.placed.region
  cluster_arn        = local.placed.cluster_arn
  subnet_ids         = local.placed.subnet_ids
  security_group_ids = local.placed.security_group_ids
  execution_role_arn = aws_iam_role.execution.arn
  task_role_arn      = aws_iam_role.task.arn
  image              = "${local.images["credit-worker"]}:2026.11.1"

  environment = {
    CREDITS_QUEUE_URL = aws_sqs_queue.credits.url
    LEDGER_HOST       = aws_rds_cluster.ledger.endpoint
  }

  secrets = {
    LEDGER_PASSWORD = aws_secretsmanager_secret.ledger.arn
  }
}
