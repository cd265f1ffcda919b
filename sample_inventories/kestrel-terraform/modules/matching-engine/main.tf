# The matching engine: one Raft group, one order book process per node. The
# leader matches, followers replay. Round trips between nodes are on the path
# of every order, so the nodes sit together in a cluster placement group
# (p99 between nodes 45 us; across zones it was 900 us, see ADR-011).

resource "aws_placement_group" "this" {
  name     = var.name
  strategy = "cluster"
}

resource "aws_security_group" "this" {
  name        = var.name
  description = "Raft between nodes, order traffic from the services"
  vpc_id      = var.vpc_id

  ingress {
    description = "raft"
    from_port   = 7100
    to_port     = 7100
    protocol    = "tcp"
    self        = true
  }

  ingress {
    description     = "orders"
    from_port       = 7000
    to_port         = 7000
    protocol        = "tcp"
    security_groups = var.client_security_group_ids
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "node" {
  count = var.node_count

  ami                    = var.ami_id
  instance_type          = var.instance_type
  subnet_id              = var.subnet_id
  placement_group        = aws_placement_group.this.name
  vpc_security_group_ids = [aws_security_group.this.id]
  iam_instance_profile   = aws_iam_instance_profile.this.name
  ebs_optimized          = true

  user_data_replace_on_change = false
  user_data = templatefile("${path.module}/templates/engine.yaml.tftpl", {
    name            = var.name
    node            = count.index
    node_count      = var.node_count
    region          = var.region
    kafka_brokers   = var.kafka_brokers
    snapshot_bucket = var.snapshot_bucket
    snapshot_every  = var.snapshot_interval_s
  })

  metadata_options {
    http_tokens = "required"
  }

  root_block_device {
    volume_type = "gp3"
    volume_size = 50
    encrypted   = true
  }

  # Write-ahead journal. Survives a stop, not the zone; replayed from on start.
  ebs_block_device {
    device_name           = "/dev/sdf"
    volume_type           = "io2"
    volume_size           = var.journal_gb
    iops                  = var.journal_iops
    encrypted             = true
    delete_on_termination = false
  }

  tags = {
    Name           = "${var.name}-${count.index}"
    "kestrel:raft" = var.name
  }

  lifecycle {
    # Nodes are rolled one by one by the trading team, never by a plan.
    ignore_changes = [ami, user_data]
  }
}

# Followers redirect to the leader, so any address will do.
resource "aws_route53_record" "engine" {
  zone_id = var.internal_zone_id
  name    = var.name
  type    = "A"
  ttl     = 10
  records = aws_instance.node[*].private_ip
}

resource "aws_cloudwatch_metric_alarm" "quorum" {
  alarm_name          = "${var.name}-quorum"
  alarm_description   = "No node to spare: one more loss may stop matching."
  namespace           = "Kestrel/Engine"
  metric_name         = "HealthyVoters"
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = min(var.node_count, floor(var.node_count / 2) + 2)
  period              = 60
  evaluation_periods  = 1
  treat_missing_data  = "breaching"
  alarm_actions       = var.alarm_topic_arns

  dimensions = { Group = var.name }
}
