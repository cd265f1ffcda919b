# A vault, and the networks it is reached from.
variable "location" {}
variable "name" {}
variable "resource_group_name" {}
variable "tags" { default = null }
variable "private_endpoints" { default = {} }
variable "private_endpoints_manage_dns_zone_group" { default = true }
variable "sku_name" { default = "premium" }

resource "azurerm_key_vault" "this" {
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  sku_name            = var.sku_name
  tags                = var.tags
}

output "name" { value = azurerm_key_vault.this.name }
output "resource_id" { value = azurerm_key_vault.this.id }
output "uri" { value = azurerm_key_vault.this.vault_uri }

resource "azurerm_private_endpoint" "this" {
  for_each            = { for k, v in var.private_endpoints : k => v if var.private_endpoints_manage_dns_zone_group }
  name                = try(coalesce(each.value.name), "pe-${var.name}")
  location            = try(coalesce(each.value.location), var.location)
  resource_group_name = try(coalesce(each.value.resource_group_name), var.resource_group_name)
  subnet_id           = each.value.subnet_resource_id
  private_service_connection {
    private_connection_resource_id = azurerm_key_vault.this.id
  }
}

resource "azurerm_private_endpoint" "this_unmanaged_dns_zone_groups" {
  for_each            = { for k, v in var.private_endpoints : k => v if !var.private_endpoints_manage_dns_zone_group }
  name                = try(coalesce(each.value.name), "pe-${var.name}")
  location            = try(coalesce(each.value.location), var.location)
  resource_group_name = try(coalesce(each.value.resource_group_name), var.resource_group_name)
  subnet_id           = each.value.subnet_resource_id
  private_service_connection {
    private_connection_resource_id = azurerm_key_vault.this.id
  }
}
