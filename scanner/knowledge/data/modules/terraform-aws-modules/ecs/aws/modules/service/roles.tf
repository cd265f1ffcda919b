# What the tasks may do, and so what they may need.
variable "enable_execute_command" { default = false }
variable "create_task_exec_policy" { default = true }
variable "task_exec_iam_role_policies" { default = {} }
variable "task_exec_iam_statements" { default = null }
variable "tasks_iam_role_policies" { default = {} }

locals {
  own_exec_role   = local.define && var.create_task_exec_iam_role
  own_exec_policy = local.own_exec_role && var.create_task_exec_policy
  own_tasks_role  = local.define && var.create_tasks_iam_role
}

data "aws_iam_policy_document" "task_exec" {
  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["*"]
  }
  statement {
    actions   = ["ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"]
    resources = ["*"]
  }
  dynamic "statement" {
    for_each = length(var.task_exec_ssm_param_arns) > 0 ? [1] : []
    content {
      actions   = ["ssm:GetParameters"]
      resources = var.task_exec_ssm_param_arns
    }
  }
  dynamic "statement" {
    for_each = length(var.task_exec_secret_arns) > 0 ? [1] : []
    content {
      actions   = ["secretsmanager:GetSecretValue"]
      resources = var.task_exec_secret_arns
    }
  }
  dynamic "statement" {
    for_each = var.task_exec_iam_statements == null ? [] : var.task_exec_iam_statements
    content {
      effect    = try(statement.value.effect, null)
      actions   = try(statement.value.actions, null)
      resources = try(statement.value.resources, null)
    }
  }
}

data "aws_iam_policy_document" "tasks" {
  dynamic "statement" {
    for_each = var.enable_execute_command ? [1] : []
    content {
      actions   = ["ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel"]
      resources = ["*"]
    }
  }
  dynamic "statement" {
    for_each = local.statements
    content {
      effect    = try(statement.value.effect, null)
      actions   = try(statement.value.actions, null)
      resources = try(statement.value.resources, null)
    }
  }
}

resource "aws_iam_policy" "task_exec" {
  count  = local.own_exec_policy ? 1 : 0
  policy = data.aws_iam_policy_document.task_exec.json
}

resource "aws_iam_role_policy_attachment" "task_exec" {
  count      = local.own_exec_policy ? 1 : 0
  role       = aws_iam_role.task_exec[0].name
  policy_arn = aws_iam_policy.task_exec[0].arn
}

resource "aws_iam_role_policy_attachment" "task_exec_additional" {
  for_each   = { for k, v in var.task_exec_iam_role_policies : k => v if local.own_exec_role }
  role       = aws_iam_role.task_exec[0].name
  policy_arn = each.value
}

resource "aws_iam_role_policy_attachment" "tasks" {
  for_each   = { for k, v in var.tasks_iam_role_policies : k => v if local.own_tasks_role }
  role       = aws_iam_role.tasks[0].name
  policy_arn = each.value
}
