# What is MySQL's own.
variable "database_version" {}
variable "availability_type" { default = "REGIONAL" }
variable "tier" { default = "db-n1-standard-1" }

locals {
  version     = var.database_version
  second_zone = var.secondary_zone
  enabled     = var.availability_type == "REGIONAL" ? true : lookup(var.backup_configuration, "enabled", null)
  backups = [{
    enabled = local.enabled == true && var.master_instance_name == null
    in_time = lookup(var.backup_configuration, "point_in_time_recovery_enabled", null)
  }]
}
