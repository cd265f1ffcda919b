# The pools of its nodes.
variable "node_pools" {
  type    = list(map(any))
  default = [{ name = "default-node-pool" }]
}
variable "windows_node_pools" {
  type    = list(map(string))
  default = []
}
variable "node_pools_labels" { default = {} }

resource "google_container_node_pool" "pools" {
  for_each           = { for pool in var.node_pools : pool.name => pool }
  name               = each.key
  project            = var.project_id
  location           = local.location
  node_locations     = lookup(each.value, "node_locations", "") != "" ? split(",", each.value["node_locations"]) : null
  cluster            = google_container_cluster.primary.name
  initial_node_count = lookup(each.value, "autoscaling", true) ? lookup(each.value, "initial_node_count", lookup(each.value, "min_count", 1)) : null
  node_count         = lookup(each.value, "autoscaling", true) ? null : lookup(each.value, "node_count", 1)
  dynamic "autoscaling" {
    for_each = lookup(each.value, "autoscaling", true) ? [each.value] : []
    content {
      min_node_count       = contains(keys(autoscaling.value), "total_min_count") ? null : lookup(autoscaling.value, "min_count", 1)
      max_node_count       = contains(keys(autoscaling.value), "total_max_count") ? null : lookup(autoscaling.value, "max_count", 100)
      location_policy      = lookup(autoscaling.value, "location_policy", null)
      total_min_node_count = lookup(autoscaling.value, "total_min_count", null)
      total_max_node_count = lookup(autoscaling.value, "total_max_count", null)
    }
  }
  dynamic "placement_policy" {
    for_each = length(lookup(each.value, "placement_policy", "")) > 0 ? [each.value] : []
    content {
      type = lookup(placement_policy.value, "placement_policy", "")
    }
  }
}

resource "google_container_node_pool" "windows_pools" {
  for_each           = { for pool in var.windows_node_pools : pool.name => pool }
  name               = each.key
  project            = var.project_id
  location           = local.location
  node_locations     = lookup(each.value, "node_locations", "") != "" ? split(",", each.value["node_locations"]) : null
  cluster            = google_container_cluster.primary.name
  initial_node_count = lookup(each.value, "autoscaling", true) ? lookup(each.value, "initial_node_count", lookup(each.value, "min_count", 1)) : null
  node_count         = lookup(each.value, "autoscaling", true) ? null : lookup(each.value, "node_count", 1)
  dynamic "autoscaling" {
    for_each = lookup(each.value, "autoscaling", true) ? [each.value] : []
    content {
      min_node_count       = contains(keys(autoscaling.value), "total_min_count") ? null : lookup(autoscaling.value, "min_count", 1)
      max_node_count       = contains(keys(autoscaling.value), "total_max_count") ? null : lookup(autoscaling.value, "max_count", 100)
      location_policy      = lookup(autoscaling.value, "location_policy", null)
      total_min_node_count = lookup(autoscaling.value, "total_min_count", null)
      total_max_node_count = lookup(autoscaling.value, "total_max_count", null)
    }
  }
  dynamic "placement_policy" {
    for_each = length(lookup(each.value, "placement_policy", "")) > 0 ? [each.value] : []
    content {
      type = lookup(placement_policy.value, "placement_policy", "")
    }
  }
}

output "instance_group_urls" { value = distinct(flatten([for pool in google_container_node_pool.pools : pool.managed_instance_group_urls])) }
output "node_pools_names" {
  value = concat([for pool in google_container_node_pool.pools : pool.name], [""], [for pool in google_container_node_pool.windows_pools : pool.name], [""])
}
