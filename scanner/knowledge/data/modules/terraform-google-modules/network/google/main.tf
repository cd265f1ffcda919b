# A network and its subnets.
variable "project_id" {}
variable "network_name" {}
variable "auto_create_subnetworks" { default = false }
variable "routing_mode" { default = "GLOBAL" }
variable "subnets" {}
variable "secondary_ranges" { default = {} }

module "vpc" {
  source                  = "./modules/vpc"
  project_id              = var.project_id
  network_name            = var.network_name
  auto_create_subnetworks = var.auto_create_subnetworks
  routing_mode            = var.routing_mode
}

module "subnets" {
  source           = "./modules/subnets"
  project_id       = var.project_id
  network_name     = module.vpc.network_name
  subnets          = var.subnets
  secondary_ranges = var.secondary_ranges
}

output "network" { value = module.vpc }
output "network_name" { value = module.vpc.network_name }
output "network_id" { value = module.vpc.network_id }
output "network_self_link" { value = module.vpc.network_self_link }
output "project_id" { value = module.vpc.project_id }
output "subnets" { value = module.subnets.subnets }
output "subnets_names" { value = [for subnet in module.subnets.subnets : subnet.name] }
output "subnets_ids" { value = [for subnet in module.subnets.subnets : subnet.id] }
output "subnets_ips" { value = [for subnet in module.subnets.subnets : subnet.ip_cidr_range] }
output "subnets_self_links" { value = [for subnet in module.subnets.subnets : subnet.self_link] }
output "subnets_regions" { value = [for subnet in module.subnets.subnets : subnet.region] }
output "subnets_secondary_ranges" { value = [for subnet in module.subnets.subnets : subnet.secondary_ip_range] }
