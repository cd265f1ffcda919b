# A network.
variable "project_id" {}
variable "network_name" {}
variable "auto_create_subnetworks" { default = false }
variable "routing_mode" { default = "GLOBAL" }

resource "google_compute_network" "network" {
  name                    = var.network_name
  project                 = var.project_id
  auto_create_subnetworks = var.auto_create_subnetworks
  routing_mode            = var.routing_mode
}

output "network" { value = google_compute_network.network }
output "network_name" { value = google_compute_network.network.name }
output "network_id" { value = google_compute_network.network.id }
output "network_self_link" { value = google_compute_network.network.self_link }
output "project_id" { value = google_compute_network.network.project }
