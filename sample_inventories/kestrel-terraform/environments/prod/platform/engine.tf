# The spot engine. All nodes in one zone by design, see the module.
module "engine" {
  source = "../../../modules/matching-engine"

  name             = "engine-spot"
  region           = var.region
  vpc_id           = local.vpc_id
  subnet_id        = local.private_subnets[var.engine_zone_id]
  node_count       = var.engine_node_count
  ami_id           = data.aws_ssm_parameter.ami["engine"].insecure_value
  kafka_brokers    = module.market_data.bootstrap_brokers
  snapshot_bucket  = module.engine_snapshots.name
  internal_zone_id = aws_route53_zone.internal.zone_id

  client_security_group_ids = [module.services.security_group_id]
  alarm_topic_arns          = [module.alerts.topic_arn]
}

resource "aws_kms_key" "trading" {
  description         = "Trading data at rest: order book snapshots"
  enable_key_rotation = true
}

# Order books, every five minutes; a new engine starts from the last one.
module "engine_snapshots" {
  source = "../../../modules/replicated-bucket"

  name        = "${local.name}-engine-snapshots"
  encryption  = { kms_key_arn = aws_kms_key.trading.arn }
  copy_region = var.dr_region
}

# Golden images, published by the image pipeline.
data "aws_ssm_parameter" "ami" {
  for_each = toset(["chain-node", "engine", "signer"])

  name = "/kestrel/ami/${each.key}"
}
