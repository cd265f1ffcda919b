# What version 10 calls its inputs.
variable "region" { default = null }
variable "cluster_instance_class" { default = null }
variable "allocated_storage" { default = null }

locals {
  region         = var.region
  cluster_class  = var.allocated_storage != null ? var.cluster_instance_class : null
  instance_class = var.cluster_instance_class
  public         = null
  insights_key   = var.cluster_performance_insights_kms_key_id
}
