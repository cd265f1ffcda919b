# A cache and the networks it is reached from.
variable "location" {}
variable "name" {}
variable "resource_group_name" {}
variable "tags" { default = null }
variable "private_endpoints" { default = {} }
variable "private_endpoints_manage_dns_zone_group" { default = true }
variable "sku_name" { default = "Premium" }
variable "capacity" { default = 2 }
variable "zones" { default = ["1", "2", "3"] }
variable "shard_count" { default = null }
variable "replicas_per_primary" { default = null }
variable "replicas_per_master" { default = null }
variable "subnet_resource_id" { default = null }
variable "linked_redis_caches" { default = {} }

resource "azurerm_redis_cache" "this" {
  name                 = var.name
  location             = var.location
  resource_group_name  = var.resource_group_name
  sku_name             = var.sku_name
  capacity             = var.capacity
  zones                = var.zones
  shard_count          = var.shard_count
  replicas_per_primary = var.replicas_per_primary
  replicas_per_master  = var.replicas_per_master
  subnet_id            = var.subnet_resource_id
  tags                 = var.tags
}

resource "azurerm_redis_linked_server" "this" {
  for_each                    = var.linked_redis_caches
  linked_redis_cache_id       = each.value.linked_redis_cache_resource_id
  linked_redis_cache_location = each.value.linked_redis_cache_location
  resource_group_name         = var.resource_group_name
  server_role                 = each.value.server_role
  target_redis_cache_name     = azurerm_redis_cache.this.name
}

output "name" { value = azurerm_redis_cache.this.name }
output "resource_id" { value = azurerm_redis_cache.this.id }
output "resource" {
  value     = azurerm_redis_cache.this
  sensitive = true
}

resource "azurerm_private_endpoint" "this_managed_dns_zone_groups" {
  for_each            = { for k, v in var.private_endpoints : k => v if var.private_endpoints_manage_dns_zone_group }
  name                = try(coalesce(each.value.name), "pe-${var.name}")
  location            = try(coalesce(each.value.location), var.location)
  resource_group_name = try(coalesce(each.value.resource_group_name), var.resource_group_name)
  subnet_id           = each.value.subnet_resource_id
  private_service_connection {
    private_connection_resource_id = azurerm_redis_cache.this.id
  }
}

resource "azurerm_private_endpoint" "this_unmanaged_dns_zone_groups" {
  for_each            = { for k, v in var.private_endpoints : k => v if !var.private_endpoints_manage_dns_zone_group }
  name                = try(coalesce(each.value.name), "pe-${var.name}")
  location            = try(coalesce(each.value.location), var.location)
  resource_group_name = try(coalesce(each.value.resource_group_name), var.resource_group_name)
  subnet_id           = each.value.subnet_resource_id
  private_service_connection {
    private_connection_resource_id = azurerm_redis_cache.this.id
  }
}
