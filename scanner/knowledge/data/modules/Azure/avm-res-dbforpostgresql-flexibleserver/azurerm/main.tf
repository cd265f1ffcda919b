# A server, its standby, and the networks it is reached from.
variable "location" {}
variable "name" {}
variable "resource_group_name" {}
variable "tags" { default = null }
variable "private_endpoints" { default = {} }
variable "private_endpoints_manage_dns_zone_group" { default = true }
variable "high_availability" { default = { mode = "ZoneRedundant" } }
variable "zone" { default = null }
variable "create_mode" { default = null }
variable "source_server_id" { default = null }
variable "replication_role" { default = null }
variable "server_version" { default = null }
variable "sku_name" { default = null }
variable "backup_retention_days" { default = null }
variable "geo_redundant_backup_enabled" { default = null }
variable "delegated_subnet_id" { default = null }
variable "private_dns_zone_id" { default = null }
variable "customer_managed_key" { default = null }

resource "azurerm_postgresql_flexible_server" "this" {
  name                         = var.name
  location                     = var.location
  resource_group_name          = var.resource_group_name
  version                      = var.server_version
  sku_name                     = var.sku_name
  zone                         = var.zone
  create_mode                  = var.create_mode
  source_server_id             = var.source_server_id
  replication_role             = var.replication_role
  backup_retention_days        = var.backup_retention_days
  geo_redundant_backup_enabled = var.geo_redundant_backup_enabled
  delegated_subnet_id          = var.delegated_subnet_id
  private_dns_zone_id          = var.private_dns_zone_id
  dynamic "customer_managed_key" {
    for_each = var.customer_managed_key == null ? [] : [var.customer_managed_key]
    content {
      key_vault_key_id = customer_managed_key.value.key_vault_key_id
    }
  }
  dynamic "high_availability" {
    for_each = var.high_availability == null ? [] : [var.high_availability]
    content {
      mode                      = high_availability.value.mode
      standby_availability_zone = try(high_availability.value.standby_availability_zone, null)
    }
  }
  tags = var.tags
}

output "fqdn" { value = azurerm_postgresql_flexible_server.this.fqdn }
output "name" { value = azurerm_postgresql_flexible_server.this.name }
output "resource_id" { value = azurerm_postgresql_flexible_server.this.id }

resource "azurerm_private_endpoint" "this_managed_dns_zone_groups" {
  for_each            = { for k, v in var.private_endpoints : k => v if var.private_endpoints_manage_dns_zone_group }
  name                = try(coalesce(each.value.name), "pe-${var.name}")
  location            = try(coalesce(each.value.location), var.location)
  resource_group_name = try(coalesce(each.value.resource_group_name), var.resource_group_name)
  subnet_id           = each.value.subnet_resource_id
  private_service_connection {
    private_connection_resource_id = azurerm_postgresql_flexible_server.this.id
  }
}

resource "azurerm_private_endpoint" "this_unmanaged_dns_zone_groups" {
  for_each            = { for k, v in var.private_endpoints : k => v if !var.private_endpoints_manage_dns_zone_group }
  name                = try(coalesce(each.value.name), "pe-${var.name}")
  location            = try(coalesce(each.value.location), var.location)
  resource_group_name = try(coalesce(each.value.resource_group_name), var.resource_group_name)
  subnet_id           = each.value.subnet_resource_id
  private_service_connection {
    private_connection_resource_id = azurerm_postgresql_flexible_server.this.id
  }
}
