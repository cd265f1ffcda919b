# Alerts to customers about what was filled.

resource "aws_sns_topic" "fills" {
  name = "fills"
}

resource "aws_sqs_queue" "alerts_dead" {
  name                      = "alerts-dead"
  message_retention_seconds = 1209600
}

resource "aws_sqs_queue" "alerts" {
  name                       = "alerts-queue"
  visibility_timeout_seconds = 60

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.alerts_dead.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sns_topic_subscription" "alerts" {
  topic_arn            = aws_sns_topic.fills.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.alerts.arn
  raw_message_delivery = true
}

resource "aws_lambda_function" "notifier" {
  function_name = "notifier"
  role          = aws_iam_role.function.arn
  runtime       = "python3.12"
  handler       = "app.handler"
  filename      = "${path.module}/functions/notifier.zip"
  timeout       = 30

  environment {
    variables = {
      MAIL_URL = "https://api.sendgrid.com/v3/mail/send"
    }
  }
}

resource "aws_lambda_event_source_mapping" "alerts" {
  function_name    = aws_lambda_function.notifier.arn
  event_source_arn = aws_sqs_queue.alerts.arn
  batch_size       = 10
}
