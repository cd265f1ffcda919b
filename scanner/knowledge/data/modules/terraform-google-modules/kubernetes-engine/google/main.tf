# A cluster: where its control plane and its nodes are.
variable "project_id" {}
variable "network_project_id" { default = "" }
variable "name" {}
variable "regional" { default = true }
variable "region" { default = null }
variable "zones" { default = [] }
variable "network" {}
variable "subnetwork" {}
variable "kubernetes_version" { default = "latest" }
variable "release_channel" { default = "REGULAR" }
variable "database_encryption" { default = [{ state = "DECRYPTED", key_name = "" }] }
variable "deletion_protection" { default = true }
variable "create_service_account" { default = true }
variable "service_account" { default = "" }
variable "service_account_name" { default = "" }
variable "cluster_resource_labels" { default = {} }
variable "notification_config_topic" { default = "" }

locals {
  network_project = var.network_project_id != "" ? var.network_project_id : var.project_id
  location        = var.regional ? var.region : var.zones[0]
  region          = var.regional ? var.region : join("-", slice(split("-", var.zones[0]), 0, 2))
  node_locations  = var.regional ? coalescelist(compact(var.zones), try(sort(random_shuffle.available_zones[0].result), [])) : slice(var.zones, 1, length(var.zones))
  zones           = sort(google_container_cluster.primary.node_locations)
}

data "google_compute_zones" "available" {
  count   = length(var.zones) == 0 ? 1 : 0
  project = var.project_id
  region  = local.region
}

resource "random_shuffle" "available_zones" {
  count = length(var.zones) == 0 ? 1 : 0
  input = data.google_compute_zones.available[0].names
}

resource "google_container_cluster" "primary" {
  name                = var.name
  project             = var.project_id
  location            = local.location
  node_locations      = local.node_locations
  network             = "projects/${local.network_project}/global/networks/${var.network}"
  subnetwork          = "projects/${local.network_project}/regions/${local.region}/subnetworks/${var.subnetwork}"
  deletion_protection = var.deletion_protection
  resource_labels     = var.cluster_resource_labels
  dynamic "database_encryption" {
    for_each = var.database_encryption
    content {
      key_name = database_encryption.value.key_name
      state    = database_encryption.value.state
    }
  }
}

output "cluster_id" { value = google_container_cluster.primary.id }
output "name" { value = local.name }
output "type" { value = var.regional ? "regional" : "zonal" }
output "location" { value = google_container_cluster.primary.location }
output "region" { value = var.regional ? var.region : join("-", slice(split("-", google_container_cluster.primary.location), 0, 2)) }
output "zones" { value = local.zones }
output "endpoint" {
  value     = google_container_cluster.primary.endpoint
  sensitive = true
}
output "master_version" { value = google_container_cluster.primary.master_version }
output "ca_certificate" {
  value     = google_container_cluster.primary.master_auth[0].cluster_ca_certificate
  sensitive = true
}
output "release_channel" { value = var.release_channel }
