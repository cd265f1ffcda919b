variable "name" {
  type = string
}

variable "region" {
  type = string
}

variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

variable "security_group_ids" {
  type    = list(string)
  default = []
}

variable "network" {
  type        = bool
  default     = false
  description = "A network load balancer inside the VPC, instead of a public application one."
}

variable "port" {
  type = number
}

variable "target_type" {
  type    = string
  default = "ip"
}

variable "certificate_arn" {
  type    = string
  default = null
}
