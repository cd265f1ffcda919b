module "ledger" {
  source = "../../../modules/ledger"

  name                      = "${local.name}-ledger"
  vpc_id                    = local.vpc_id
  subnet_ids                = values(local.private_subnets)
  client_security_group_ids = [module.services.security_group_id]
  backup_days               = 3
  deletion_protection       = false

  instances = {
    one = { class = "db.t4g.large", zone = data.aws_availability_zone.home.name, tier = 0 }
  }
}

module "payments_db" {
  source = "../../../modules/payments-db"

  providers = {
    aws           = aws
    aws.reporting = aws
  }

  name                      = "${local.name}-payments"
  vpc_id                    = local.vpc_id
  subnet_ids                = values(local.private_subnets)
  client_security_group_ids = [module.services.security_group_id]
  instance_class            = "db.t4g.medium"
  multi_az                  = false
  backup_days               = 1
  deletion_protection       = false
}

module "market_data" {
  source = "../../../modules/market-data"

  name           = "${local.name}-market-data"
  vpc_id         = local.vpc_id
  vpc_cidr_block = data.aws_vpc.main.cidr_block

  kafka_subnet_ids     = values(local.private_subnets)
  broker_count         = 2
  broker_instance_type = "kafka.t3.small"
  replication_factor   = 2
  min_insync_replicas  = 1

  cache_subnet_ids = [local.home_subnet]
  cache_zones      = [data.aws_availability_zone.home.name]
  cache_node_type  = "cache.t4g.small"
}

resource "aws_dynamodb_table" "instruments" {
  name         = "${local.name}-instruments"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "symbol"

  attribute {
    name = "symbol"
    type = "S"
  }
}

resource "aws_dynamodb_table" "chain_state" {
  name         = "${local.name}-chain-state"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "pk"
  range_key    = "sk"

  attribute {
    name = "pk"
    type = "S"
  }

  attribute {
    name = "sk"
    type = "S"
  }
}

module "queues" {
  source = "../../../modules/queues"

  name_prefix = local.name

  queues = {
    deposits      = {}
    fiat-events   = {}
    sign-requests = { visibility_timeout_s = 120 }
    withdrawals   = {}
  }
}

module "engine_snapshots" {
  source = "../../../modules/replicated-bucket"

  name = "${local.name}-engine-snapshots"
}
