variable "name" {
  type = string
}

variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

variable "client_security_group_ids" {
  type = list(string)
}

variable "instance_class" {
  type    = string
  default = "db.r7g.large"
}

variable "multi_az" {
  type = bool
}

variable "backup_days" {
  type    = number
  default = 14
}

variable "deletion_protection" {
  type    = bool
  default = true
}

variable "reporting" {
  type = object({
    subnet_ids     = list(string)
    instance_class = string
  })
  default     = null
  description = "Finance's read replica in the region of aws.reporting; null for none."
}
