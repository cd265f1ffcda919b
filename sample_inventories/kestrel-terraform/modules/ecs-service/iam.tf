# Services with a policy of their own run with a role of their own.
resource "aws_iam_role" "task" {
  count = var.policy == null ? 0 : 1

  name = "${var.name_prefix}-${var.name}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "task" {
  count = var.policy == null ? 0 : 1

  name   = "service"
  role   = aws_iam_role.task[0].id
  policy = jsonencode({ Version = "2012-10-17", Statement = var.policy })
}
