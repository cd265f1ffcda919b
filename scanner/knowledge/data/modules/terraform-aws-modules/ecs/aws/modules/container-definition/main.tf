# What a container runs, what it is told, and where its logs are.
variable "region" { default = null }
variable "service" { default = "" }
variable "name" { default = null }
variable "image" { default = null }
variable "environment" { default = null }
variable "secrets" { default = null }
variable "enable_cloudwatch_logging" { default = true }
variable "create_cloudwatch_log_group" { default = true }
variable "cloudwatch_log_group_name" { default = null }
variable "cloudwatch_log_group_use_name_prefix" { default = false }
variable "cloudwatch_log_group_kms_key_id" { default = null }

locals {
  log_group = try(coalesce(var.cloudwatch_log_group_name, "/aws/ecs/${var.service}/${var.name}"), "")
  logs      = merge({ logDriver = "awslogs", options = { awslogs-group = try(aws_cloudwatch_log_group.this[0].name, "") } }, local.own_logs)
  all = {
    name                  = var.name
    image                 = var.image
    environment           = var.environment
    secrets               = try(length(var.secrets), 0) > 0 ? var.secrets : null
    environmentFiles      = try(length(local.environment_files), 0) > 0 ? local.environment_files : null
    repositoryCredentials = try(length(local.credentials), 0) > 0 ? local.credentials : null
    logConfiguration      = local.logged ? local.logs : try(length(local.own_logs), 0) > 0 ? local.own_logs : null
  }
}

resource "aws_cloudwatch_log_group" "this" {
  count       = var.create_cloudwatch_log_group && var.enable_cloudwatch_logging ? 1 : 0
  region      = var.region
  name        = var.cloudwatch_log_group_use_name_prefix ? null : local.log_group
  name_prefix = var.cloudwatch_log_group_use_name_prefix ? "${local.log_group}-" : null
  kms_key_id  = var.cloudwatch_log_group_kms_key_id
}

output "container_definition" { value = { for k, v in local.all : k => v if v != null } }
output "cloudwatch_log_group_name" { value = try(aws_cloudwatch_log_group.this[0].name, null) }
output "cloudwatch_log_group_arn" { value = try(aws_cloudwatch_log_group.this[0].arn, null) }
