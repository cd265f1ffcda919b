# How version 6 and later call their parts.
variable "region" { default = null }

variable "cluster_configuration" { default = { execute_command_configuration = { log_configuration = { cloud_watch_log_group_name = "own" } } } }

locals {
  task_exec_ssm_param_arns = []
  task_exec_secret_arns    = []
}

module "cluster" {
  configuration                   = var.cluster_configuration
  source                          = "./modules/cluster"
  create                          = var.create
  tags                            = merge(var.tags, var.cluster_tags)
  name                            = var.cluster_name
  create_cloudwatch_log_group     = var.create_cloudwatch_log_group
  cloudwatch_log_group_name       = var.cloudwatch_log_group_name
  cloudwatch_log_group_kms_key_id = var.cloudwatch_log_group_kms_key_id
  create_task_exec_iam_role       = var.create_task_exec_iam_role
  region                          = var.region
}

module "service" {
  source                         = "./modules/service"
  for_each                       = { for k, v in(var.services == null ? {} : var.services) : k => v if var.create }
  tags                           = merge(var.tags, try(coalesce(each.value.tags), {}))
  region                         = var.region
  cluster_arn                    = module.cluster.arn
  create                         = try(coalesce(each.value.create), true)
  create_service                 = try(coalesce(each.value.create_service), true)
  name                           = try(coalesce(each.value.name), each.key)
  desired_count                  = try(coalesce(each.value.desired_count), 1)
  launch_type                    = try(coalesce(each.value.launch_type), "FARGATE")
  scheduling_strategy            = try(each.value.scheduling_strategy, null)
  ignore_task_definition_changes = try(coalesce(each.value.ignore_task_definition_changes), false)
  load_balancer                  = try(each.value.load_balancer, null)
  subnet_ids                     = try(each.value.subnet_ids == null ? [] : each.value.subnet_ids, [])
  security_group_ids             = try(each.value.security_group_ids == null ? [] : each.value.security_group_ids, [])
  assign_public_ip               = try(coalesce(each.value.assign_public_ip), false)
  create_security_group          = try(coalesce(each.value.create_security_group), true)
  network_mode                   = try(coalesce(each.value.network_mode), "awsvpc")
  create_task_definition         = try(coalesce(each.value.create_task_definition), true)
  task_definition_arn            = try(each.value.task_definition_arn, null)
  family                         = try(each.value.family, null)
  container_definitions          = try(each.value.container_definitions == null ? {} : each.value.container_definitions, {})
  volume                         = try(each.value.volume, null)
  requires_compatibilities       = try(each.value.requires_compatibilities == null ? ["FARGATE"] : each.value.requires_compatibilities, ["FARGATE"])
  create_task_exec_iam_role      = try(coalesce(each.value.create_task_exec_iam_role), true)
  task_exec_iam_role_arn         = try(each.value.task_exec_iam_role_arn, null)
  create_tasks_iam_role          = try(coalesce(each.value.create_tasks_iam_role), true)
  tasks_iam_role_arn             = try(each.value.tasks_iam_role_arn, null)
  enable_autoscaling             = try(coalesce(each.value.enable_autoscaling), true)
  autoscaling_min_capacity       = try(coalesce(each.value.autoscaling_min_capacity), 1)
  autoscaling_max_capacity       = try(coalesce(each.value.autoscaling_max_capacity), 10)
  service_registries             = try(each.value.service_registries, null)
  deployment_controller          = try(each.value.deployment_controller, null)
  enable_execute_command         = try(coalesce(each.value.enable_execute_command), false)
  create_task_exec_policy        = try(coalesce(each.value.create_task_exec_policy), true)
  task_exec_iam_role_policies    = try(each.value.task_exec_iam_role_policies == null ? {} : each.value.task_exec_iam_role_policies, {})
  task_exec_iam_statements       = try(each.value.task_exec_iam_statements, null)
  tasks_iam_role_policies        = try(each.value.tasks_iam_role_policies == null ? {} : each.value.tasks_iam_role_policies, {})
  tasks_iam_role_statements      = try(each.value.tasks_iam_role_statements, null)
  task_exec_ssm_param_arns       = try(coalesce(each.value.task_exec_ssm_param_arns), local.task_exec_ssm_param_arns)
  task_exec_secret_arns          = try(coalesce(each.value.task_exec_secret_arns), local.task_exec_secret_arns)
}
