# --- accounts and places -----------------------------------------------------

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
  description = "Zones of the network root."
}

variable "dr_region" {
  type = string
}

variable "dr_zone_ids" {
  type = list(string)
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

variable "cloudflare_account_id" {
  type = string
}

# --- switches ----------------------------------------------------------------

variable "api_behind_cloudflare" {
  type        = bool
  default     = true
  description = "false sends customers straight to the load balancer."
}

variable "market_data_region" {
  type        = string
  description = "Region that serves md.kestrel.example."
}

# --- releases ----------------------------------------------------------------

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

# --- sizes and placement -----------------------------------------------------

variable "service_sizes" {
  type = map(object({
    count  = number
    max    = optional(number)
    cpu    = optional(number, 512)
    memory = optional(number, 1024)
  }))
}

variable "engine_zone_id" {
  type = string
}

variable "engine_node_count" {
  type = number
}

variable "ledger_instances" {
  type = map(object({
    class   = string
    zone_id = string
    tier    = number
  }))
}

variable "kafka_zone_ids" {
  type = list(string)
}

variable "kafka_broker_count" {
  type = number
}

variable "cache_zone_ids" {
  type = list(string)
}

variable "queues" {
  type = map(object({
    retention_s          = optional(number, 345600)
    visibility_timeout_s = optional(number, 60)
  }))
}

variable "chain_nodes" {
  type = map(object({
    chain    = string
    client   = string
    zone_id  = string
    rpc_port = number
    disk_gb  = number
  }))
}

# --- who we talk to ----------------------------------------------------------

variable "deposit_watchers" {
  type = map(object({
    rpc_url          = string
    rpc_fallback_url = optional(string, "")
    confirmations    = number
    schedule         = optional(string, "rate(1 minute)")
  }))
  description = "Chains that are read through providers."
}

variable "vendor_urls" {
  type = map(string)
}
