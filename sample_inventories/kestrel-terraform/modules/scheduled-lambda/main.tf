# Small jobs that run every minute or so.

resource "aws_lambda_function" "this" {
  for_each = var.functions

  function_name = "${var.name_prefix}-${each.key}"
  role          = aws_iam_role.function.arn
  runtime       = "python3.13"
  handler       = each.value.handler
  s3_bucket     = var.code_bucket
  s3_key        = each.value.code_key
  timeout       = each.value.timeout_s
  memory_size   = 512

  environment {
    variables = each.value.environment
  }

  # In the VPC: vendors know our NAT address.
  vpc_config {
    subnet_ids         = var.subnet_ids
    security_group_ids = var.security_group_ids
  }
}

resource "aws_scheduler_schedule" "this" {
  for_each = var.functions

  name                = "${var.name_prefix}-${each.key}"
  schedule_expression = each.value.schedule

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_lambda_function.this[each.key].arn
    role_arn = aws_iam_role.scheduler.arn

    retry_policy {
      maximum_event_age_in_seconds = 60
      maximum_retry_attempts       = 0
    }
  }
}

resource "aws_iam_role" "function" {
  name = "${var.name_prefix}-jobs"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "function" {
  name   = "jobs"
  role   = aws_iam_role.function.id
  policy = jsonencode({ Version = "2012-10-17", Statement = var.policy })
}

resource "aws_iam_role" "scheduler" {
  name = "${var.name_prefix}-jobs-scheduler"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "scheduler.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "scheduler" {
  name = "invoke"
  role = aws_iam_role.scheduler.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["lambda:InvokeFunction"]
      Resource = [for function in aws_lambda_function.this : function.arn]
    }]
  })
}
