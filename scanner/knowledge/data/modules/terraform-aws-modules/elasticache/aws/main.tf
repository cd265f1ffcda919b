# A cache: one cluster, or a group of copies, or one of a global group.
variable "create" { default = true }
variable "tags" { default = {} }
variable "create_cluster" { default = false }
variable "create_replication_group" { default = true }
variable "create_primary_global_replication_group" { default = false }
variable "create_secondary_global_replication_group" { default = false }
variable "engine" { default = "redis" }
variable "engine_version" { default = null }
variable "node_type" { default = null }
variable "port" { default = null }
variable "cluster_id" { default = "" }
variable "availability_zone" { default = null }
variable "az_mode" { default = null }
variable "num_cache_nodes" { default = 1 }
variable "preferred_availability_zones" { default = [] }
variable "replication_group_id" { default = null }
variable "automatic_failover_enabled" { default = null }
variable "multi_az_enabled" { default = false }
variable "cluster_mode_enabled" { default = false }
variable "num_cache_clusters" { default = null }
variable "num_node_groups" { default = null }
variable "replicas_per_node_group" { default = null }
variable "preferred_cache_cluster_azs" { default = [] }
variable "at_rest_encryption_enabled" { default = true }
variable "kms_key_arn" { default = null }
variable "snapshot_retention_limit" { default = null }
variable "snapshot_name" { default = null }
variable "global_replication_group_id" { default = null }
variable "global_replication_group_id_suffix" { default = null }
variable "create_subnet_group" { default = true }
variable "subnet_group_name" { default = null }
variable "subnet_ids" { default = [] }
variable "create_security_group" { default = true }
variable "security_group_ids" { default = [] }
variable "vpc_id" { default = null }

locals {
  alone        = var.replication_group_id == null
  global       = var.create_primary_global_replication_group || var.create_secondary_global_replication_group
  port         = var.engine == "memcached" ? 11211 : 6379
  groups       = var.create_security_group ? concat(var.security_group_ids, aws_security_group.this[*].id) : var.security_group_ids
  subnet_group = var.create && var.create_subnet_group ? aws_elasticache_subnet_group.this[0].name : var.subnet_group_name
  failover     = var.multi_az_enabled || var.cluster_mode_enabled ? true : var.automatic_failover_enabled
}

resource "aws_elasticache_subnet_group" "this" {
  count      = var.create && var.create_subnet_group ? 1 : 0
  name       = try(coalesce(var.subnet_group_name, var.cluster_id, var.replication_group_id), "")
  subnet_ids = var.subnet_ids
}

resource "aws_security_group" "this" {
  count  = var.create && var.create_security_group ? 1 : 0
  vpc_id = var.vpc_id
}

resource "aws_elasticache_cluster" "this" {
  count                        = var.create && var.create_cluster ? 1 : 0
  cluster_id                   = var.cluster_id
  engine                       = local.alone ? var.engine : null
  engine_version               = local.alone ? var.engine_version : null
  node_type                    = local.alone ? var.node_type : null
  availability_zone            = var.availability_zone
  az_mode                      = local.alone ? var.az_mode : null
  num_cache_nodes              = local.alone ? var.num_cache_nodes : null
  preferred_availability_zones = var.preferred_availability_zones
  port                         = local.alone ? coalesce(var.port, local.port) : null
  replication_group_id         = var.create && var.create_replication_group ? aws_elasticache_replication_group.this[0].id : var.replication_group_id
  security_group_ids           = local.alone ? local.groups : null
  snapshot_retention_limit     = local.alone ? var.snapshot_retention_limit : null
  snapshot_name                = local.alone ? var.snapshot_name : null
  subnet_group_name            = local.alone ? local.subnet_group : null
  tags                         = var.tags
}

resource "aws_elasticache_replication_group" "this" {
  count                       = var.create && var.create_replication_group && !local.global ? 1 : 0
  replication_group_id        = var.replication_group_id
  engine                      = var.engine
  engine_version              = var.engine_version
  node_type                   = var.node_type
  port                        = coalesce(var.port, local.port)
  automatic_failover_enabled  = local.failover
  multi_az_enabled            = var.multi_az_enabled
  num_cache_clusters          = var.cluster_mode_enabled ? null : var.num_cache_clusters
  num_node_groups             = var.cluster_mode_enabled ? var.num_node_groups : null
  replicas_per_node_group     = var.replicas_per_node_group
  preferred_cache_cluster_azs = var.preferred_cache_cluster_azs
  kms_key_id                  = var.at_rest_encryption_enabled ? var.kms_key_arn : null
  global_replication_group_id = var.global_replication_group_id
  security_group_ids          = local.groups
  snapshot_retention_limit    = var.snapshot_retention_limit
  snapshot_name               = var.snapshot_name
  subnet_group_name           = local.subnet_group
  tags                        = var.tags
}

resource "aws_elasticache_replication_group" "global" {
  count                       = var.create && var.create_replication_group && local.global ? 1 : 0
  replication_group_id        = var.replication_group_id
  engine                      = var.create_secondary_global_replication_group ? null : var.engine
  engine_version              = var.create_secondary_global_replication_group ? null : var.engine_version
  node_type                   = var.node_type
  port                        = coalesce(var.port, local.port)
  automatic_failover_enabled  = local.failover
  multi_az_enabled            = var.multi_az_enabled
  num_cache_clusters          = var.cluster_mode_enabled ? null : var.num_cache_clusters
  num_node_groups             = var.create_secondary_global_replication_group || !var.cluster_mode_enabled ? null : var.num_node_groups
  replicas_per_node_group     = var.replicas_per_node_group
  preferred_cache_cluster_azs = var.preferred_cache_cluster_azs
  kms_key_id                  = var.at_rest_encryption_enabled ? var.kms_key_arn : null
  global_replication_group_id = var.create_secondary_global_replication_group ? var.global_replication_group_id : null
  security_group_ids          = local.groups
  snapshot_retention_limit    = var.snapshot_retention_limit
  snapshot_name               = var.create_secondary_global_replication_group ? null : var.snapshot_name
  subnet_group_name           = local.subnet_group
  tags                        = var.tags
}

resource "aws_elasticache_global_replication_group" "this" {
  count                              = var.create && var.create_replication_group && var.create_primary_global_replication_group ? 1 : 0
  automatic_failover_enabled         = var.automatic_failover_enabled
  cache_node_type                    = var.node_type
  global_replication_group_id_suffix = coalesce(var.global_replication_group_id_suffix, var.replication_group_id)
  primary_replication_group_id       = aws_elasticache_replication_group.global[0].id
}

output "cluster_arn" { value = try(aws_elasticache_cluster.this[0].arn, null) }
output "cluster_cache_nodes" { value = try(aws_elasticache_cluster.this[0].cache_nodes, null) }
output "cluster_address" { value = try(aws_elasticache_cluster.this[0].cluster_address, null) }
output "cluster_configuration_endpoint" { value = try(aws_elasticache_cluster.this[0].configuration_endpoint, null) }
output "replication_group_arn" { value = try(aws_elasticache_replication_group.this[0].arn, aws_elasticache_replication_group.global[0].arn, null) }
output "replication_group_id" { value = try(aws_elasticache_replication_group.this[0].id, aws_elasticache_replication_group.global[0].id, null) }
output "replication_group_port" { value = try(aws_elasticache_replication_group.this[0].port, aws_elasticache_replication_group.global[0].port, null) }
output "replication_group_primary_endpoint_address" { value = try(aws_elasticache_replication_group.this[0].primary_endpoint_address, aws_elasticache_replication_group.global[0].primary_endpoint_address, null) }
output "replication_group_reader_endpoint_address" { value = try(aws_elasticache_replication_group.this[0].reader_endpoint_address, aws_elasticache_replication_group.global[0].reader_endpoint_address, null) }
output "replication_group_configuration_endpoint_address" { value = try(aws_elasticache_replication_group.this[0].configuration_endpoint_address, aws_elasticache_replication_group.global[0].configuration_endpoint_address, null) }
output "replication_group_member_clusters" { value = try(aws_elasticache_replication_group.this[0].member_clusters, aws_elasticache_replication_group.global[0].member_clusters, null) }
output "global_replication_group_id" { value = try(aws_elasticache_global_replication_group.this[0].id, null) }
output "global_replication_group_arn" { value = try(aws_elasticache_global_replication_group.this[0].arn, null) }
output "subnet_group_name" { value = try(aws_elasticache_subnet_group.this[0].name, null) }
output "security_group_arn" { value = try(aws_security_group.this[0].arn, null) }
output "security_group_id" { value = try(aws_security_group.this[0].id, null) }
