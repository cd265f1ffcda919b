data "aws_ssm_parameter" "ami" {
  for_each = toset(["chain-node", "engine", "signer"])

  name = "/kestrel/ami/${each.key}"
}

resource "aws_secretsmanager_secret" "vendor" {
  for_each = toset(["banking", "chainalysis", "fireblocks", "google-oauth", "quicknode", "sendgrid", "twilio"])

  name = "kestrel/staging/vendor/${each.key}"
}

data "aws_secretsmanager_secret_version" "google" {
  secret_id = aws_secretsmanager_secret.vendor["google-oauth"].id
}

module "identity" {
  source = "../../../modules/identity"

  name                 = local.name
  login_domain         = "login.${var.domain}"
  callback_url         = "https://api.${var.domain}/signed-in"
  certificate_arn      = aws_acm_certificate.public.arn
  google_client_id     = jsondecode(data.aws_secretsmanager_secret_version.google.secret_string)["client_id"]
  google_client_secret = jsondecode(data.aws_secretsmanager_secret_version.google.secret_string)["client_secret"]
}

module "engine" {
  source = "../../../modules/matching-engine"

  name             = "engine-spot"
  region           = var.region
  vpc_id           = local.vpc_id
  subnet_id        = local.home_subnet
  node_count       = 1
  instance_type    = "c7i.large"
  journal_gb       = 50
  journal_iops     = 1000
  ami_id           = data.aws_ssm_parameter.ami["engine"].insecure_value
  kafka_brokers    = module.market_data.bootstrap_brokers
  snapshot_bucket  = module.engine_snapshots.name
  internal_zone_id = aws_route53_zone.internal.zone_id

  client_security_group_ids = [module.services.security_group_id]
}

module "wallet" {
  source = "../../../modules/wallet"

  name       = "${local.name}-wallet"
  account_id = var.account_id
  region     = var.region
  vpc_id     = local.vpc_id

  ami_id               = data.aws_ssm_parameter.ami["signer"].insecure_value
  enclave_image_sha384 = var.enclave_image_sha384
  signer_count         = 1
  signer_subnet_ids    = [local.home_subnet]

  sign_queue_url = module.queues.queues["sign-requests"].url
  sign_queue_arn = module.queues.queues["sign-requests"].arn
}

module "chain_nodes" {
  source = "../../../modules/chain-nodes"

  name           = "${local.name}-chain"
  vpc_id         = local.vpc_id
  vpc_cidr_block = data.aws_vpc.main.cidr_block
  ami_id         = data.aws_ssm_parameter.ami["chain-node"].insecure_value

  nodes = {
    bitcoin-1  = { chain = "bitcoin", client = "bitcoind", rpc_port = 8332, disk_gb = 100, subnet_id = local.home_subnet, instance_type = "t3.large", pruned = true }
    ethereum-1 = { chain = "ethereum", client = "geth", rpc_port = 8545, disk_gb = 400, subnet_id = local.home_subnet, instance_type = "t3.large" }
  }
}

module "kyc" {
  source = "../../../modules/kyc"

  name                 = "kestrel-staging-kyc"
  location             = var.azure_location
  tenant_id            = var.azure_tenant_id
  dba_group_object_id  = var.kyc_dba_group_object_id
  plan_sku             = "B1"
  database_sku         = "Basic"
  document_replication = "LRS"
  sumsub_url           = var.vendor_urls.sumsub
  callback_url         = "https://api.${var.domain}/v1/onboarding/kyc-results"
}

module "surveillance" {
  source = "../../../modules/surveillance"

  name          = "kestrel-staging"
  project       = var.gcp_project
  region        = var.gcp_region
  image_tag     = var.image_tag
  database_tier = "db-f1-micro"
  min_instances = 0
  caller        = "principalSet://iam.googleapis.com/projects/${var.gcp_project_number}/locations/global/workloadIdentityPools/aws/attribute.account/${var.account_id}"
}

module "services" {
  source = "../../../modules/exchange-services"

  name        = local.name
  environment = "staging"
  account_id  = var.account_id
  log_level   = "debug"

  vpc_id     = local.vpc_id
  subnet_ids = [local.home_subnet]

  load_balancer = {
    listener_arn      = module.load_balancer.listener_arn
    security_group_id = module.load_balancer.security_group_id
  }

  registry  = var.registry
  image_tag = var.image_tag
  sizes     = { for service in var.services : service => { count = 1 } }

  engine_address = module.engine.address
  kafka_brokers  = module.market_data.bootstrap_brokers
  cache = {
    primary_endpoint = module.market_data.cache_primary_endpoint
    reader_endpoint  = module.market_data.cache_reader_endpoint
  }

  ledger             = module.ledger
  payments           = module.payments_db
  identity           = module.identity
  queues             = module.queues.queues
  chain_rpc_urls     = module.chain_nodes.rpc_urls
  kyc_url            = "https://${module.kyc.hostname}"
  risk_score_url     = module.surveillance.risk_score_url
  surveillance_topic = module.surveillance.executions_topic

  tables = {
    instruments     = aws_dynamodb_table.instruments.name
    chain_state     = aws_dynamodb_table.chain_state.name
    chain_state_arn = aws_dynamodb_table.chain_state.arn
  }

  vendor_urls = var.vendor_urls
  secret_arns = { for vendor, secret in aws_secretsmanager_secret.vendor : vendor => secret.arn }
}

module "jobs" {
  source = "../../../modules/scheduled-lambda"

  name_prefix        = local.name
  code_bucket        = var.code_bucket
  subnet_ids         = [local.home_subnet]
  security_group_ids = [module.services.security_group_id]

  functions = {
    watch-ethereum = {
      handler  = "watcher.run"
      code_key = "watcher/${var.image_tag}.zip"
      schedule = "rate(5 minutes)"

      environment = {
        CHAIN              = "ethereum"
        RPC_URL            = "https://sepolia.infura.io/v3"
        CONFIRMATIONS      = "2"
        DEPOSITS_QUEUE_URL = module.queues.queues["deposits"].url
        CHAIN_STATE_TABLE  = aws_dynamodb_table.chain_state.name
      }
    }
  }

  policy = [
    {
      Effect   = "Allow"
      Action   = ["sqs:SendMessage", "dynamodb:GetItem", "dynamodb:PutItem"]
      Resource = [module.queues.queues["deposits"].arn, aws_dynamodb_table.chain_state.arn]
    },
  ]
}

# Office hours only; nobody is paged at night for staging.
data "pagerduty_escalation_policy" "platform" {
  name = "Platform office hours"
}

module "alerts" {
  source = "../../../modules/alerts"

  name                 = local.name
  escalation_policy_id = data.pagerduty_escalation_policy.platform.id
  alarms               = {}
}
