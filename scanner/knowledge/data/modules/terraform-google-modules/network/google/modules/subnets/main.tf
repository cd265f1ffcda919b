# Subnets, each in a region.
variable "project_id" {}
variable "network_name" {}
variable "subnets" {}
variable "secondary_ranges" { default = {} }

resource "google_compute_subnetwork" "subnetwork" {
  for_each      = { for subnet in var.subnets : "${try(coalesce(subnet.subnet_region), "")}/${subnet.subnet_name}" => subnet }
  name          = each.value.subnet_name
  project       = var.project_id
  network       = var.network_name
  region        = each.value.subnet_region
  ip_cidr_range = try(each.value.subnet_ip, null)
  purpose       = lookup(each.value, "purpose", null)
  dynamic "secondary_ip_range" {
    for_each = lookup(var.secondary_ranges, each.value.subnet_name, [])
    content {
      range_name    = secondary_ip_range.value.range_name
      ip_cidr_range = try(secondary_ip_range.value.ip_cidr_range, null)
    }
  }
}

output "subnets" { value = google_compute_subnetwork.subnetwork }
