variable "account_id" {
  type = string
}

variable "region" {
  type = string
}

variable "domain" {
  type = string
}

variable "cidr_block" {
  type = string
}

variable "zone_ids" {
  type        = list(string)
  description = "Two, because load balancers insist; everything else is in the first."
}
