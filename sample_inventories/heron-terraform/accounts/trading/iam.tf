locals {
  trust = {
    for name, service in { task = "ecs-tasks", lambda = "lambda", backup = "backup", replication = "s3" } :
    name => jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { Service = "${service}.amazonaws.com" }
      }]
    })
  }
}

resource "aws_iam_role" "execution" {
  name               = "heron-task-execution"
  assume_role_policy = local.trust.task
}

resource "aws_iam_role_policy_attachment" "execution" {
  role       = aws_iam_role.execution.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_iam_role" "task" {
  name               = "heron-task"
  assume_role_policy = local.trust.task
}

resource "aws_iam_role" "function" {
  name               = "heron-function"
  assume_role_policy = local.trust.lambda
}

resource "aws_iam_role" "backup" {
  name               = "heron-backup"
  assume_role_policy = local.trust.backup
}

resource "aws_iam_role" "replication" {
  name               = "heron-replication"
  assume_role_policy = local.trust.replication
}
