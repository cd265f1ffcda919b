variable "min_size" { default = 0 }
variable "cluster_version" { default = null }
variable "kubernetes_version" { default = null }
locals { kubernetes_version = try(coalesce(var.kubernetes_version, var.cluster_version), null) }
