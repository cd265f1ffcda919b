variable "min_size" { default = 1 }
variable "kubernetes_version" { default = null }
locals { kubernetes_version = var.kubernetes_version }
