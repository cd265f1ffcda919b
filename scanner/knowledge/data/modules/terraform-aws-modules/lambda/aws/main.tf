# A function, what sets it off, and where its code and its logs are.
variable "create" { default = true }
variable "create_function" { default = true }
variable "create_layer" { default = false }
variable "region" { default = null }
variable "tags" { default = {} }
variable "function_tags" { default = {} }
variable "function_name" { default = "" }
variable "package_type" { default = "Zip" }
variable "image_uri" { default = null }
variable "handler" { default = "" }
variable "runtime" { default = "" }
variable "layers" { default = null }
variable "kms_key_arn" { default = null }
variable "create_role" { default = true }
variable "role_name" { default = null }
variable "lambda_role" { default = "" }
variable "environment_variables" { default = {} }
variable "dead_letter_target_arn" { default = null }
variable "tracing_mode" { default = null }
variable "vpc_subnet_ids" { default = null }
variable "vpc_security_group_ids" { default = null }
variable "file_system_arn" { default = null }
variable "file_system_local_mount_path" { default = null }
variable "store_on_s3" { default = false }
variable "s3_bucket" { default = null }
variable "s3_existing_package" { default = null }
variable "layer_name" { default = "" }
variable "lambda_at_edge" { default = false }
variable "use_existing_cloudwatch_log_group" { default = false }
variable "logging_log_group" { default = null }
variable "cloudwatch_logs_kms_key_id" { default = null }
variable "create_lambda_function_url" { default = false }
variable "event_source_mapping" { default = {} }
variable "create_unqualified_alias_allowed_triggers" { default = true }

locals {
  function  = var.create && var.create_function && !var.create_layer
  s3_bucket = var.s3_existing_package != null ? try(var.s3_existing_package.bucket, null) : var.store_on_s3 ? var.s3_bucket : null
}

resource "aws_lambda_function" "this" {
  count         = local.function ? 1 : 0
  region        = var.region
  function_name = var.function_name
  package_type  = var.package_type
  image_uri     = var.image_uri
  handler       = var.package_type != "Zip" ? null : var.handler
  runtime       = var.package_type != "Zip" ? null : var.runtime
  layers        = var.layers
  kms_key_arn   = var.kms_key_arn
  s3_bucket     = local.s3_bucket
  role          = var.create_role ? aws_iam_role.lambda[0].arn : var.lambda_role

  dynamic "environment" {
    for_each = length(keys(var.environment_variables)) == 0 ? [] : [true]
    content {
      variables = var.environment_variables
    }
  }
  dynamic "dead_letter_config" {
    for_each = var.dead_letter_target_arn == null ? [] : [true]
    content {
      target_arn = var.dead_letter_target_arn
    }
  }
  dynamic "tracing_config" {
    for_each = var.tracing_mode == null ? [] : [true]
    content {
      mode = var.tracing_mode
    }
  }
  dynamic "vpc_config" {
    for_each = var.vpc_subnet_ids != null && var.vpc_security_group_ids != null ? [true] : []
    content {
      subnet_ids         = var.vpc_subnet_ids
      security_group_ids = var.vpc_security_group_ids
    }
  }
  dynamic "file_system_config" {
    for_each = var.file_system_arn != null && var.file_system_local_mount_path != null ? [true] : []
    content {
      arn = var.file_system_arn
    }
  }

  tags = merge(var.tags, var.function_tags)
}

resource "aws_lambda_layer_version" "this" {
  count      = var.create && var.create_layer ? 1 : 0
  region     = var.region
  layer_name = var.layer_name
  s3_bucket  = local.s3_bucket
}

resource "aws_iam_role" "lambda" {
  count = local.function && var.create_role ? 1 : 0
  name  = coalesce(var.role_name, var.function_name, "*")
}

resource "aws_cloudwatch_log_group" "lambda" {
  count      = local.function && !var.use_existing_cloudwatch_log_group ? 1 : 0
  region     = var.region
  name       = coalesce(var.logging_log_group, "/aws/lambda/${var.lambda_at_edge ? "us-east-1." : ""}${var.function_name}")
  kms_key_id = var.cloudwatch_logs_kms_key_id
}

resource "aws_lambda_event_source_mapping" "this" {
  for_each         = { for k, v in var.event_source_mapping : k => v if local.function && var.create_unqualified_alias_allowed_triggers }
  region           = var.region
  function_name    = aws_lambda_function.this[0].arn
  event_source_arn = try(each.value.event_source_arn, null)
}

resource "aws_lambda_function_url" "this" {
  count         = local.function && var.create_lambda_function_url ? 1 : 0
  region        = var.region
  function_name = aws_lambda_function.this[0].function_name
}

output "lambda_function_arn" { value = try(aws_lambda_function.this[0].arn, "") }
output "lambda_function_invoke_arn" { value = try(aws_lambda_function.this[0].invoke_arn, "") }
output "lambda_function_name" { value = try(aws_lambda_function.this[0].function_name, "") }
output "lambda_function_qualified_arn" { value = try(aws_lambda_function.this[0].qualified_arn, "") }
output "lambda_function_qualified_invoke_arn" { value = try(aws_lambda_function.this[0].qualified_invoke_arn, "") }
output "lambda_function_version" { value = try(aws_lambda_function.this[0].version, "") }
output "lambda_function_last_modified" { value = try(aws_lambda_function.this[0].last_modified, "") }
output "lambda_function_kms_key_arn" { value = try(aws_lambda_function.this[0].kms_key_arn, "") }
output "lambda_function_url" { value = try(aws_lambda_function_url.this[0].function_url, "") }
output "lambda_function_url_id" { value = try(aws_lambda_function_url.this[0].url_id, "") }
output "lambda_layer_arn" { value = try(aws_lambda_layer_version.this[0].arn, "") }
output "lambda_layer_layer_arn" { value = try(aws_lambda_layer_version.this[0].layer_arn, "") }
output "lambda_layer_version" { value = try(aws_lambda_layer_version.this[0].version, "") }
output "lambda_event_source_mapping_uuid" { value = { for k, v in aws_lambda_event_source_mapping.this : k => v.uuid } }
output "lambda_role_arn" { value = try(aws_iam_role.lambda[0].arn, "") }
output "lambda_role_name" { value = try(aws_iam_role.lambda[0].name, "") }
