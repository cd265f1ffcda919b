module "services" {
  source = "../../../modules/exchange-services"

  name        = local.name
  environment = local.environment
  account_id  = var.account_id

  vpc_id     = local.vpc_id
  subnet_ids = values(local.private_subnets)

  load_balancer = {
    listener_arn      = module.load_balancer.listener_arn
    security_group_id = module.load_balancer.security_group_id
  }

  registry      = var.registry
  image_tag     = var.image_tag
  datadog_image = "${var.registry}/mirror/datadog-agent:7.62"
  sizes         = var.service_sizes

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
  kyc_url            = "https://${aws_route53_record.kyc.fqdn}"
  risk_score_url     = module.surveillance.risk_score_url
  surveillance_topic = module.surveillance.executions_topic

  tables = {
    instruments     = aws_dynamodb_table.instruments.name
    chain_state     = aws_dynamodb_table.chain_state.name
    chain_state_arn = aws_dynamodb_table.chain_state.arn
  }

  vendor_urls = var.vendor_urls
  secret_arns = local.secret_arns
}

module "queues" {
  source = "../../../modules/queues"

  name_prefix = local.name
  queues      = var.queues
}
