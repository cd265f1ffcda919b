variable "name" {
  type = string
}

variable "copy_region" {
  type    = string
  default = null
}

variable "plans" {
  type = map(object({
    keep_days = number
    copy      = bool
  }))
  description = "Plan -> how long to keep its backups, and whether to copy them to copy_region."
}
