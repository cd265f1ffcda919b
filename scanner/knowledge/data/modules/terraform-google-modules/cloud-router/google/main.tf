# A router, and the ways out that it has.
variable "name" {}
variable "network" {}
variable "region" {}
variable "nats" { default = [] }

resource "google_compute_router" "router" {
  name    = var.name
  network = var.network
  region  = var.region
  project = local.project
}

resource "google_compute_router_nat" "nats" {
  for_each                           = { for nat in var.nats : nat.name => nat }
  name                               = each.value.name
  project                            = google_compute_router.router.project
  router                             = google_compute_router.router.name
  region                             = google_compute_router.router.region
  nat_ips                            = try(each.value.nat_ips, null)
  nat_ip_allocate_option             = try(coalesce(each.value.nat_ip_allocate_option), try(length(each.value.nat_ips), 0) > 0 ? "MANUAL_ONLY" : "AUTO_ONLY")
  source_subnetwork_ip_ranges_to_nat = try(coalesce(each.value.source_subnetwork_ip_ranges_to_nat), "ALL_SUBNETWORKS_ALL_IP_RANGES")
  dynamic "subnetwork" {
    for_each = try(coalesce(each.value.subnetworks), [])
    content {
      name = subnetwork.value.name
    }
  }
}

output "router" { value = google_compute_router.router }
output "nat" { value = google_compute_router_nat.nats }
