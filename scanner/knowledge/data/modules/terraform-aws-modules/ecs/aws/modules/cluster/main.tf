# A cluster: what its services are grouped by.
variable "create" { default = true }
variable "tags" { default = {} }
variable "create_cloudwatch_log_group" { default = true }
variable "cloudwatch_log_group_name" { default = null }
variable "cloudwatch_log_group_kms_key_id" { default = null }
variable "create_task_exec_iam_role" { default = false }

resource "aws_ecs_cluster" "this" {
  count  = var.create ? 1 : 0
  region = local.region
  name   = local.name
  dynamic "configuration" {
    for_each = local.commands
    content {
      execute_command_configuration {
        kms_key_id = try(configuration.value.kms_key_id, null)
        dynamic "log_configuration" {
          for_each = try(configuration.value.log_configuration, null) == null ? [] : [configuration.value.log_configuration]
          content {
            cloud_watch_log_group_name = try(log_configuration.value.cloud_watch_log_group_name, null)
            s3_bucket_name             = try(log_configuration.value.s3_bucket_name, null)
          }
        }
      }
    }
  }
  tags = var.tags
}

resource "aws_cloudwatch_log_group" "this" {
  count      = var.create && var.create_cloudwatch_log_group ? 1 : 0
  region     = local.region
  name       = try(coalesce(var.cloudwatch_log_group_name, "/aws/ecs/${local.name}"), "")
  kms_key_id = var.cloudwatch_log_group_kms_key_id
}

resource "aws_iam_role" "task_exec" {
  count = var.create && var.create_task_exec_iam_role ? 1 : 0
}

output "arn" { value = try(aws_ecs_cluster.this[0].arn, null) }
output "id" { value = try(aws_ecs_cluster.this[0].id, null) }
output "name" { value = try(aws_ecs_cluster.this[0].name, null) }
output "cloudwatch_log_group_name" { value = try(aws_cloudwatch_log_group.this[0].name, null) }
output "cloudwatch_log_group_arn" { value = try(aws_cloudwatch_log_group.this[0].arn, null) }
output "task_exec_iam_role_name" { value = try(aws_iam_role.task_exec[0].name, null) }
output "task_exec_iam_role_arn" { value = try(aws_iam_role.task_exec[0].arn, null) }
