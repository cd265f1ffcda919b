variable "name" {
  type        = string
  description = "Name of the VPC, and prefix of everything in it."
}

variable "region" {
  type        = string
  description = "Region of the provider that was passed in; names the endpoint services."
}

variable "cidr_block" {
  type        = string
  description = "A /16."
}

variable "zone_ids" {
  type        = list(string)
  description = "Zones to use, by zone id. Order matters for addresses: append only."

  validation {
    condition     = length(var.zone_ids) >= 2
    error_message = "Load balancers need two zones."
  }
}

variable "nat_zone_id" {
  type        = string
  default     = null
  description = "Zone of the NAT gateway; null for a VPC without private egress."
}

variable "gateway_endpoints" {
  type        = list(string)
  default     = ["dynamodb", "s3"]
  description = "Free of charge, so on unless nothing would use them."
}

variable "interface_endpoints" {
  type        = list(string)
  default     = []
  description = "AWS services to reach without leaving the VPC."
}

variable "endpoint_zone_ids" {
  type        = list(string)
  default     = []
  description = "Zones that get a network interface for each interface endpoint."
}

variable "handover_prefix" {
  type        = string
  description = "Path in Parameter Store for what the platform root reads."
}
