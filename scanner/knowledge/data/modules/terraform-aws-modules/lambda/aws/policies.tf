# What its role may do, and so what it may need.
variable "attach_cloudwatch_logs_policy" { default = true }
variable "attach_create_log_group_permission" { default = true }
variable "attach_dead_letter_policy" { default = false }
variable "attach_async_event_policy" { default = false }
variable "destination_on_failure" { default = null }
variable "destination_on_success" { default = null }
variable "attach_policy_json" { default = false }
variable "policy_json" { default = null }
variable "attach_policy_jsons" { default = false }
variable "policy_jsons" { default = [] }
variable "number_of_policy_jsons" { default = 0 }
variable "attach_policy" { default = false }
variable "policy" { default = null }
variable "attach_policies" { default = false }
variable "policies" { default = [] }
variable "number_of_policies" { default = 0 }
variable "attach_policy_statements" { default = false }
variable "policy_statements" { default = {} }

locals {
  own_role     = local.function && var.create_role
  creates_logs = !var.use_existing_cloudwatch_log_group && var.attach_create_log_group_permission
  logs         = try(aws_cloudwatch_log_group.lambda[0].arn, "")
}

data "aws_iam_policy_document" "logs" {
  count = local.own_role && var.attach_cloudwatch_logs_policy ? 1 : 0
  statement {
    actions   = concat(local.creates_logs ? ["logs:CreateLogGroup"] : [], ["logs:CreateLogStream", "logs:PutLogEvents"])
    resources = flatten([for form in ["%v:*", "%v:*:*"] : format(form, local.logs)])
  }
}

data "aws_iam_policy_document" "dead_letter" {
  count = local.own_role && var.attach_dead_letter_policy ? 1 : 0
  statement {
    actions   = ["sns:Publish", "sqs:SendMessage"]
    resources = [var.dead_letter_target_arn]
  }
}

data "aws_iam_policy_document" "async" {
  count = local.own_role && var.attach_async_event_policy ? 1 : 0
  statement {
    actions   = ["sns:Publish", "sqs:SendMessage", "events:PutEvents", "lambda:InvokeFunction"]
    resources = compact(distinct([var.destination_on_failure, var.destination_on_success]))
  }
}

data "aws_iam_policy_document" "additional_inline" {
  count = local.own_role && var.attach_policy_statements ? 1 : 0
  dynamic "statement" {
    for_each = var.policy_statements
    content {
      effect    = try(statement.value.effect, null)
      actions   = try(statement.value.actions, null)
      resources = try(statement.value.resources, null)
    }
  }
}

resource "aws_iam_role_policy_attachment" "additional_one" {
  count      = local.own_role && var.attach_policy ? 1 : 0
  role       = aws_iam_role.lambda[0].name
  policy_arn = var.policy
}

resource "aws_iam_role_policy_attachment" "additional_many" {
  count      = local.own_role && var.attach_policies ? var.number_of_policies : 0
  role       = aws_iam_role.lambda[0].name
  policy_arn = var.policies[count.index]
}
variable "attach_network_policy" { default = false }
variable "attach_tracing_policy" { default = false }
