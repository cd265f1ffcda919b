variable "create" { default = true }
variable "region" { default = null }
variable "tags" { default = {} }
variable "identifier" { default = null }
variable "use_identifier_prefix" { default = false }
variable "engine" { default = null }
variable "engine_version" { default = null }
variable "instance_class" { default = null }
variable "storage_encrypted" { default = true }
variable "kms_key_id" { default = null }
variable "db_name" { default = null }
variable "username" { default = null }
variable "port" { default = null }
variable "vpc_security_group_ids" { default = [] }
variable "db_subnet_group_name" { default = null }
variable "availability_zone" { default = null }
variable "multi_az" { default = false }
variable "publicly_accessible" { default = false }
variable "snapshot_identifier" { default = null }
variable "replicate_source_db" { default = null }
variable "replica_mode" { default = null }
variable "backup_retention_period" { default = null }
variable "blue_green_update" { default = {} }
variable "deletion_protection" { default = false }
variable "restore_to_point_in_time" { default = null }
variable "s3_import" { default = null }
variable "manage_master_user_password" { default = true }
variable "master_user_secret_kms_key_id" { default = null }
variable "monitoring_interval" { default = 0 }
variable "create_monitoring_role" { default = false }
variable "monitoring_role_arn" { default = null }
variable "performance_insights_enabled" { default = false }
variable "performance_insights_kms_key_id" { default = null }
variable "enabled_cloudwatch_logs_exports" { default = [] }
variable "create_cloudwatch_log_group" { default = false }
variable "cloudwatch_log_group_kms_key_id" { default = null }

locals {
  own_password = var.manage_master_user_password && var.replicate_source_db == null
  gradual      = try(length(var.blue_green_update), 0) > 0
}

resource "aws_db_instance" "this" {
  count             = var.create ? 1 : 0
  region            = var.region
  identifier        = var.use_identifier_prefix ? null : var.identifier
  identifier_prefix = var.use_identifier_prefix ? "${var.identifier}-" : null
  engine            = var.replicate_source_db != null ? null : var.engine
  engine_version    = var.engine_version
  instance_class    = var.instance_class
  storage_encrypted = var.storage_encrypted
  kms_key_id        = var.kms_key_id
  db_name           = var.db_name
  username          = var.replicate_source_db == null ? var.username : null
  port              = var.port

  manage_master_user_password   = local.own_password ? true : null
  master_user_secret_kms_key_id = local.own_password ? var.master_user_secret_kms_key_id : null

  vpc_security_group_ids = var.vpc_security_group_ids
  db_subnet_group_name   = var.db_subnet_group_name
  availability_zone      = var.availability_zone
  multi_az               = var.multi_az
  publicly_accessible    = var.publicly_accessible

  snapshot_identifier     = var.snapshot_identifier
  replicate_source_db     = var.replicate_source_db
  replica_mode            = var.replica_mode
  backup_retention_period = local.gradual ? coalesce(var.backup_retention_period, 1) : var.backup_retention_period
  deletion_protection     = var.deletion_protection

  performance_insights_enabled    = var.performance_insights_enabled
  performance_insights_kms_key_id = var.performance_insights_enabled ? var.performance_insights_kms_key_id : null
  monitoring_role_arn             = var.monitoring_interval == 0 ? null : var.create_monitoring_role ? aws_iam_role.enhanced_monitoring[0].arn : var.monitoring_role_arn

  dynamic "restore_to_point_in_time" {
    for_each = var.restore_to_point_in_time != null ? [var.restore_to_point_in_time] : []
    content {
      source_db_instance_automated_backups_arn = try(restore_to_point_in_time.value.source_db_instance_automated_backups_arn, null)
      source_db_instance_identifier            = try(restore_to_point_in_time.value.source_db_instance_identifier, null)
    }
  }

  dynamic "s3_import" {
    for_each = var.s3_import != null ? [var.s3_import] : []
    content {
      bucket_name = s3_import.value.bucket_name
    }
  }

  tags = var.tags
}

resource "aws_cloudwatch_log_group" "this" {
  for_each   = toset([for log in var.enabled_cloudwatch_logs_exports : log if var.create && var.create_cloudwatch_log_group && !var.use_identifier_prefix])
  region     = var.region
  name       = "/aws/rds/instance/${var.identifier}/${each.value}"
  kms_key_id = var.cloudwatch_log_group_kms_key_id
}

resource "aws_iam_role" "enhanced_monitoring" {
  count = var.create_monitoring_role ? 1 : 0
}

output "enhanced_monitoring_iam_role_name" { value = try(aws_iam_role.enhanced_monitoring[0].name, null) }
output "enhanced_monitoring_iam_role_arn" { value = try(aws_iam_role.enhanced_monitoring[0].arn, null) }
output "db_instance_address" { value = try(aws_db_instance.this[0].address, null) }
output "db_instance_arn" { value = try(aws_db_instance.this[0].arn, null) }
output "db_instance_availability_zone" { value = try(aws_db_instance.this[0].availability_zone, null) }
output "db_instance_endpoint" { value = try(aws_db_instance.this[0].endpoint, null) }
output "db_instance_engine" { value = try(aws_db_instance.this[0].engine, null) }
output "db_instance_hosted_zone_id" { value = try(aws_db_instance.this[0].hosted_zone_id, null) }
output "db_instance_identifier" { value = try(aws_db_instance.this[0].identifier, null) }
output "db_instance_resource_id" { value = try(aws_db_instance.this[0].resource_id, null) }
output "db_instance_status" { value = try(aws_db_instance.this[0].status, null) }
output "db_instance_name" { value = try(aws_db_instance.this[0].db_name, null) }
output "db_instance_username" {
  value     = try(aws_db_instance.this[0].username, null)
  sensitive = true
}
output "db_instance_port" { value = try(aws_db_instance.this[0].port, null) }
output "db_instance_master_user_secret_arn" { value = try(aws_db_instance.this[0].master_user_secret[0].secret_arn, null) }
output "db_instance_cloudwatch_log_groups" { value = aws_cloudwatch_log_group.this }
