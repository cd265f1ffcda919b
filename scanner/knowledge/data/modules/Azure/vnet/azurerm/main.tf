# A network and its subnets.
variable "resource_group_name" {}
variable "vnet_location" {}
variable "vnet_name" { default = "acctvnet" }
variable "address_space" { default = ["10.0.0.0/16"] }
variable "use_for_each" { default = true }
variable "subnet_names" { default = ["subnet1", "subnet2", "subnet3"] }
variable "subnet_prefixes" { default = ["10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"] }
variable "tags" { default = {} }

locals {
  prefixes = zipmap(var.subnet_names, var.subnet_prefixes)
  subnets  = var.use_for_each ? [for subnet in azurerm_subnet.subnet_for_each : subnet] : [for subnet in azurerm_subnet.subnet_count : subnet]
}

resource "azurerm_virtual_network" "vnet" {
  name                = var.vnet_name
  location            = var.vnet_location
  resource_group_name = var.resource_group_name
  address_space       = var.address_space
  tags                = var.tags
}

resource "azurerm_subnet" "subnet_count" {
  count                = var.use_for_each ? 0 : length(var.subnet_names)
  name                 = var.subnet_names[count.index]
  resource_group_name  = var.resource_group_name
  virtual_network_name = azurerm_virtual_network.vnet.name
  address_prefixes     = [var.subnet_prefixes[count.index]]
}

resource "azurerm_subnet" "subnet_for_each" {
  for_each             = var.use_for_each ? toset(var.subnet_names) : []
  name                 = each.value
  resource_group_name  = var.resource_group_name
  virtual_network_name = azurerm_virtual_network.vnet.name
  address_prefixes     = [local.prefixes[each.value]]
}

output "vnet_id" { value = azurerm_virtual_network.vnet.id }
output "vnet_name" { value = azurerm_virtual_network.vnet.name }
output "vnet_location" { value = azurerm_virtual_network.vnet.location }
output "vnet_address_space" { value = azurerm_virtual_network.vnet.address_space }
output "vnet_subnets" { value = local.subnets[*].id }
output "vnet_subnets_name_id" { value = { for subnet in local.subnets : subnet.name => subnet.id } }
