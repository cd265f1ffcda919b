variable "auto_scaling_enabled" { default = false }
locals { scaled = var.auto_scaling_enabled == true }
