# A cache whose nodes are not one's own.
variable "create" { default = true }
variable "tags" { default = {} }
variable "engine" { default = "redis" }
variable "cache_name" { default = null }
variable "kms_key_id" { default = null }
variable "security_group_ids" { default = [] }
variable "snapshot_retention_limit" { default = null }
variable "subnet_ids" { default = [] }

resource "aws_elasticache_serverless_cache" "this" {
  count                    = var.create ? 1 : 0
  engine                   = var.engine
  name                     = var.cache_name
  kms_key_id               = var.kms_key_id
  security_group_ids       = var.security_group_ids
  snapshot_retention_limit = var.snapshot_retention_limit
  subnet_ids               = var.subnet_ids
  tags                     = var.tags
}

output "serverless_cache_arn" { value = try(aws_elasticache_serverless_cache.this[0].arn, null) }
output "serverless_cache_create_time" { value = try(aws_elasticache_serverless_cache.this[0].create_time, null) }
output "serverless_cache_endpoint" { value = try(aws_elasticache_serverless_cache.this[0].endpoint, null) }
output "serverless_cache_full_engine_version" { value = try(aws_elasticache_serverless_cache.this[0].full_engine_version, null) }
output "serverless_cache_major_engine_version" { value = try(aws_elasticache_serverless_cache.this[0].major_engine_version, null) }
output "serverless_cache_reader_endpoint" { value = try(aws_elasticache_serverless_cache.this[0].reader_endpoint, null) }
output "serverless_cache_status" { value = try(aws_elasticache_serverless_cache.this[0].status, null) }
