variable "environment_files" { default = [] }
variable "repository_credentials" { default = {} }
variable "log_configuration" { default = {} }
locals {
  environment_files = var.environment_files
  credentials       = var.repository_credentials
  own_logs          = { for k, v in var.log_configuration : k => v if v != null }
  logged            = var.enable_cloudwatch_logging
}
