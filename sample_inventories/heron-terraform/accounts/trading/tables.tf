# Prices are read in both regions; sessions belong to the region that made them.

resource "aws_dynamodb_table" "prices" {
  name             = "heron-prices"
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = "symbol"
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"

  attribute {
    name = "symbol"
    type = "S"
  }

  replica {
    region_name = local.west
  }
}

resource "aws_dynamodb_table" "sessions" {
  name         = "heron-sessions"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "session_id"

  attribute {
    name = "session_id"
    type = "S"
  }
}

resource "aws_elasticache_subnet_group" "trading" {
  name       = "trading"
  subnet_ids = values(module.vpc.private_subnet_ids)
}

resource "aws_elasticache_replication_group" "prices" {
  replication_group_id       = "prices-cache"
  description                = "last prices"
  engine                     = "redis"
  node_type                  = "cache.r7g.large"
  num_cache_clusters         = 2
  automatic_failover_enabled = true
  multi_az_enabled           = true
  subnet_group_name          = aws_elasticache_subnet_group.trading.name
  security_group_ids         = [aws_security_group.app.id]
}
