output "bootstrap_brokers" {
  value = aws_msk_cluster.this.bootstrap_brokers_sasl_iam
}

output "kafka_cluster_name" {
  value = aws_msk_cluster.this.cluster_name
}

output "cache_primary_endpoint" {
  value = aws_elasticache_replication_group.this.primary_endpoint_address
}

output "cache_reader_endpoint" {
  value = aws_elasticache_replication_group.this.reader_endpoint_address
}
