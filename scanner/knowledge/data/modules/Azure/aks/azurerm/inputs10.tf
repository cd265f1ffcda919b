variable "enable_auto_scaling" { default = false }
locals { scaled = var.enable_auto_scaling == true }
