# Tasks that are kept running, where they run, and what sends them requests.
variable "create" { default = true }
variable "create_service" { default = true }
variable "tags" { default = {} }
variable "name" { default = null }
variable "cluster_arn" { default = "" }
variable "desired_count" { default = 1 }
variable "launch_type" { default = "FARGATE" }
variable "scheduling_strategy" { default = null }
variable "ignore_task_definition_changes" { default = false }
variable "load_balancer" { default = null }
variable "subnet_ids" { default = [] }
variable "security_group_ids" { default = [] }
variable "assign_public_ip" { default = false }
variable "create_security_group" { default = true }
variable "network_mode" { default = "awsvpc" }
variable "create_task_definition" { default = true }
variable "task_definition_arn" { default = null }
variable "family" { default = null }
variable "container_definitions" { default = {} }
variable "volume" { default = null }
variable "requires_compatibilities" { default = ["FARGATE"] }
variable "create_task_exec_iam_role" { default = true }
variable "task_exec_iam_role_arn" { default = null }
variable "create_tasks_iam_role" { default = true }
variable "tasks_iam_role_arn" { default = null }
variable "enable_autoscaling" { default = true }
variable "autoscaling_min_capacity" { default = 1 }
variable "autoscaling_max_capacity" { default = 10 }
variable "service_registries" { default = null }
variable "deployment_controller" {
  default = null
  validation { condition = try(var.deployment_controller.type, "ECS") != "EXTERNAL" }
}

locals {
  daemon     = var.scheduling_strategy == "DAEMON"
  define     = var.create && var.create_task_definition
  own_group  = var.create && var.create_security_group && var.network_mode == "awsvpc"
  balancers  = var.load_balancer == null ? {} : var.load_balancer
  needs_role = var.network_mode != "awsvpc" && length(local.balancers) > 0
  registries = try(length(var.service_registries), 0) > 0 ? [var.service_registries] : []
  volumes    = var.volume == null ? {} : var.volume
}

resource "aws_ecs_service" "this" {
  count               = var.create && var.create_service && !var.ignore_task_definition_changes ? 1 : 0
  region              = local.region
  name                = var.name
  cluster             = var.cluster_arn
  task_definition     = local.task_definition
  desired_count       = local.daemon ? null : var.desired_count
  scheduling_strategy = var.launch_type == "FARGATE" ? "REPLICA" : var.scheduling_strategy
  iam_role            = local.needs_role ? aws_iam_role.service[0].arn : null
  dynamic "load_balancer" {
    for_each = local.balancers
    content {
      target_group_arn = try(load_balancer.value.target_group_arn, null)
      elb_name         = try(load_balancer.value.elb_name, null)
      container_name   = load_balancer.value.container_name
    }
  }
  dynamic "network_configuration" {
    for_each = var.network_mode == "awsvpc" ? [1] : []
    content {
      assign_public_ip = var.assign_public_ip
      security_groups  = flatten(concat([try(aws_security_group.this[0].id, [])], var.security_group_ids))
      subnets          = var.subnet_ids
    }
  }
  dynamic "service_registries" {
    for_each = local.registries
    content {
      registry_arn = service_registries.value.registry_arn
    }
  }
  tags = var.tags
}

resource "aws_ecs_service" "ignore_task_definition" {
  count               = var.create && var.create_service && var.ignore_task_definition_changes ? 1 : 0
  region              = local.region
  name                = var.name
  cluster             = var.cluster_arn
  task_definition     = local.task_definition
  desired_count       = local.daemon ? null : var.desired_count
  scheduling_strategy = var.launch_type == "FARGATE" ? "REPLICA" : var.scheduling_strategy
  iam_role            = local.needs_role ? aws_iam_role.service[0].arn : null
  dynamic "load_balancer" {
    for_each = local.balancers
    content {
      target_group_arn = try(load_balancer.value.target_group_arn, null)
      elb_name         = try(load_balancer.value.elb_name, null)
      container_name   = load_balancer.value.container_name
    }
  }
  dynamic "network_configuration" {
    for_each = var.network_mode == "awsvpc" ? [1] : []
    content {
      assign_public_ip = var.assign_public_ip
      security_groups  = flatten(concat([try(aws_security_group.this[0].id, [])], var.security_group_ids))
      subnets          = var.subnet_ids
    }
  }
  dynamic "service_registries" {
    for_each = local.registries
    content {
      registry_arn = service_registries.value.registry_arn
    }
  }
  tags = var.tags
}

resource "aws_ecs_task_definition" "this" {
  count                    = local.define ? 1 : 0
  region                   = local.region
  family                   = coalesce(var.family, var.name)
  network_mode             = var.network_mode
  requires_compatibilities = var.requires_compatibilities
  container_definitions    = jsonencode([for k, v in module.container_definition : v.container_definition])
  execution_role_arn       = try(aws_iam_role.task_exec[0].arn, var.task_exec_iam_role_arn)
  task_role_arn            = try(aws_iam_role.tasks[0].arn, var.tasks_iam_role_arn)
  dynamic "volume" {
    for_each = local.volumes
    content {
      name = try(coalesce(volume.value.name), volume.key)
      dynamic "efs_volume_configuration" {
        for_each = try(volume.value.efs_volume_configuration, null) == null ? [] : [volume.value.efs_volume_configuration]
        content {
          file_system_id = efs_volume_configuration.value.file_system_id
        }
      }
    }
  }
}

resource "aws_iam_role" "service" {
  count = var.create && local.needs_role ? 1 : 0
}

resource "aws_iam_role" "task_exec" {
  count = local.define && var.create_task_exec_iam_role ? 1 : 0
}

resource "aws_iam_role" "tasks" {
  count = local.define && var.create_tasks_iam_role ? 1 : 0
}

data "aws_subnet" "this" {
  count = local.own_group ? 1 : 0
  id    = element(var.subnet_ids, 0)
}

resource "aws_security_group" "this" {
  count  = local.own_group ? 1 : 0
  region = local.region
  vpc_id = local.vpc_id != null ? local.vpc_id : data.aws_subnet.this[0].vpc_id
}

resource "aws_appautoscaling_target" "this" {
  count              = var.create && var.create_service && var.enable_autoscaling && !local.daemon ? 1 : 0
  region             = local.region
  min_capacity       = min(var.autoscaling_min_capacity, var.desired_count)
  max_capacity       = max(var.autoscaling_max_capacity, var.desired_count)
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${try(element(split("/", var.cluster_arn), 1), "")}/${try(aws_ecs_service.this[0].name, aws_ecs_service.ignore_task_definition[0].name)}"
}

output "id" { value = try(aws_ecs_service.this[0].id, aws_ecs_service.ignore_task_definition[0].id, null) }
output "name" { value = try(aws_ecs_service.this[0].name, aws_ecs_service.ignore_task_definition[0].name, null) }
output "container_definitions" { value = module.container_definition }
output "task_definition_arn" { value = try(aws_ecs_task_definition.this[0].arn, var.task_definition_arn) }
output "task_definition_family" { value = try(aws_ecs_task_definition.this[0].family, null) }
output "task_exec_iam_role_name" { value = try(aws_iam_role.task_exec[0].name, null) }
output "task_exec_iam_role_arn" { value = try(aws_iam_role.task_exec[0].arn, var.task_exec_iam_role_arn) }
output "tasks_iam_role_name" { value = try(aws_iam_role.tasks[0].name, null) }
output "tasks_iam_role_arn" { value = try(aws_iam_role.tasks[0].arn, var.tasks_iam_role_arn) }
output "security_group_arn" { value = try(aws_security_group.this[0].arn, null) }
output "security_group_id" { value = try(aws_security_group.this[0].id, null) }
