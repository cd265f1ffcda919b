# A secret, its copies in other regions, and what it holds.
variable "create" { default = true }
variable "region" { default = null }
variable "tags" { default = {} }
variable "name" { default = null }
variable "name_prefix" { default = null }
variable "kms_key_id" { default = null }
variable "replica" { default = null }
variable "secret_string" { default = null }
variable "enable_rotation" { default = false }
variable "rotation_lambda_arn" { default = "" }
variable "ignore_secret_changes" { default = false }

locals {
  changes_elsewhere = var.enable_rotation || var.ignore_secret_changes
}

resource "aws_secretsmanager_secret" "this" {
  count       = var.create ? 1 : 0
  region      = var.region
  name        = var.name
  name_prefix = var.name_prefix
  kms_key_id  = var.kms_key_id
  dynamic "replica" {
    for_each = var.replica == null ? {} : var.replica
    content {
      region     = try(coalesce(replica.value.region), replica.key)
      kms_key_id = try(replica.value.kms_key_id, null)
    }
  }
  tags = var.tags
}

resource "aws_secretsmanager_secret_version" "this" {
  count         = var.create && !local.changes_elsewhere ? 1 : 0
  region        = var.region
  secret_id     = aws_secretsmanager_secret.this[0].id
  secret_string = var.secret_string
}

resource "aws_secretsmanager_secret_version" "ignore_changes" {
  count         = var.create && local.changes_elsewhere ? 1 : 0
  region        = var.region
  secret_id     = aws_secretsmanager_secret.this[0].id
  secret_string = var.secret_string
}

resource "aws_secretsmanager_secret_rotation" "this" {
  count               = var.create && var.enable_rotation ? 1 : 0
  region              = var.region
  rotation_lambda_arn = var.rotation_lambda_arn
  secret_id           = aws_secretsmanager_secret.this[0].id
}

output "secret_arn" { value = try(aws_secretsmanager_secret.this[0].arn, null) }
output "secret_id" { value = try(aws_secretsmanager_secret.this[0].id, null) }
output "secret_name" { value = try(aws_secretsmanager_secret.this[0].name, null) }
output "secret_replica" { value = try(aws_secretsmanager_secret.this[0].replica, null) }
output "secret_string" {
  value     = try(aws_secretsmanager_secret_version.this[0].secret_string, aws_secretsmanager_secret_version.ignore_changes[0].secret_string, null)
  sensitive = true
}
output "secret_version_id" { value = try(aws_secretsmanager_secret_version.this[0].version_id, aws_secretsmanager_secret_version.ignore_changes[0].version_id, null) }
