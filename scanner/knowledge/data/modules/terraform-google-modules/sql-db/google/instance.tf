# An instance and its copies for reading, perhaps in other regions.
variable "project_id" {}
variable "name" {}
variable "random_instance_name" { default = false }
variable "region" { default = "us-central1" }
variable "zone" { default = null }
variable "secondary_zone" { default = null }
variable "edition" { default = null }
variable "deletion_protection" { default = true }
variable "deletion_protection_enabled" { default = false }
variable "backup_configuration" { default = {} }
variable "ip_configuration" { default = {} }
variable "master_instance_name" { default = null }
variable "encryption_key_name" { default = null }
variable "user_labels" { default = {} }
variable "read_replicas" { default = [] }
variable "read_replica_name_suffix" { default = "" }
variable "read_replica_deletion_protection" { default = false }
variable "enable_default_db" { default = true }
variable "db_name" { default = "default" }
variable "additional_databases" { default = [] }

locals {
  full_name    = var.random_instance_name ? "${var.name}-${random_id.suffix[0].hex}" : var.name
  replica_zone = var.zone == null ? data.google_compute_zones.available.names[0] : var.zone
}

data "google_compute_zones" "available" {
  project = var.project_id
  region  = var.region
}

resource "random_id" "suffix" {
  count = var.random_instance_name ? 1 : 0
}

resource "google_sql_database_instance" "default" {
  name                 = local.full_name
  project              = var.project_id
  region               = var.region
  database_version     = local.version
  encryption_key_name  = var.encryption_key_name
  deletion_protection  = var.deletion_protection
  master_instance_name = var.master_instance_name
  settings {
    tier                        = var.tier
    edition                     = var.edition
    availability_type           = var.availability_type
    deletion_protection_enabled = var.deletion_protection_enabled
    dynamic "backup_configuration" {
      for_each = local.backups
      content {
        enabled                        = backup_configuration.value.enabled
        point_in_time_recovery_enabled = backup_configuration.value.in_time
        location                       = lookup(var.backup_configuration, "location", null)
      }
    }
    dynamic "ip_configuration" {
      for_each = [var.ip_configuration]
      content {
        ipv4_enabled    = lookup(ip_configuration.value, "ipv4_enabled", null)
        private_network = lookup(ip_configuration.value, "private_network", null)
      }
    }
    dynamic "location_preference" {
      for_each = var.zone != null ? [var.zone] : []
      content {
        zone           = var.zone
        secondary_zone = local.second_zone
      }
    }
    user_labels = var.user_labels
  }
}

resource "google_sql_database_instance" "replicas" {
  for_each             = { for copy in var.read_replicas : "${var.name}-replica${var.read_replica_name_suffix}${copy.name}" => copy }
  name                 = try(coalesce(each.value.name_override), "${local.full_name}-replica${var.read_replica_name_suffix}${each.value.name}")
  project              = var.project_id
  region               = join("-", slice(split("-", try(each.value.zone, local.replica_zone)), 0, 2))
  database_version     = var.database_version
  master_instance_name = google_sql_database_instance.default.name
  deletion_protection  = var.read_replica_deletion_protection
  settings {
    tier              = try(coalesce(each.value.tier), var.tier)
    availability_type = try(coalesce(each.value.availability_type), var.availability_type)
    dynamic "location_preference" {
      for_each = try(each.value.zone, null) != null ? [each.value.zone] : []
      content {
        zone = location_preference.value
      }
    }
  }
}

resource "google_sql_database" "default" {
  count    = var.enable_default_db ? 1 : 0
  name     = var.db_name
  project  = var.project_id
  instance = google_sql_database_instance.default.name
}

resource "google_sql_database" "additional_databases" {
  for_each = { for database in var.additional_databases : database.name => database }
  name     = each.value.name
  project  = var.project_id
  instance = google_sql_database_instance.default.name
}

output "instance_name" { value = google_sql_database_instance.default.name }
output "instance_ip_address" { value = google_sql_database_instance.default.ip_address }
output "private_ip_address" { value = google_sql_database_instance.default.private_ip_address }
output "public_ip_address" { value = google_sql_database_instance.default.public_ip_address }
output "instance_first_ip_address" { value = google_sql_database_instance.default.first_ip_address }
output "instance_connection_name" { value = google_sql_database_instance.default.connection_name }
output "instance_self_link" { value = google_sql_database_instance.default.self_link }
output "instance_server_ca_cert" { value = google_sql_database_instance.default.server_ca_cert }
output "instance_service_account_email_address" { value = google_sql_database_instance.default.service_account_email_address }
output "replicas_instance_connection_names" { value = [for copy in google_sql_database_instance.replicas : copy.connection_name] }
output "replicas_instance_self_links" { value = [for copy in google_sql_database_instance.replicas : copy.self_link] }
output "replicas_instance_first_ip_addresses" { value = [for copy in google_sql_database_instance.replicas : copy.ip_address] }
output "read_replica_instance_names" { value = [for copy in google_sql_database_instance.replicas : copy.name] }
output "primary" { value = google_sql_database_instance.default }
output "replicas" { value = values(google_sql_database_instance.replicas) }
