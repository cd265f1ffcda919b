# Pods of these namespaces run without nodes.
variable "create" { default = true }
variable "region" { default = null }
variable "tags" { default = {} }
variable "cluster_name" { default = "" }
variable "name" { default = "" }
variable "subnet_ids" { default = [] }
variable "create_iam_role" { default = true }
variable "iam_role_arn" { default = null }

resource "aws_eks_fargate_profile" "this" {
  count                  = var.create ? 1 : 0
  region                 = var.region
  cluster_name           = var.cluster_name
  fargate_profile_name   = var.name
  pod_execution_role_arn = var.create_iam_role ? aws_iam_role.this[0].arn : var.iam_role_arn
  subnet_ids             = var.subnet_ids
  tags                   = var.tags
}

resource "aws_iam_role" "this" {
  count = var.create && var.create_iam_role ? 1 : 0
}

output "iam_role_name" { value = try(aws_iam_role.this[0].name, null) }
output "iam_role_arn" { value = try(aws_iam_role.this[0].arn, var.iam_role_arn) }
output "fargate_profile_arn" { value = try(aws_eks_fargate_profile.this[0].arn, null) }
output "fargate_profile_id" { value = try(aws_eks_fargate_profile.this[0].id, null) }
output "fargate_profile_status" { value = try(aws_eks_fargate_profile.this[0].status, null) }
