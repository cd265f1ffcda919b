# Brokers, the subnets they are in, and the keys and secrets they use.
variable "create" { default = true }
variable "region" { default = null }
variable "tags" { default = {} }
variable "name" { default = "msk" }
variable "kafka_version" { default = null }
variable "number_of_broker_nodes" { default = null }
variable "broker_node_az_distribution" { default = null }
variable "broker_node_client_subnets" { default = [] }
variable "broker_node_instance_type" { default = null }
variable "broker_node_security_groups" { default = [] }
variable "encryption_at_rest_kms_key_arn" { default = null }
variable "create_configuration" { default = true }
variable "configuration_arn" { default = null }
variable "create_cloudwatch_log_group" { default = true }
variable "cloudwatch_log_group_name" { default = null }
variable "cloudwatch_log_group_kms_key_id" { default = null }
variable "vpc_connections" { default = {} }

resource "aws_msk_cluster" "this" {
  count                  = var.create ? 1 : 0
  region                 = var.region
  cluster_name           = var.name
  kafka_version          = var.kafka_version
  number_of_broker_nodes = var.number_of_broker_nodes
  broker_node_group_info {
    az_distribution = var.broker_node_az_distribution
    client_subnets  = var.broker_node_client_subnets
    instance_type   = var.broker_node_instance_type
    security_groups = var.broker_node_security_groups
  }
  configuration_info {
    arn = var.create_configuration ? aws_msk_configuration.this[0].arn : var.configuration_arn
  }
  encryption_info {
    encryption_at_rest_kms_key_arn = var.encryption_at_rest_kms_key_arn
  }
  tags = var.tags
}

resource "aws_msk_configuration" "this" {
  count  = var.create && var.create_configuration ? 1 : 0
  region = var.region
}

resource "aws_msk_vpc_connection" "this" {
  for_each           = { for k, v in var.vpc_connections : k => v if var.create }
  region             = var.region
  client_subnets     = each.value.client_subnets
  target_cluster_arn = aws_msk_cluster.this[0].arn
  vpc_id             = each.value.vpc_id
}

resource "aws_cloudwatch_log_group" "this" {
  count      = var.create && var.create_cloudwatch_log_group ? 1 : 0
  region     = var.region
  name       = coalesce(var.cloudwatch_log_group_name, "/aws/msk/${var.name}")
  kms_key_id = var.cloudwatch_log_group_kms_key_id
}

output "arn" { value = try(aws_msk_cluster.this[0].arn, null) }
output "bootstrap_brokers_plaintext" { value = try(aws_msk_cluster.this[0].bootstrap_brokers, null) }
output "bootstrap_brokers_sasl_iam" { value = try(aws_msk_cluster.this[0].bootstrap_brokers_sasl_iam, null) }
output "bootstrap_brokers_sasl_scram" { value = try(aws_msk_cluster.this[0].bootstrap_brokers_sasl_scram, null) }
output "bootstrap_brokers_tls" { value = try(aws_msk_cluster.this[0].bootstrap_brokers_tls, null) }
output "bootstrap_brokers" {
  value = compact([
    try(aws_msk_cluster.this[0].bootstrap_brokers, null),
    try(aws_msk_cluster.this[0].bootstrap_brokers_sasl_iam, null),
    try(aws_msk_cluster.this[0].bootstrap_brokers_sasl_scram, null),
    try(aws_msk_cluster.this[0].bootstrap_brokers_tls, null),
  ])
}
output "cluster_name" { value = try(aws_msk_cluster.this[0].cluster_name, null) }
output "cluster_uuid" { value = try(aws_msk_cluster.this[0].cluster_uuid, null) }
output "zookeeper_connect_string" { value = try(aws_msk_cluster.this[0].zookeeper_connect_string, null) }
output "zookeeper_connect_string_tls" { value = try(aws_msk_cluster.this[0].zookeeper_connect_string_tls, null) }
output "configuration_arn" { value = try(aws_msk_configuration.this[0].arn, null) }
output "log_group_arn" { value = try(aws_cloudwatch_log_group.this[0].arn, null) }
