# The way out of a network, in one region.
variable "project_id" {}
variable "region" {}
variable "name" { default = "" }
variable "router" {}
variable "create_router" { default = false }
variable "network" { default = "" }
variable "nat_ips" { default = [] }
variable "source_subnetwork_ip_ranges_to_nat" { default = "ALL_SUBNETWORKS_ALL_IP_RANGES" }
variable "subnetworks" { default = [] }

locals {
  allocation = length(var.nat_ips) > 0 ? "MANUAL_ONLY" : "AUTO_ONLY"
  name       = var.name != "" ? var.name : "cloud-nat-${random_string.name_suffix.result}"
  router     = var.create_router ? google_compute_router.router[0].name : var.router
}

resource "random_string" "name_suffix" {}

resource "google_compute_router" "router" {
  count   = var.create_router ? 1 : 0
  name    = var.router
  project = var.project_id
  region  = var.region
  network = var.network
}

resource "google_compute_router_nat" "main" {
  name                               = local.name
  project                            = var.project_id
  region                             = var.region
  router                             = local.router
  nat_ip_allocate_option             = local.allocation
  nat_ips                            = var.nat_ips
  source_subnetwork_ip_ranges_to_nat = var.source_subnetwork_ip_ranges_to_nat
  dynamic "subnetwork" {
    for_each = var.subnetworks
    content {
      name = subnetwork.value.name
    }
  }
}

output "name" { value = local.name }
output "nat_ip_allocate_option" { value = local.allocation }
output "region" { value = google_compute_router_nat.main.region }
output "router_name" { value = local.router }
