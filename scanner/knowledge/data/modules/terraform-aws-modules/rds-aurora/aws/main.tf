# A cluster, its members, its endpoints, and the subnets it may run in.
variable "create" { default = true }
variable "name" { default = "" }
variable "tags" { default = {} }
variable "cluster_tags" { default = {} }
variable "create_db_subnet_group" { default = false }
variable "db_subnet_group_name" { default = "" }
variable "subnets" { default = [] }
variable "is_primary_cluster" { default = true }
variable "cluster_use_name_prefix" { default = false }
variable "availability_zones" { default = null }
variable "backup_retention_period" { default = null }
variable "cluster_members" { default = null }
variable "database_name" { default = null }
variable "deletion_protection" { default = null }
variable "enabled_cloudwatch_logs_exports" { default = [] }
variable "create_cloudwatch_log_group" { default = false }
variable "cloudwatch_log_group_kms_key_id" { default = null }
variable "engine" { default = null }
variable "engine_mode" { default = "provisioned" }
variable "cluster_scalability_type" { default = null }
variable "engine_version" { default = null }
variable "global_cluster_identifier" { default = null }
variable "enable_global_write_forwarding" { default = null }
variable "kms_key_id" { default = null }
variable "cluster_performance_insights_kms_key_id" { default = null }
variable "manage_master_user_password" { default = true }
variable "master_user_secret_kms_key_id" { default = null }
variable "master_username" { default = null }
variable "port" { default = null }
variable "replication_source_identifier" { default = null }
variable "snapshot_identifier" { default = null }
variable "source_region" { default = null }
variable "storage_encrypted" { default = true }
variable "vpc_id" { default = "" }
variable "vpc_security_group_ids" { default = [] }
variable "create_security_group" { default = true }
variable "instances" { default = {} }
variable "instances_use_identifier_prefix" { default = false }
variable "endpoints" { default = {} }

locals {
  serverless    = var.engine_mode == "serverless"
  own_password  = var.manage_master_user_password && var.global_cluster_identifier == null
  subnets_named = try(coalesce(var.db_subnet_group_name, var.name), "")
  subnet_group  = var.create_db_subnet_group ? try(aws_db_subnet_group.this[0].name, null) : local.subnets_named
}

resource "aws_db_subnet_group" "this" {
  count      = var.create && var.create_db_subnet_group ? 1 : 0
  region     = local.region
  name       = local.subnets_named
  subnet_ids = var.subnets
}

resource "aws_security_group" "this" {
  count  = var.create && var.create_security_group ? 1 : 0
  region = local.region
  vpc_id = var.vpc_id
}

resource "aws_cloudwatch_log_group" "this" {
  for_each   = toset([for log in var.enabled_cloudwatch_logs_exports : log if var.create && var.create_cloudwatch_log_group && !var.cluster_use_name_prefix])
  region     = local.region
  name       = "/aws/rds/cluster/${var.name}/${each.value}"
  kms_key_id = var.cloudwatch_log_group_kms_key_id
}

resource "aws_rds_cluster" "this" {
  count                           = var.create ? 1 : 0
  region                          = local.region
  cluster_identifier              = var.cluster_use_name_prefix ? null : var.name
  cluster_identifier_prefix       = var.cluster_use_name_prefix ? "${var.name}-" : null
  engine                          = var.engine
  engine_mode                     = var.cluster_scalability_type == "limitless" ? "" : var.engine_mode
  engine_version                  = var.engine_version
  db_cluster_instance_class       = local.cluster_class
  cluster_members                 = var.cluster_members
  availability_zones              = var.availability_zones
  db_subnet_group_name            = local.subnet_group
  vpc_security_group_ids          = compact(concat(aws_security_group.this[*].id, var.vpc_security_group_ids))
  database_name                   = var.is_primary_cluster ? var.database_name : null
  master_username                 = var.is_primary_cluster ? var.master_username : null
  port                            = coalesce(var.port, contains(["aurora-postgresql", "postgres"], var.engine == null ? "" : var.engine) ? 5432 : 3306)
  backup_retention_period         = var.backup_retention_period
  deletion_protection             = var.deletion_protection
  storage_encrypted               = var.storage_encrypted
  kms_key_id                      = var.kms_key_id
  performance_insights_kms_key_id = var.cluster_performance_insights_kms_key_id
  manage_master_user_password     = local.own_password ? var.manage_master_user_password : null
  master_user_secret_kms_key_id   = local.own_password ? var.master_user_secret_kms_key_id : null
  global_cluster_identifier       = var.global_cluster_identifier
  enable_global_write_forwarding  = var.enable_global_write_forwarding
  replication_source_identifier   = var.replication_source_identifier
  snapshot_identifier             = var.snapshot_identifier
  source_region                   = var.source_region
  tags                            = merge(var.tags, var.cluster_tags)

  depends_on = [aws_cloudwatch_log_group.this]
}

resource "aws_rds_cluster_instance" "this" {
  for_each                        = { for k, v in var.instances : k => v if var.create && !local.serverless }
  region                          = local.region
  availability_zone               = try(each.value.availability_zone, null)
  cluster_identifier              = aws_rds_cluster.this[0].id
  db_subnet_group_name            = local.subnet_group
  engine                          = var.engine
  engine_version                  = var.engine_version
  identifier                      = var.instances_use_identifier_prefix ? null : try(coalesce(each.value.identifier), "${var.name}-${each.key}")
  identifier_prefix               = var.instances_use_identifier_prefix ? try(coalesce(each.value.identifier_prefix), "${var.name}-${each.key}-") : null
  instance_class                  = try(coalesce(each.value.instance_class), local.instance_class)
  performance_insights_kms_key_id = try(coalesce(each.value.performance_insights_kms_key_id), local.insights_key)
  promotion_tier                  = try(each.value.promotion_tier, null)
  publicly_accessible             = try(coalesce(each.value.publicly_accessible), local.public)
  tags                            = merge(var.tags, try(coalesce(each.value.tags), {}))
}

resource "aws_rds_cluster_endpoint" "this" {
  for_each                    = { for k, v in var.endpoints : k => v if var.create && !local.serverless }
  region                      = local.region
  cluster_endpoint_identifier = each.value.identifier
  cluster_identifier          = aws_rds_cluster.this[0].id
  custom_endpoint_type        = each.value.type
  excluded_members            = try(each.value.excluded_members, null)
  static_members              = try(each.value.static_members, null)
}

output "db_subnet_group_name" { value = local.subnet_group }
output "cluster_arn" { value = try(aws_rds_cluster.this[0].arn, null) }
output "cluster_id" { value = try(aws_rds_cluster.this[0].id, null) }
output "cluster_resource_id" { value = try(aws_rds_cluster.this[0].cluster_resource_id, null) }
output "cluster_members" { value = try(aws_rds_cluster.this[0].cluster_members, null) }
output "cluster_endpoint" { value = try(aws_rds_cluster.this[0].endpoint, null) }
output "cluster_reader_endpoint" { value = try(aws_rds_cluster.this[0].reader_endpoint, null) }
output "cluster_engine_version_actual" { value = try(aws_rds_cluster.this[0].engine_version_actual, null) }
output "cluster_database_name" { value = var.database_name }
output "cluster_port" { value = try(aws_rds_cluster.this[0].port, null) }
output "cluster_master_username" {
  value     = try(aws_rds_cluster.this[0].master_username, null)
  sensitive = true
}
output "cluster_master_user_secret" { value = try(aws_rds_cluster.this[0].master_user_secret, null) }
output "cluster_hosted_zone_id" { value = try(aws_rds_cluster.this[0].hosted_zone_id, null) }
output "cluster_instances" { value = aws_rds_cluster_instance.this }
output "additional_cluster_endpoints" { value = aws_rds_cluster_endpoint.this }
output "security_group_id" { value = try(aws_security_group.this[0].id, null) }
output "db_cluster_cloudwatch_log_groups" { value = aws_cloudwatch_log_group.this }
