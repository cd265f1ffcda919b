resource "aws_ecs_cluster" "this" {
  name = var.name

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_service_discovery_http_namespace" "this" {
  name = "${var.name}-mesh"
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/kestrel/${var.environment}/services"
  retention_in_days = 30
}

resource "aws_security_group" "services" {
  name        = "${var.name}-services"
  description = "Everything that runs on Fargate"
  vpc_id      = var.vpc_id

  ingress {
    description     = "from the load balancer"
    from_port       = 8080
    to_port         = 8080
    protocol        = "tcp"
    security_groups = [var.load_balancer.security_group_id]
  }

  ingress {
    description = "from each other"
    from_port   = 8080
    to_port     = 8080
    protocol    = "tcp"
    self        = true
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

locals {
  assume_by_tasks = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
    }]
  })
}

# Pulls images, reads secrets, opens log streams: before a task starts.
resource "aws_iam_role" "execution" {
  name               = "${var.name}-execution"
  assume_role_policy = local.assume_by_tasks
}

resource "aws_iam_role_policy_attachment" "execution" {
  role       = aws_iam_role.execution.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_iam_role_policy" "execution" {
  name = "secrets"
  role = aws_iam_role.execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["secretsmanager:GetSecretValue"]
      Resource = ["*"]
    }]
  })
}

# Role of the services that have none of their own.
resource "aws_iam_role" "shared" {
  name               = "${var.name}-shared"
  assume_role_policy = local.assume_by_tasks
}

resource "aws_iam_role_policy" "shared" {
  name = "shared"
  role = aws_iam_role.shared.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:PutItem"]
        Resource = ["arn:aws:dynamodb:*:${var.account_id}:table/${var.tables.instruments}"]
      },
      {
        Effect   = "Allow"
        Action   = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"]
        Resource = [var.identity.sessions_table_arn, var.tables.chain_state_arn]
      },
      {
        Effect   = "Allow"
        Action   = ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage"]
        Resource = [var.queues.deposits.arn, var.queues.fiat-events.arn]
      },
      {
        Effect   = "Allow"
        Action   = ["kafka-cluster:*"]
        Resource = ["*"]
      },
    ]
  })
}
