variable "create" { default = true }
locals {
  create = var.create
  none   = null
}
