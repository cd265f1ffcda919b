# How version 6 and later describe containers, and the policies of their roles.
variable "region" { default = null }
variable "vpc_id" { default = null }
variable "task_exec_ssm_param_arns" { default = [] }
variable "task_exec_secret_arns" { default = [] }
variable "tasks_iam_role_statements" { default = null }

locals {
  vpc_id             = var.vpc_id
  region             = var.region
  nothing            = null
  container_defaults = {}
  statements         = var.tasks_iam_role_statements == null ? [] : var.tasks_iam_role_statements
  task_definition    = local.define ? aws_ecs_task_definition.this[0].arn : var.task_definition_arn
  own_tasks_policy   = local.own_tasks_role && (var.tasks_iam_role_statements != null || var.enable_execute_command)
}

resource "aws_iam_policy" "tasks" {
  count  = local.own_tasks_policy ? 1 : 0
  policy = data.aws_iam_policy_document.tasks.json
}

resource "aws_iam_role_policy_attachment" "tasks_internal" {
  count      = local.own_tasks_policy ? 1 : 0
  role       = aws_iam_role.tasks[0].name
  policy_arn = aws_iam_policy.tasks[0].arn
}

module "container_definition" {
  source                               = "../container-definition"
  for_each                             = { for k, v in var.container_definitions : k => v if local.define && try(coalesce(v.create), true) }
  service                              = var.name
  name                                 = try(coalesce(each.value.name), each.key)
  image                                = try(each.value.image, local.container_defaults.image, null)
  environment                          = try(each.value.environment, local.container_defaults.environment, local.nothing)
  secrets                              = try(each.value.secrets, local.container_defaults.secrets, null)
  enable_cloudwatch_logging            = try(coalesce(each.value.enable_cloudwatch_logging), local.container_defaults.enable_cloudwatch_logging, true)
  create_cloudwatch_log_group          = try(coalesce(each.value.create_cloudwatch_log_group), local.container_defaults.create_cloudwatch_log_group, true)
  cloudwatch_log_group_name            = try(each.value.cloudwatch_log_group_name, local.container_defaults.cloudwatch_log_group_name, null)
  cloudwatch_log_group_use_name_prefix = try(coalesce(each.value.cloudwatch_log_group_use_name_prefix), local.container_defaults.cloudwatch_log_group_use_name_prefix, false)
  cloudwatch_log_group_kms_key_id      = try(each.value.cloudwatch_log_group_kms_key_id, local.container_defaults.cloudwatch_log_group_kms_key_id, null)
  region                               = local.region
  environmentFiles                     = try(each.value.environmentFiles, null)
  repositoryCredentials                = try(each.value.repositoryCredentials, null)
  logConfiguration                     = try(each.value.logConfiguration, {})
}

