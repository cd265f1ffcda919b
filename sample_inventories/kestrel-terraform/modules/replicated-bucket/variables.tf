variable "name" {
  type = string
}

variable "encryption" {
  type        = object({ kms_key_arn = string })
  default     = null
  description = "Customer key for objects at rest; null for the S3 default."
}

variable "copy_region" {
  type        = string
  default     = null
  description = "Region of the copy; null for no copy."
}

variable "copy_kms_key_arn" {
  type        = string
  default     = null
  description = "Key for the copies, in copy_region."
}
