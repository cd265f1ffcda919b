# What version 21 calls its inputs.
variable "region" { default = null }
variable "name" { default = "" }
variable "kubernetes_version" { default = null }
variable "cluster_tags" { default = {} }
variable "compute_config" { default = null }
variable "additional_security_group_ids" { default = [] }
variable "encryption_config" { default = {} }
variable "create_security_group" { default = true }
variable "security_group_id" { default = "" }
variable "endpoint_private_access" { default = true }
variable "endpoint_public_access" { default = false }
variable "addons" { default = null }
variable "fargate_profiles" { default = null }
variable "eks_managed_node_groups" { default = null }
variable "self_managed_node_groups" { default = null }

locals {
  region                = var.region
  name                  = var.name
  kubernetes_version    = var.kubernetes_version
  compute_config        = var.compute_config == null ? [] : [var.compute_config]
  security_group_ids    = var.additional_security_group_ids
  encryption_config     = var.encryption_config == null ? [] : [merge({ resources = ["secrets"] }, var.encryption_config)]
  create_security_group = var.create && var.create_security_group
  security_group_id     = var.security_group_id
  private_access        = var.endpoint_private_access
  public_access         = var.endpoint_public_access
  addons                = var.addons == null ? {} : var.addons
  trigger               = "name"
  version               = "kubernetes_version"
  triggers              = { (local.trigger) = local.cluster, (local.version) = aws_eks_cluster.this[0].version }
  fewest                = 1
  fargate_profiles      = var.fargate_profiles == null ? {} : var.fargate_profiles
  node_groups           = var.eks_managed_node_groups == null ? {} : var.eks_managed_node_groups
  own_node_groups       = var.self_managed_node_groups == null ? {} : var.self_managed_node_groups
}
