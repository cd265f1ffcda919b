variable "name" {
  type = string
}

variable "name_prefix" {
  type        = string
  description = "For names that are unique in the account, e.g. kestrel-prod."
}

variable "cluster_arn" {
  type = string
}

variable "cluster_name" {
  type = string
}

variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

variable "security_group_ids" {
  type = list(string)
}

variable "assign_public_ip" {
  type    = bool
  default = false
}

variable "image" {
  type = string
}

variable "datadog_image" {
  type        = string
  default     = null
  description = "Agent image; null for no agent."
}

variable "cpu" {
  type    = number
  default = 512
}

variable "memory" {
  type    = number
  default = 1024
}

variable "port" {
  type    = number
  default = 8080
}

variable "desired_count" {
  type = number
}

variable "max_count" {
  type        = number
  default     = null
  description = "Upper bound of scaling; null for a fixed number of tasks."
}

variable "environment" {
  type    = map(string)
  default = {}
}

variable "secrets" {
  type        = map(string)
  default     = {}
  description = "Name of the variable -> ARN of the secret."
}

variable "policy" {
  type = list(object({
    Effect   = string
    Action   = list(string)
    Resource = list(string)
  }))
  default     = null
  description = "What the service may do; null to run with the shared role."
}

variable "execution_role_arn" {
  type = string
}

variable "default_task_role_arn" {
  type = string
}

variable "log_group" {
  type = string
}

variable "service_connect_namespace" {
  type    = string
  default = null
}

variable "route" {
  type = object({
    priority = number
    paths    = list(string)
    methods  = optional(list(string), [])
  })
  default     = null
  description = "Public route on the load balancer; null for an internal service."
}

variable "listener_arn" {
  type    = string
  default = null
}
