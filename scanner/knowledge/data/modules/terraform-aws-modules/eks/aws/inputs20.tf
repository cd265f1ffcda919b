# What version 20 calls its inputs.
variable "cluster_name" { default = "" }
variable "cluster_version" { default = null }
variable "cluster_tags" { default = {} }
variable "cluster_compute_config" { default = {} }
variable "cluster_additional_security_group_ids" { default = [] }
variable "cluster_encryption_config" { default = { resources = ["secrets"] } }
variable "create_cluster_security_group" { default = true }
variable "cluster_security_group_id" { default = "" }
variable "cluster_endpoint_private_access" { default = true }
variable "cluster_endpoint_public_access" { default = false }
variable "cluster_addons" { default = {} }
variable "cluster_identity_providers" { default = {} }
variable "fargate_profiles" { default = {} }
variable "fargate_profile_defaults" { default = {} }
variable "eks_managed_node_groups" { default = {} }
variable "eks_managed_node_group_defaults" { default = {} }
variable "self_managed_node_groups" { default = {} }
variable "self_managed_node_group_defaults" { default = {} }

locals {
  region                = null
  name                  = var.cluster_name
  kubernetes_version    = var.cluster_version
  compute_config        = length(var.cluster_compute_config) > 0 ? [var.cluster_compute_config] : []
  security_group_ids    = var.cluster_additional_security_group_ids
  encryption_config     = length(var.cluster_encryption_config) > 0 ? [var.cluster_encryption_config] : []
  create_security_group = var.create && var.create_cluster_security_group
  security_group_id     = var.cluster_security_group_id
  private_access        = var.cluster_endpoint_private_access
  public_access         = var.cluster_endpoint_public_access
  addons                = var.cluster_addons
  trigger               = "cluster_name"
  version               = "cluster_version"
  triggers              = { (local.trigger) = local.cluster, (local.version) = aws_eks_cluster.this[0].version }
  fewest                = 0
  fargate_profiles      = { for k, v in var.fargate_profiles : k => merge(var.fargate_profile_defaults, v) }
  node_groups           = { for k, v in var.eks_managed_node_groups : k => merge(var.eks_managed_node_group_defaults, v) }
  own_node_groups       = { for k, v in var.self_managed_node_groups : k => merge(var.self_managed_node_group_defaults, v) }
}
