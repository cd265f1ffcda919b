# A group of machines that are all alike.
variable "create" { default = true }
variable "region" { default = null }
variable "tags" { default = {} }
variable "name" { default = null }
variable "use_name_prefix" { default = true }
variable "ignore_desired_capacity_changes" { default = false }
variable "availability_zones" { default = null }
variable "vpc_zone_identifier" { default = null }
variable "min_size" { default = null }
variable "max_size" { default = null }
variable "desired_capacity" { default = null }
variable "placement_group" { default = null }
variable "health_check_type" { default = null }
variable "launch_template_id" { default = null }
variable "create_launch_template" { default = true }
variable "use_mixed_instances_policy" { default = false }
variable "image_id" { default = null }
variable "instance_type" { default = null }
variable "user_data" { default = null }
variable "create_iam_instance_profile" { default = false }

locals {
  template = var.create_launch_template ? aws_launch_template.this[0].id : var.launch_template_id
}

resource "aws_launch_template" "this" {
  count         = var.create_launch_template ? 1 : 0
  region        = var.region
  image_id      = var.image_id
  instance_type = var.instance_type
  user_data     = var.user_data
}

resource "aws_autoscaling_group" "this" {
  count               = var.create && !var.ignore_desired_capacity_changes ? 1 : 0
  region              = var.region
  name                = var.use_name_prefix ? null : var.name
  name_prefix         = var.use_name_prefix ? "${var.name}-" : null
  availability_zones  = var.availability_zones
  vpc_zone_identifier = var.vpc_zone_identifier
  min_size            = var.min_size
  max_size            = var.max_size
  desired_capacity    = var.desired_capacity
  placement_group     = var.placement_group
  health_check_type   = var.health_check_type
  dynamic "launch_template" {
    for_each = var.use_mixed_instances_policy ? [] : [1]
    content {
      id = local.template
    }
  }
  dynamic "mixed_instances_policy" {
    for_each = var.use_mixed_instances_policy ? [1] : []
    content {
      launch_template {
        launch_template_specification {
          launch_template_id = local.template
        }
      }
    }
  }
}

resource "aws_autoscaling_group" "idc" {
  count               = var.create && var.ignore_desired_capacity_changes ? 1 : 0
  region              = var.region
  name                = var.use_name_prefix ? null : var.name
  name_prefix         = var.use_name_prefix ? "${var.name}-" : null
  availability_zones  = var.availability_zones
  vpc_zone_identifier = var.vpc_zone_identifier
  min_size            = var.min_size
  max_size            = var.max_size
  desired_capacity    = var.desired_capacity
  placement_group     = var.placement_group
  health_check_type   = var.health_check_type
  dynamic "launch_template" {
    for_each = var.use_mixed_instances_policy ? [] : [1]
    content {
      id = local.template
    }
  }
  dynamic "mixed_instances_policy" {
    for_each = var.use_mixed_instances_policy ? [1] : []
    content {
      launch_template {
        launch_template_specification {
          launch_template_id = local.template
        }
      }
    }
  }
}

variable "traffic_source_attachments" { default = {} }

resource "aws_autoscaling_traffic_source_attachment" "this" {
  for_each               = var.create && var.traffic_source_attachments != null ? var.traffic_source_attachments : {}
  region                 = var.region
  autoscaling_group_name = local.group
  traffic_source {
    identifier = each.value.traffic_source_identifier
    type       = try(coalesce(each.value.traffic_source_type), "elbv2")
  }
}

output "launch_template_id" { value = try(aws_launch_template.this[0].id, null) }
output "launch_template_arn" { value = try(aws_launch_template.this[0].arn, null) }
output "launch_template_name" { value = try(aws_launch_template.this[0].name, null) }
output "autoscaling_group_id" { value = try(aws_autoscaling_group.this[0].id, aws_autoscaling_group.idc[0].id, null) }
output "autoscaling_group_name" { value = try(aws_autoscaling_group.this[0].name, aws_autoscaling_group.idc[0].name, null) }
output "autoscaling_group_arn" { value = try(aws_autoscaling_group.this[0].arn, aws_autoscaling_group.idc[0].arn, null) }
output "autoscaling_group_min_size" { value = try(aws_autoscaling_group.this[0].min_size, aws_autoscaling_group.idc[0].min_size, null) }
output "autoscaling_group_max_size" { value = try(aws_autoscaling_group.this[0].max_size, aws_autoscaling_group.idc[0].max_size, null) }
output "autoscaling_group_desired_capacity" { value = try(aws_autoscaling_group.this[0].desired_capacity, aws_autoscaling_group.idc[0].desired_capacity, null) }
output "autoscaling_group_availability_zones" { value = try(aws_autoscaling_group.this[0].availability_zones, aws_autoscaling_group.idc[0].availability_zones, []) }
output "autoscaling_group_vpc_zone_identifier" { value = try(aws_autoscaling_group.this[0].vpc_zone_identifier, aws_autoscaling_group.idc[0].vpc_zone_identifier, []) }
output "iam_role_arn" { value = try(aws_iam_role.this[0].arn, null) }

resource "aws_iam_role" "this" {
  count = var.create && var.create_iam_instance_profile ? 1 : 0
}
