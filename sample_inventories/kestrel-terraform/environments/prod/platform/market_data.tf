module "market_data" {
  source = "../../../modules/market-data"

  name           = "${local.name}-market-data"
  vpc_id         = local.vpc_id
  vpc_cidr_block = data.aws_vpc.main.cidr_block

  # Four brokers over two zones: a third zone would have cost as much as the
  # other two in cross-zone traffic (PLAT-412).
  kafka_subnet_ids = [for zone in var.kafka_zone_ids : local.private_subnets[zone]]
  broker_count     = var.kafka_broker_count

  cache_subnet_ids = values(local.private_subnets)
  cache_zones      = [for zone in var.cache_zone_ids : local.zone_names[zone]]
}
