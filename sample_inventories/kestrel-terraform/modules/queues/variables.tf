variable "name_prefix" {
  type = string
}

variable "queues" {
  type = map(object({
    retention_s          = optional(number, 345600)
    visibility_timeout_s = optional(number, 60)
    max_receives         = optional(number, 5)
  }))
}
