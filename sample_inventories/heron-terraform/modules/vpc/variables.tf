variable "name" {
  type = string
}

variable "region" {
  type = string
}

variable "cidr_block" {
  type = string
}

variable "zone_ids" {
  type        = list(string)
  description = "Zones by id; letters differ between our accounts."
}

variable "nat_zone_ids" {
  type        = list(string)
  default     = []
  description = "Zones with a NAT gateway. The others use the first one; none means no way out."
}

variable "transit_gateway_id" {
  type    = string
  default = null
}

variable "transit_cidr_blocks" {
  type        = list(string)
  default     = []
  description = "What is reached through the transit gateway."
}
