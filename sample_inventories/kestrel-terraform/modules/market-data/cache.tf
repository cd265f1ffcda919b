resource "aws_elasticache_subnet_group" "this" {
  name       = var.name
  subnet_ids = var.cache_subnet_ids
}

resource "aws_elasticache_replication_group" "this" {
  replication_group_id = var.name
  description          = "Last books, tickers and candles"
  engine               = "valkey"
  engine_version       = "8.0"
  node_type            = var.cache_node_type
  port                 = 6379

  num_cache_clusters          = length(var.cache_zones)
  preferred_cache_cluster_azs = var.cache_zones
  multi_az_enabled            = length(var.cache_zones) > 1
  automatic_failover_enabled  = length(var.cache_zones) > 1

  subnet_group_name          = aws_elasticache_subnet_group.this.name
  security_group_ids         = [aws_security_group.this.id]
  at_rest_encryption_enabled = true
  transit_encryption_enabled = true
}
