variable "name" {
  type = string
}

variable "vpc_id" {
  type = string
}

variable "vpc_cidr_block" {
  type = string
}

variable "kafka_version" {
  type    = string
  default = "3.8.x"
}

variable "kafka_subnet_ids" {
  type        = list(string)
  description = "Brokers are dealt out over these, in equal numbers."
}

variable "broker_count" {
  type        = number
  description = "A multiple of the number of subnets."
}

variable "broker_instance_type" {
  type    = string
  default = "kafka.m7g.xlarge"
}

variable "replication_factor" {
  type    = number
  default = 3
}

variable "min_insync_replicas" {
  type    = number
  default = 2
}

variable "cache_subnet_ids" {
  type = list(string)
}

variable "cache_zones" {
  type        = list(string)
  description = "One node in each of these zones (names); the first is the primary."
}

variable "cache_node_type" {
  type    = string
  default = "cache.r7g.large"
}
