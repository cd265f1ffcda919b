# Executions: Kafka for orders, Kinesis for prices.

resource "aws_msk_cluster" "orders" {
  cluster_name           = "orders"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 3

  broker_node_group_info {
    instance_type   = "kafka.m5.large"
    client_subnets  = values(module.vpc.private_subnet_ids)
    security_groups = [aws_security_group.app.id]

    storage_info {
      ebs_storage_info {
        volume_size = 500
      }
    }
  }
}

resource "aws_kinesis_stream" "trades" {
  name             = "heron-trades"
  shard_count      = 4
  retention_period = 72
}
