locals {
  common_environment = {
    ENVIRONMENT = var.environment
    LOG_LEVEL   = var.log_level
  }

  # Every request with a session is checked with auth; the answer is kept for
  # half a minute.
  signed_in = {
    AUTH_URL        = module.base_service["auth"].url
    SESSION_CACHE_S = "30"
  }

  # --- trading -------------------------------------------------------------

  trading = {
    order-entry = {
      route = { priority = 20, paths = ["/v1/orders", "/v1/orders/*"] }

      environment = merge(local.signed_in, {
        ENGINE_ADDRESS    = var.engine_address
        LEDGER_URL        = module.base_service["ledger-core"].url
        INSTRUMENTS_TABLE = var.tables.instruments
        INSTRUMENTS_TTL_S = "3600"
      })
    }

    # A service of its own since the March incident: customers must be able to
    # pull their orders while the ledger is not answering. Keep it that small.
    order-cancel = {
      route = { priority = 10, paths = ["/v1/orders", "/v1/orders/*"], methods = ["DELETE"] }

      environment = merge(local.signed_in, {
        ENGINE_ADDRESS = var.engine_address
      })
    }

    market-data = {
      route = { priority = 40, paths = ["/v1/market/*"] }

      environment = {
        KAFKA_BROKERS     = var.kafka_brokers
        REDIS_PRIMARY     = var.cache.primary_endpoint
        REDIS_READER      = var.cache.reader_endpoint
        INSTRUMENTS_TABLE = var.tables.instruments
        INSTRUMENTS_TTL_S = "3600"
        # Without news from Kafka the last book is served, marked as delayed.
        SERVE_STALE = "true"
      }
    }

    ws-gateway = {
      route = { priority = 50, paths = ["/ws", "/ws/*"] }

      environment = {
        REDIS_READER = var.cache.reader_endpoint
        SERVE_STALE  = "true"
      }
    }
  }

  # --- money in and out ----------------------------------------------------

  money = {
    deposits = {
      route = { priority = 60, paths = ["/v1/deposits", "/v1/deposits/*"] }

      environment = merge(local.signed_in, {
        DEPOSITS_QUEUE_URL = var.queues.deposits.url
        CHAIN_STATE_TABLE  = var.tables.chain_state
        BITCOIN_RPC_URLS   = var.chain_rpc_urls["bitcoin"]
        SCREENING_URL      = var.vendor_urls.chainalysis
        SCREENING_ON_ERROR = "hold"
        LEDGER_URL         = module.base_service["ledger-core"].url
      })
      secrets = { CHAINALYSIS_KEY = var.secret_arns["chainalysis"] }
    }

    withdrawals = {
      route = { priority = 70, paths = ["/v1/withdrawals", "/v1/withdrawals/*"] }

      environment = merge(local.signed_in, {
        WITHDRAWALS_QUEUE_URL = var.queues.withdrawals.url
        SIGN_QUEUE_URL        = var.queues.sign-requests.url
        LEDGER_URL            = module.base_service["ledger-core"].url
        RISK_SCORE_URL        = var.risk_score_url
        RISK_ON_ERROR         = "hold"
        SCREENING_URL         = var.vendor_urls.chainalysis
        SCREENING_ON_ERROR    = "hold"
        STEP_UP_URL           = var.vendor_urls.twilio_verify
        BITCOIN_RPC_URLS      = var.chain_rpc_urls["bitcoin"]
        ETHEREUM_RPC_URLS     = join(",", [var.chain_rpc_urls["ethereum"], var.vendor_urls.quicknode_ethereum])
        # Amounts above the hot limit are signed by the warm wallet.
        WARM_WALLET_URL    = var.vendor_urls.fireblocks
        HOT_LIMIT_USD      = "25000"
        APPROVAL_TIMEOUT_S = "900"
      })
      secrets = {
        CHAINALYSIS_KEY = var.secret_arns["chainalysis"]
        FIREBLOCKS_KEY  = var.secret_arns["fireblocks"]
        QUICKNODE_KEY   = var.secret_arns["quicknode"]
        TWILIO_TOKEN    = var.secret_arns["twilio"]
      }

      # Only this service may ask for signatures.
      policy = [{
        Effect   = "Allow"
        Action   = ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage"]
        Resource = [var.queues.withdrawals.arn, var.queues.sign-requests.arn]
      }]
    }

    fiat = {
      route = { priority = 80, paths = ["/v1/fiat/*"] }

      environment = merge(local.signed_in, {
        PAYMENTS_DB_HOST = var.payments.address
        FIAT_QUEUE_URL   = var.queues.fiat-events.url
        BANK_URL         = var.vendor_urls.modulr
        USDC_URL         = var.vendor_urls.circle
        LEDGER_URL       = module.base_service["ledger-core"].url
      })
      secrets = {
        PAYMENTS_CREDENTIALS = var.payments.password_secret_arn
        BANKING_KEYS         = var.secret_arns["banking"]
      }
    }
  }

  # --- everything else -----------------------------------------------------

  other = {
    onboarding = {
      route = { priority = 90, paths = ["/v1/onboarding/*"] }

      environment = {
        KYC_URL         = var.kyc_url
        COGNITO_POOL_ID = var.identity.user_pool_id
        MAIL_URL        = var.vendor_urls.sendgrid
        LEDGER_URL      = module.base_service["ledger-core"].url
      }
      secrets = { SENDGRID_KEY = var.secret_arns["sendgrid"] }
    }

    # Copies executions to surveillance. May lag; the topic keeps three days.
    trade-export = {
      environment = {
        KAFKA_BROKERS    = var.kafka_brokers
        EXECUTIONS_TOPIC = "engine.executions.v3"
        PUBSUB_TOPIC     = var.surveillance_topic
      }
    }
  }

  services = merge(local.trading, local.money, local.other)
}

module "service" {
  source   = "../ecs-service"
  for_each = local.services

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
  secrets     = lookup(each.value, "secrets", {})
  policy      = lookup(each.value, "policy", null)
}
