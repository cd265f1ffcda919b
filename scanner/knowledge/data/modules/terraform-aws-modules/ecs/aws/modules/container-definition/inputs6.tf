variable "environmentFiles" { default = null }
variable "repositoryCredentials" { default = null }
variable "logConfiguration" { default = {} }
locals {
  environment_files = var.environmentFiles
  credentials       = var.repositoryCredentials
  own_logs          = { for k, v in(var.logConfiguration == null ? {} : var.logConfiguration) : k => v if v != null }
  logged            = var.create_cloudwatch_log_group
}
