# A queue, and the one for what could not be worked off.
variable "create" { default = true }
variable "region" { default = null }
variable "tags" { default = {} }
variable "dlq_tags" { default = {} }
variable "name" { default = null }
variable "use_name_prefix" { default = false }
variable "fifo_queue" { default = false }
variable "kms_master_key_id" { default = null }
variable "dlq_kms_master_key_id" { default = null }
variable "create_dlq" { default = false }
variable "dlq_name" { default = null }
variable "redrive_policy" { default = {} }

locals {
  name        = try(trimsuffix(var.name, ".fifo"), "")
  failed_name = try(coalesce(try(trimsuffix(var.dlq_name, ".fifo"), ""), "${local.name}-dlq"), "")
  failed_full = var.fifo_queue && !var.use_name_prefix ? "${local.failed_name}.fifo" : local.failed_name
}

resource "aws_sqs_queue" "this" {
  count             = var.create ? 1 : 0
  region            = var.region
  name              = var.use_name_prefix ? null : var.fifo_queue ? "${local.name}.fifo" : local.name
  name_prefix       = var.use_name_prefix ? "${local.name}-" : null
  fifo_queue        = var.fifo_queue
  kms_master_key_id = var.kms_master_key_id
  tags              = var.tags
}

resource "aws_sqs_queue" "dlq" {
  count             = var.create && var.create_dlq ? 1 : 0
  region            = var.region
  name              = var.use_name_prefix ? null : local.failed_full
  name_prefix       = var.use_name_prefix ? "${local.failed_full}-" : null
  fifo_queue        = var.fifo_queue
  kms_master_key_id = try(coalesce(var.dlq_kms_master_key_id, var.kms_master_key_id), null)
  tags              = merge(var.tags, var.dlq_tags)
}

resource "aws_sqs_queue_redrive_policy" "this" {
  count          = var.create && !var.create_dlq && length(var.redrive_policy) > 0 ? 1 : 0
  region         = var.region
  queue_url      = aws_sqs_queue.this[0].url
  redrive_policy = jsonencode(var.redrive_policy)
}

resource "aws_sqs_queue_redrive_policy" "dlq" {
  count          = var.create && var.create_dlq ? 1 : 0
  region         = var.region
  queue_url      = aws_sqs_queue.this[0].url
  redrive_policy = jsonencode(merge({ deadLetterTargetArn = aws_sqs_queue.dlq[0].arn, maxReceiveCount = 5 }, var.redrive_policy))
}

output "queue_id" { value = try(aws_sqs_queue.this[0].id, null) }
output "queue_arn" { value = try(aws_sqs_queue.this[0].arn, null) }
output "queue_url" { value = try(aws_sqs_queue.this[0].url, null) }
output "queue_name" { value = try(aws_sqs_queue.this[0].name, null) }
output "dead_letter_queue_id" { value = try(aws_sqs_queue.dlq[0].id, null) }
output "dead_letter_queue_arn" { value = try(aws_sqs_queue.dlq[0].arn, null) }
output "dead_letter_queue_url" { value = try(aws_sqs_queue.dlq[0].url, null) }
output "dead_letter_queue_name" { value = try(aws_sqs_queue.dlq[0].name, null) }
