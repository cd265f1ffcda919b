variable "environment" {
  type = string
}

variable "region" {
  type    = string
  default = "us-east-1"
}

variable "dr_region" {
  type = string
}

variable "cidr" {
  type    = string
  default = "10.40.0.0/16"
}

variable "zones" {
  type = list(string)
}

variable "replica" {
  type    = bool
  default = false
}

variable "tags" {
  type    = map(string)
  default = {}
}
