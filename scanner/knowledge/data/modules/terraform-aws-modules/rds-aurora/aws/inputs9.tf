# What version 9 calls its inputs.
variable "db_cluster_instance_class" { default = null }
variable "instance_class" { default = "" }
variable "publicly_accessible" { default = null }
variable "performance_insights_kms_key_id" { default = null }
variable "db_parameter_group_name" { default = null }

locals {
  region         = null
  cluster_class  = var.db_cluster_instance_class
  instance_class = var.instance_class
  public         = var.publicly_accessible
  insights_key   = var.performance_insights_kms_key_id
}
