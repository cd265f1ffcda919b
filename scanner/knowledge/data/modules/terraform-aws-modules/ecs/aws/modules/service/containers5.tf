# How version 5 describes containers, and the policies of its roles.
variable "container_definition_defaults" { default = {} }
variable "task_exec_ssm_param_arns" { default = ["arn:aws:ssm:*:*:parameter/*"] }
variable "task_exec_secret_arns" { default = ["arn:aws:secretsmanager:*:*:secret:*"] }
variable "tasks_iam_role_statements" { default = {} }

locals {
  vpc_id             = null
  region             = null
  nothing            = []
  container_defaults = var.container_definition_defaults
  statements         = var.tasks_iam_role_statements
  task_definition    = local.define ? "${aws_ecs_task_definition.this[0].family}:${max(aws_ecs_task_definition.this[0].revision, data.aws_ecs_task_definition.this[0].revision)}" : var.task_definition_arn
}

data "aws_ecs_task_definition" "this" {
  count           = local.define ? 1 : 0
  task_definition = aws_ecs_task_definition.this[0].family
}

resource "aws_iam_role_policy" "tasks" {
  count  = local.own_tasks_role && (length(local.statements) > 0 || var.enable_execute_command) ? 1 : 0
  role   = aws_iam_role.tasks[0].id
  policy = data.aws_iam_policy_document.tasks.json
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
  environment_files                    = try(each.value.environment_files, local.container_defaults.environment_files, [])
  repository_credentials               = try(each.value.repository_credentials, local.container_defaults.repository_credentials, {})
  log_configuration                    = try(each.value.log_configuration, local.container_defaults.log_configuration, {})
}

