# A topic and who hears of what is said there.
variable "create" { default = true }
variable "region" { default = null }
variable "tags" { default = {} }
variable "name" { default = null }
variable "use_name_prefix" { default = false }
variable "fifo_topic" { default = false }
variable "kms_master_key_id" { default = null }
variable "create_subscription" { default = true }
variable "subscriptions" { default = {} }

locals {
  name = try(trimsuffix(var.name, ".fifo"), "")
}

resource "aws_sns_topic" "this" {
  count             = var.create ? 1 : 0
  region            = var.region
  name              = var.use_name_prefix ? null : var.fifo_topic ? "${local.name}.fifo" : local.name
  name_prefix       = var.use_name_prefix ? "${local.name}-" : null
  fifo_topic        = var.fifo_topic
  kms_master_key_id = var.kms_master_key_id
  tags              = var.tags
}

resource "aws_sns_topic_subscription" "this" {
  for_each       = { for k, v in var.subscriptions : k => v if var.create && var.create_subscription }
  region         = var.region
  endpoint       = each.value.endpoint
  protocol       = each.value.protocol
  redrive_policy = try(each.value.redrive_policy, null)
  topic_arn      = aws_sns_topic.this[0].arn
}

output "topic_arn" { value = try(aws_sns_topic.this[0].arn, null) }
output "topic_id" { value = try(aws_sns_topic.this[0].id, null) }
output "topic_name" { value = try(aws_sns_topic.this[0].name, null) }
output "topic_owner" { value = try(aws_sns_topic.this[0].owner, null) }
output "subscriptions" { value = aws_sns_topic_subscription.this }
