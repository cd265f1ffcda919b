variable "name" {
  type = string
}

variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

variable "client_security_group_ids" {
  type = list(string)
}

variable "engine_version" {
  type    = string
  default = "16.6"
}

variable "instances" {
  type = map(object({
    class = string
    zone  = string
    tier  = number
  }))
}

variable "backup_days" {
  type    = number
  default = 14
}

variable "deletion_protection" {
  type    = bool
  default = true
}
