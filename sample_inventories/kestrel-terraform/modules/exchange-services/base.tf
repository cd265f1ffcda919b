# The two services that nearly all others call: who is this, and can they pay?

locals {
  base_services = {
    auth = {
      route = { priority = 30, paths = ["/v1/auth/*", "/v1/session"] }

      environment = {
        COGNITO_ISSUER    = var.identity.issuer
        COGNITO_POOL_ID   = var.identity.user_pool_id
        COGNITO_CLIENT_ID = var.identity.client_id
        SESSIONS_TABLE    = var.identity.sessions_table_name
        SESSION_TTL_HOURS = "12"
      }
      secrets = {}
    }

    ledger-core = {
      environment = {
        LEDGER_WRITER_HOST = var.ledger.writer_endpoint
        LEDGER_READER_HOST = var.ledger.reader_endpoint
        KAFKA_BROKERS      = var.kafka_brokers
        EXECUTIONS_TOPIC   = "engine.executions.v3"
      }
      secrets = { LEDGER_CREDENTIALS = var.ledger.password_secret_arn }
    }
  }
}

module "base_service" {
  source   = "../ecs-service"
  for_each = local.base_services

  name        = each.key
  name_prefix = var.name

  cluster_arn               = aws_ecs_cluster.this.arn
  cluster_name              = aws_ecs_cluster.this.name
  service_connect_namespace = aws_service_discovery_http_namespace.this.name
  log_group                 = aws_cloudwatch_log_group.this.name
  execution_role_arn        = aws_iam_role.execution.arn
  default_task_role_arn     = aws_iam_role.shared.arn

  vpc_id             = var.vpc_id
  subnet_ids         = var.subnet_ids
  security_group_ids = [aws_security_group.services.id]
  listener_arn       = var.load_balancer.listener_arn
  route              = lookup(each.value, "route", null)

  image         = "${var.registry}/kestrel/${each.key}:${var.image_tag}"
  datadog_image = var.datadog_image
  cpu           = var.sizes[each.key].cpu
  memory        = var.sizes[each.key].memory
  desired_count = var.sizes[each.key].count
  max_count     = var.sizes[each.key].max

  environment = merge(local.common_environment, each.value.environment)
  secrets     = each.value.secrets
}
