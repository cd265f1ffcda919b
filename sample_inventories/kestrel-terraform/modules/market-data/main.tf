# Executions and order books leave the engine over Kafka. The market-data
# service keeps the last state of every book in Redis for everybody else.

resource "aws_security_group" "this" {
  name        = var.name
  description = "Kafka and Redis from inside the VPC"
  vpc_id      = var.vpc_id

  ingress {
    description = "kafka"
    from_port   = 9098
    to_port     = 9098
    protocol    = "tcp"
    cidr_blocks = [var.vpc_cidr_block]
  }

  ingress {
    description = "redis"
    from_port   = 6379
    to_port     = 6379
    protocol    = "tcp"
    cidr_blocks = [var.vpc_cidr_block]
  }
}

resource "aws_msk_configuration" "this" {
  name           = var.name
  kafka_versions = [var.kafka_version]

  server_properties = <<-EOT
    auto.create.topics.enable = false
    default.replication.factor = ${var.replication_factor}
    min.insync.replicas = ${var.min_insync_replicas}
    unclean.leader.election.enable = false
    num.partitions = 48
    log.retention.hours = 72
  EOT
}

resource "aws_msk_cluster" "this" {
  cluster_name           = var.name
  kafka_version          = var.kafka_version
  number_of_broker_nodes = var.broker_count

  broker_node_group_info {
    instance_type   = var.broker_instance_type
    client_subnets  = var.kafka_subnet_ids
    security_groups = [aws_security_group.this.id]

    storage_info {
      ebs_storage_info {
        volume_size = 1000
      }
    }
  }

  configuration_info {
    arn      = aws_msk_configuration.this.arn
    revision = aws_msk_configuration.this.latest_revision
  }

  client_authentication {
    sasl {
      iam = true
    }
  }

  enhanced_monitoring = "PER_TOPIC_PER_BROKER"
}
