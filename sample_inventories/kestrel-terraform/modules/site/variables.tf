variable "name" {
  type = string
}

variable "domain" {
  type = string
}

variable "zone_id" {
  type = string
}

variable "certificate_arn" {
  type        = string
  description = "In us-east-1: CloudFront takes no other."
}

variable "cloudflare_account_id" {
  type = string
}
