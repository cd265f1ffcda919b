variable "name" {
  type = string
}

variable "vpc_id" {
  type = string
}

variable "vpc_cidr_block" {
  type = string
}

variable "ami_id" {
  type = string
}

variable "nodes" {
  type = map(object({
    chain         = string
    client        = string
    subnet_id     = string
    rpc_port      = number
    disk_gb       = number
    instance_type = optional(string, "m7i.2xlarge")
    pruned        = optional(bool, false)
  }))
}
