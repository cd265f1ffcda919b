# What is PostgreSQL's own.
variable "database_version" {}
variable "availability_type" { default = "ZONAL" }
variable "tier" { default = "db-f1-micro" }

locals {
  version     = can(regex("\\d", substr(var.database_version, 0, 1))) ? "POSTGRES_${var.database_version}" : replace(var.database_version, substr(var.database_version, 0, 8), "POSTGRES")
  copy        = var.master_instance_name != null
  second_zone = local.copy ? null : var.secondary_zone
  backups = local.copy ? [] : [{
    enabled = try(coalesce(var.backup_configuration.enabled), false)
    in_time = try(coalesce(var.backup_configuration.point_in_time_recovery_enabled), false)
  }]
}
