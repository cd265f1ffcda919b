variable "name" {
  type = string
}

variable "region" {
  type = string
}

variable "vpc_id" {
  type = string
}

variable "subnet_id" {
  type        = string
  description = "The one subnet all nodes are in; a cluster placement group cannot span zones."
}

variable "node_count" {
  type        = number
  description = "Voters. Odd."

  validation {
    condition     = var.node_count % 2 == 1
    error_message = "An even number of voters tolerates no more failures than one less."
  }
}

variable "ami_id" {
  type = string
}

variable "instance_type" {
  type    = string
  default = "c7i.8xlarge"
}

variable "journal_gb" {
  type    = number
  default = 500
}

variable "journal_iops" {
  type    = number
  default = 16000
}

variable "kafka_brokers" {
  type = string
}

variable "snapshot_bucket" {
  type = string
}

variable "snapshot_interval_s" {
  type    = number
  default = 300
}

variable "internal_zone_id" {
  type        = string
  description = "Private hosted zone for the engine's name."
}

variable "client_security_group_ids" {
  type = list(string)
}

variable "alarm_topic_arns" {
  type    = list(string)
  default = []
}
