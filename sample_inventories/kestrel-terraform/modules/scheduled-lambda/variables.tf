variable "name_prefix" {
  type = string
}

variable "code_bucket" {
  type = string
}

variable "functions" {
  type = map(object({
    handler     = string
    code_key    = string
    schedule    = string
    timeout_s   = optional(number, 50)
    environment = map(string)
  }))
}

variable "policy" {
  type = list(object({
    Effect   = string
    Action   = list(string)
    Resource = list(string)
  }))
}

variable "subnet_ids" {
  type = list(string)
}

variable "security_group_ids" {
  type = list(string)
}
