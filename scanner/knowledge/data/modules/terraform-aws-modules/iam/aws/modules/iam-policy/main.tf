# A policy: who may do what to what.
variable "tags" { default = {} }
variable "name" { default = null }
variable "name_prefix" { default = null }
variable "policy" { default = "" }

resource "aws_iam_policy" "policy" {
  count       = local.create ? 1 : 0
  name        = var.name
  name_prefix = var.name_prefix
  policy      = var.policy
  tags        = var.tags
}

output "id" { value = try(aws_iam_policy.policy[0].id, local.none) }
output "arn" { value = try(aws_iam_policy.policy[0].arn, local.none) }
output "name" { value = try(aws_iam_policy.policy[0].name, local.none) }
output "policy" { value = try(aws_iam_policy.policy[0].policy, local.none) }
