variable "name" {
  type = string
}

variable "login_domain" {
  type = string
}

variable "callback_url" {
  type = string
}

variable "certificate_arn" {
  type        = string
  description = "In us-east-1, as for everything on CloudFront."
}

variable "google_client_id" {
  type = string
}

variable "google_client_secret" {
  type      = string
  sensitive = true
}
