variable "account_id" {
  type = string
}

variable "region" {
  type = string
}

variable "dr_region" {
  type = string
}

variable "domain" {
  type = string
}

variable "cidr_block" {
  type = string
}

variable "zone_ids" {
  type = list(string)
}

variable "nat_zone_id" {
  type = string
}

variable "dr_cidr_block" {
  type = string
}

variable "dr_zone_ids" {
  type = list(string)
}
