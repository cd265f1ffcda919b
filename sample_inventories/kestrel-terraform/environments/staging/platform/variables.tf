variable "account_id" {
  type = string
}

variable "domain" {
  type = string
}

variable "region" {
  type = string
}

variable "zone_ids" {
  type        = list(string)
  description = "Zones of the network root; the first is home."
}

variable "gcp_project" {
  type = string
}

variable "gcp_project_number" {
  type = string
}

variable "gcp_region" {
  type = string
}

variable "azure_subscription_id" {
  type = string
}

variable "azure_tenant_id" {
  type = string
}

variable "azure_location" {
  type = string
}

variable "kyc_dba_group_object_id" {
  type = string
}

variable "registry" {
  type = string
}

variable "image_tag" {
  type = string
}

variable "code_bucket" {
  type = string
}

variable "enclave_image_sha384" {
  type = string
}

variable "services" {
  type = list(string)
}

variable "vendor_urls" {
  type = map(string)
}
