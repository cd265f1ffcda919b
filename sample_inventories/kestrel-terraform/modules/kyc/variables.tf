variable "name" {
  type        = string
  description = "Also the name of the web app and of the SQL server, so globally unique."
}

variable "location" {
  type = string
}

variable "tenant_id" {
  type = string
}

variable "dba_group_object_id" {
  type = string
}

variable "plan_sku" {
  type    = string
  default = "P1v3"
}

variable "worker_count" {
  type    = number
  default = 1
}

variable "zone_balancing" {
  type    = bool
  default = false
}

variable "database_sku" {
  type    = string
  default = "S3"
}

variable "database_zone_redundant" {
  type    = bool
  default = false
}

variable "document_replication" {
  type    = string
  default = "ZRS"
}

variable "sumsub_url" {
  type = string
}

variable "callback_url" {
  type        = string
  description = "Where results are posted to."
}
