# A group of nodes that are machines of one's own.
variable "create" { default = true }
variable "create_autoscaling_group" { default = true }
variable "region" { default = null }
variable "tags" { default = {} }
variable "cluster_name" { default = "" }
variable "name" { default = "" }
variable "use_name_prefix" { default = true }
variable "availability_zones" { default = null }
variable "subnet_ids" { default = null }
variable "max_size" { default = 3 }
variable "desired_size" { default = 1 }
variable "ami_id" { default = "" }
variable "instance_type" { default = "" }
variable "create_launch_template" { default = true }
variable "launch_template_id" { default = "" }
variable "create_iam_instance_profile" { default = true }
variable "use_mixed_instances_policy" {
  default = false
  validation { condition = !var.use_mixed_instances_policy }
}
variable "target_group_arns" { default = [] }
variable "placement_group" { default = null }
variable "create_placement_group" {
  default = false
  validation { condition = !var.create_placement_group }
}
variable "enable_efa_support" {
  default = false
  validation { condition = !var.enable_efa_support }
}

resource "aws_launch_template" "this" {
  count         = var.create && var.create_launch_template ? 1 : 0
  region        = var.region
  instance_type = var.instance_type
}

resource "aws_autoscaling_group" "this" {
  count               = var.create && var.create_autoscaling_group ? 1 : 0
  region              = var.region
  name                = var.use_name_prefix ? null : var.name
  name_prefix         = var.use_name_prefix ? "${var.name}-" : null
  availability_zones  = var.availability_zones
  vpc_zone_identifier = var.subnet_ids
  min_size            = var.min_size
  max_size            = var.max_size
  target_group_arns   = var.target_group_arns
  desired_capacity    = var.desired_size
  placement_group     = var.placement_group

  launch_template {
    id = var.create && var.create_launch_template ? aws_launch_template.this[0].id : var.launch_template_id
  }
}

resource "aws_iam_role" "this" {
  count = var.create && var.create_iam_instance_profile ? 1 : 0
}

output "launch_template_id" { value = try(aws_launch_template.this[0].id, null) }
output "launch_template_arn" { value = try(aws_launch_template.this[0].arn, null) }
output "autoscaling_group_arn" { value = try(aws_autoscaling_group.this[0].arn, null) }
output "autoscaling_group_id" { value = try(aws_autoscaling_group.this[0].id, null) }
output "autoscaling_group_name" { value = try(aws_autoscaling_group.this[0].name, null) }
