variable "name" {
  type = string
}

variable "escalation_policy_id" {
  type = string
}

variable "alarms" {
  type = map(object({
    namespace  = string
    metric     = string
    dimensions = map(string)
    statistic  = optional(string, "Maximum")
    threshold  = number
    minutes    = optional(number, 3)
    missing    = optional(string, "missing")
  }))
}
