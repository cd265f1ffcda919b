# A key, or a copy of one, and the names it has.
variable "create" { default = true }
variable "region" { default = null }
variable "tags" { default = {} }
variable "create_external" { default = false }
variable "create_replica" { default = false }
variable "create_replica_external" { default = false }
variable "custom_key_store_id" { default = null }
variable "multi_region" { default = false }
variable "primary_key_arn" { default = null }
variable "primary_external_key_arn" { default = null }
variable "aliases" { default = [] }
variable "computed_aliases" { default = {} }
variable "aliases_use_name_prefix" { default = false }

locals {
  other = var.create_external || var.create_replica || var.create_replica_external
}

resource "aws_kms_key" "this" {
  count               = var.create && !local.other ? 1 : 0
  region              = var.region
  custom_key_store_id = var.custom_key_store_id
  multi_region        = var.multi_region
  tags                = var.tags
}

resource "aws_kms_external_key" "this" {
  count        = var.create && var.create_external && !var.create_replica && !var.create_replica_external ? 1 : 0
  region       = var.region
  multi_region = var.multi_region
  tags         = var.tags
}

resource "aws_kms_replica_key" "this" {
  count           = var.create && var.create_replica && !var.create_external && !var.create_replica_external ? 1 : 0
  region          = var.region
  primary_key_arn = var.primary_key_arn
  tags            = var.tags
}

resource "aws_kms_replica_external_key" "this" {
  count           = var.create && var.create_replica_external && !var.create_external && !var.create_replica ? 1 : 0
  region          = var.region
  primary_key_arn = var.primary_external_key_arn
  tags            = var.tags
}

resource "aws_kms_alias" "this" {
  for_each      = { for k, v in merge({ for name in var.aliases : name => { name = name } }, var.computed_aliases) : k => v if var.create }
  region        = var.region
  name          = var.aliases_use_name_prefix ? null : "alias/${each.value.name}"
  name_prefix   = var.aliases_use_name_prefix ? "alias/${each.value.name}-" : null
  target_key_id = try(aws_kms_key.this[0].key_id, aws_kms_external_key.this[0].id, aws_kms_replica_key.this[0].key_id, aws_kms_replica_external_key.this[0].key_id)
}

output "key_arn" { value = try(aws_kms_key.this[0].arn, aws_kms_external_key.this[0].arn, aws_kms_replica_key.this[0].arn, aws_kms_replica_external_key.this[0].arn, null) }
output "key_id" { value = try(aws_kms_key.this[0].key_id, aws_kms_external_key.this[0].id, aws_kms_replica_key.this[0].key_id, aws_kms_replica_external_key.this[0].key_id, null) }
output "aliases" { value = aws_kms_alias.this }
