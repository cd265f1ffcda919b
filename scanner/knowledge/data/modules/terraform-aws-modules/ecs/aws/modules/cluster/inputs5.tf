variable "cluster_name" { default = "" }
variable "cluster_configuration" { default = {} }
locals {
  region   = null
  name     = var.cluster_name
  own_logs = { log_configuration = { cloud_watch_log_group_name = try(aws_cloudwatch_log_group.this[0].name, null) } }
  commands = var.create_cloudwatch_log_group ? try([merge(local.own_logs, var.cluster_configuration.execute_command_configuration)], [{}]) : length(var.cluster_configuration) > 0 ? try([var.cluster_configuration.execute_command_configuration], [{}]) : []
}
