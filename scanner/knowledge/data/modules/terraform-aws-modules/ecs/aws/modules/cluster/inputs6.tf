variable "region" { default = null }
variable "name" { default = "" }
variable "configuration" { default = { execute_command_configuration = { log_configuration = { cloud_watch_log_group_name = "own" } } } }
locals {
  region  = var.region
  name    = var.name
  command = try(var.configuration.execute_command_configuration, null)
  logs    = try(local.command.log_configuration, null)
  commands = local.command == null ? [] : [{
    kms_key_id = try(local.command.kms_key_id, null)
    log_configuration = local.logs == null ? null : {
      cloud_watch_log_group_name = try(aws_cloudwatch_log_group.this[0].name, local.logs.cloud_watch_log_group_name, null)
      s3_bucket_name             = try(local.logs.s3_bucket_name, null)
    }
  }]
}
