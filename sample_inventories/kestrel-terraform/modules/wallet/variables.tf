variable "name" {
  type = string
}

variable "account_id" {
  type = string
}

variable "region" {
  type = string
}

variable "vpc_id" {
  type = string
}

variable "signer_subnet_ids" {
  type        = list(string)
  description = "One per zone that may hold signers."
}

variable "signer_count" {
  type = number
}

variable "instance_type" {
  type    = string
  default = "c6i.xlarge"
}

variable "ami_id" {
  type = string
}

variable "enclave_image_sha384" {
  type        = string
  description = "Measurement of the signer's enclave image, from the release build."
}

variable "sign_queue_url" {
  type = string
}

variable "sign_queue_arn" {
  type = string
}

variable "copy_region" {
  type    = string
  default = null
}
