# A cluster, its first pool of nodes, and the others.
variable "location" {}
variable "resource_group_name" {}
variable "prefix" { default = "" }
variable "cluster_name" { default = null }
variable "cluster_name_random_suffix" {
  default = false
  validation { condition = !var.cluster_name_random_suffix }
}
variable "tags" { default = {} }
variable "sku_tier" { default = "Free" }
variable "agents_pool_name" { default = "nodepool" }
variable "agents_count" { default = 2 }
variable "agents_min_count" { default = null }
variable "agents_max_count" { default = null }
variable "agents_size" { default = "Standard_D2s_v3" }
variable "agents_availability_zones" { default = null }
variable "vnet_subnet" { default = null }
variable "agents_proximity_placement_group_id" { default = null }
variable "pod_subnet" { default = null }
variable "disk_encryption_set_id" { default = null }
variable "kms_enabled" { default = false }
variable "kms_key_vault_key_id" { default = null }
variable "node_pools" { default = {} }
variable "log_analytics_workspace_enabled" { default = true }
variable "log_analytics_workspace" { default = null }
variable "cluster_log_analytics_workspace_name" { default = null }
variable "log_analytics_workspace_resource_group_name" { default = null }

resource "azurerm_kubernetes_cluster" "main" {
  name                   = try(coalesce(var.cluster_name, trim("${var.prefix}-aks", "-")), "aks")
  location               = var.location
  resource_group_name    = var.resource_group_name
  sku_tier               = var.sku_tier
  disk_encryption_set_id = var.disk_encryption_set_id
  default_node_pool {
    name                         = var.agents_pool_name
    vm_size                      = var.agents_size
    node_count                   = local.scaled ? null : var.agents_count
    min_count                    = local.scaled ? var.agents_min_count : null
    max_count                    = local.scaled ? var.agents_max_count : null
    vnet_subnet_id               = try(var.vnet_subnet.id, null)
    pod_subnet_id                = try(var.pod_subnet.id, null)
    zones                        = var.agents_availability_zones
    proximity_placement_group_id = var.agents_proximity_placement_group_id
  }
  dynamic "key_management_service" {
    for_each = var.kms_enabled ? [1] : []
    content {
      key_vault_key_id = var.kms_key_vault_key_id
    }
  }
  dynamic "oms_agent" {
    for_each = var.log_analytics_workspace_enabled ? [1] : []
    content {
      log_analytics_workspace_id = var.log_analytics_workspace == null ? azurerm_log_analytics_workspace.main[0].id : var.log_analytics_workspace.id
    }
  }
}

resource "azurerm_log_analytics_workspace" "main" {
  count               = var.log_analytics_workspace_enabled && var.log_analytics_workspace == null ? 1 : 0
  name                = try(coalesce(var.cluster_log_analytics_workspace_name, trim("${var.prefix}-workspace", "-")), "aks-workspace")
  location            = var.location
  resource_group_name = coalesce(var.log_analytics_workspace_resource_group_name, var.resource_group_name)
}

resource "azurerm_kubernetes_cluster_node_pool" "node_pool_create_before_destroy" {
  for_each                     = { for key, pool in var.node_pools : key => pool if try(pool.create_before_destroy, true) == true }
  name                         = "${each.value.name}${substr(md5(uuid()), 0, 4)}"
  kubernetes_cluster_id        = azurerm_kubernetes_cluster.main.id
  vm_size                      = each.value.vm_size
  node_count                   = try(each.value.node_count, null)
  min_count                    = try(each.value.min_count, null)
  max_count                    = try(each.value.max_count, null)
  vnet_subnet_id               = try(each.value.vnet_subnet.id, null)
  proximity_placement_group_id = try(each.value.proximity_placement_group_id, null)
  zones                        = try(each.value.zones, null)
}

resource "azurerm_kubernetes_cluster_node_pool" "node_pool_create_after_destroy" {
  for_each                     = { for key, pool in var.node_pools : key => pool if try(pool.create_before_destroy, true) != true }
  name                         = each.value.name
  kubernetes_cluster_id        = azurerm_kubernetes_cluster.main.id
  vm_size                      = each.value.vm_size
  node_count                   = try(each.value.node_count, null)
  min_count                    = try(each.value.min_count, null)
  max_count                    = try(each.value.max_count, null)
  vnet_subnet_id               = try(each.value.vnet_subnet.id, null)
  proximity_placement_group_id = try(each.value.proximity_placement_group_id, null)
  zones                        = try(each.value.zones, null)
}

output "aks_id" { value = azurerm_kubernetes_cluster.main.id }
output "aks_name" { value = azurerm_kubernetes_cluster.main.name }
output "location" { value = azurerm_kubernetes_cluster.main.location }
output "cluster_fqdn" { value = azurerm_kubernetes_cluster.main.fqdn }
output "cluster_private_fqdn" { value = azurerm_kubernetes_cluster.main.private_fqdn }
output "cluster_identity" { value = try(azurerm_kubernetes_cluster.main.identity[0], null) }
output "kubelet_identity" { value = azurerm_kubernetes_cluster.main.kubelet_identity }
output "node_resource_group" { value = azurerm_kubernetes_cluster.main.node_resource_group }
output "oidc_issuer_url" { value = azurerm_kubernetes_cluster.main.oidc_issuer_url }
output "host" {
  value     = azurerm_kubernetes_cluster.main.kube_config[0].host
  sensitive = true
}
output "client_certificate" {
  value     = azurerm_kubernetes_cluster.main.kube_config[0].client_certificate
  sensitive = true
}
output "client_key" {
  value     = azurerm_kubernetes_cluster.main.kube_config[0].client_key
  sensitive = true
}
output "cluster_ca_certificate" {
  value     = azurerm_kubernetes_cluster.main.kube_config[0].cluster_ca_certificate
  sensitive = true
}
output "azurerm_log_analytics_workspace_id" { value = try(azurerm_log_analytics_workspace.main[0].id, null) }
