variable "name" {
  type = string
}

variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  type        = list(string)
  description = "Public subnets, one per zone."
}

variable "certificate_arn" {
  type = string
}

variable "idle_timeout_s" {
  type        = number
  default     = 60
  description = "Long enough for websocket pings."
}

variable "deletion_protection" {
  type    = bool
  default = true
}
