variable "name" {
  type        = string
  description = "e.g. kestrel-prod"
}

variable "environment" {
  type = string
}

variable "account_id" {
  type = string
}

variable "log_level" {
  type    = string
  default = "info"
}

# --- where it runs ----------------------------------------------------------

variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  type        = list(string)
  description = "Private subnets; tasks are spread over them."
}

variable "load_balancer" {
  type = object({
    listener_arn      = string
    security_group_id = string
  })
}

# --- what it runs -----------------------------------------------------------

variable "registry" {
  type        = string
  description = "Host of the image registry."
}

variable "image_tag" {
  type        = string
  description = "One release for all services."
}

variable "datadog_image" {
  type    = string
  default = null
}

variable "sizes" {
  type = map(object({
    count  = number
    max    = optional(number)
    cpu    = optional(number, 512)
    memory = optional(number, 1024)
  }))
  description = "One entry per service."
}

# --- what it talks to -------------------------------------------------------

variable "engine_address" {
  type = string
}

variable "kafka_brokers" {
  type = string
}

variable "cache" {
  type = object({
    primary_endpoint = string
    reader_endpoint  = string
  })
}

variable "ledger" {
  type = object({
    writer_endpoint     = string
    reader_endpoint     = string
    password_secret_arn = string
  })
}

variable "payments" {
  type = object({
    address             = string
    password_secret_arn = string
  })
}

variable "identity" {
  type = object({
    issuer              = string
    user_pool_id        = string
    client_id           = string
    sessions_table_name = string
    sessions_table_arn  = string
  })
}

variable "tables" {
  type = object({
    instruments     = string
    chain_state     = string
    chain_state_arn = string
  })
}

variable "queues" {
  type = map(object({
    url = string
    arn = string
  }))
}

variable "chain_rpc_urls" {
  type        = map(string)
  description = "Chain -> RPC addresses of our own nodes."
}

variable "vendor_urls" {
  type = object({
    chainalysis        = string
    circle             = string
    fireblocks         = string
    modulr             = string
    quicknode_ethereum = string
    sendgrid           = string
    twilio_verify      = string
  })
}

variable "secret_arns" {
  type        = map(string)
  description = "Vendor -> ARN of the secret with its key."
}

variable "kyc_url" {
  type = string
}

variable "risk_score_url" {
  type = string
}

variable "surveillance_topic" {
  type = string
}
