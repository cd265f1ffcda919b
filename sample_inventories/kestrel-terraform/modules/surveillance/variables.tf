variable "name" {
  type = string
}

variable "project" {
  type = string
}

variable "region" {
  type = string
}

variable "image_tag" {
  type = string
}

variable "database_tier" {
  type    = string
  default = "db-custom-2-7680"
}

variable "database_availability" {
  type    = string
  default = "ZONAL"
}

variable "min_instances" {
  type    = number
  default = 1
}

variable "caller" {
  type        = string
  description = "Who may ask for scores, as an IAM member."
}
