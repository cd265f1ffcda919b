# A group of nodes that the cluster's service keeps at its size.
variable "create" { default = true }
variable "region" { default = null }
variable "tags" { default = {} }
variable "cluster_name" { default = "" }
variable "name" { default = "" }
variable "use_name_prefix" { default = true }
variable "subnet_ids" { default = null }
variable "max_size" { default = 3 }
variable "desired_size" { default = 1 }
variable "ami_id" { default = "" }
variable "capacity_type" { default = "ON_DEMAND" }
variable "instance_types" { default = null }
variable "create_launch_template" { default = true }
variable "use_custom_launch_template" { default = true }
variable "launch_template_id" { default = "" }
variable "create_iam_role" { default = true }
variable "iam_role_arn" { default = null }
variable "create_placement_group" {
  default = false
  validation { condition = !var.create_placement_group }
}
variable "enable_efa_support" {
  default = false
  validation { condition = !var.enable_efa_support }
}
variable "placement" {
  default = null
  validation { condition = length(var.placement == null ? {} : var.placement) == 0 }
}

resource "aws_launch_template" "this" {
  count    = var.create && var.create_launch_template && var.use_custom_launch_template ? 1 : 0
  region   = var.region
  image_id = var.ami_id
}

resource "aws_eks_node_group" "this" {
  count          = var.create ? 1 : 0
  region         = var.region
  cluster_name   = var.cluster_name
  subnet_ids     = var.subnet_ids
  node_role_arn  = var.create_iam_role ? aws_iam_role.this[0].arn : var.iam_role_arn
  capacity_type  = var.capacity_type
  instance_types = var.capacity_type == "CAPACITY_BLOCK" ? null : var.instance_types

  version = var.ami_id != "" ? null : local.kubernetes_version

  node_group_name        = var.use_name_prefix ? null : var.name
  node_group_name_prefix = var.use_name_prefix ? "${var.name}-" : null

  scaling_config {
    min_size     = var.min_size
    max_size     = var.max_size
    desired_size = var.desired_size
  }

  dynamic "launch_template" {
    for_each = var.use_custom_launch_template ? [1] : []
    content {
      id = var.create && var.create_launch_template ? try(aws_launch_template.this[0].id, null) : var.launch_template_id
    }
  }
}

resource "aws_iam_role" "this" {
  count = var.create && var.create_iam_role ? 1 : 0
}

output "launch_template_id" { value = try(aws_launch_template.this[0].id, null) }
output "launch_template_arn" { value = try(aws_launch_template.this[0].arn, null) }
output "node_group_arn" { value = try(aws_eks_node_group.this[0].arn, null) }
output "node_group_id" { value = try(aws_eks_node_group.this[0].id, null) }
output "node_group_resources" { value = try(aws_eks_node_group.this[0].resources, null) }
output "node_group_autoscaling_group_names" { value = try(flatten(aws_eks_node_group.this[0].resources[*].autoscaling_groups[*].name), []) }
output "node_group_status" { value = try(aws_eks_node_group.this[0].status, null) }
output "iam_role_name" { value = try(aws_iam_role.this[0].name, null) }
output "iam_role_arn" { value = try(aws_iam_role.this[0].arn, var.iam_role_arn) }
