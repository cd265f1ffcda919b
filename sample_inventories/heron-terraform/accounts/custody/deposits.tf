# Deposits: a function looks at the chain once a minute; a worker books what it saw.

resource "aws_sqs_queue" "deposits" {
  name                      = "deposits-seen"
  message_retention_seconds = 1209600
}

resource "aws_lambda_function" "watcher" {
  function_name = "chain-watcher"
  role          = aws_iam_role.function.arn
  runtime       = "python3.12"
  handler       = "app.handler"
  filename      = "${path.module}/functions/chain-watcher.zip"
  timeout       = 50

  vpc_config {
    subnet_ids         = values(module.vpc.private_subnet_ids)
    security_group_ids = [aws_security_group.app.id]
  }

  environment {
    variables = {
      DEPOSITS_QUEUE_URL = aws_sqs_queue.deposits.url
      ETHEREUM_RPC_URL   = "https://mainnet.infura.io/v3"
    }
  }
}

resource "aws_cloudwatch_event_rule" "minute" {
  name                = "every-minute"
  schedule_expression = "rate(1 minute)"
}

resource "aws_cloudwatch_event_target" "watcher" {
  rule = aws_cloudwatch_event_rule.minute.name
  arn  = aws_lambda_function.watcher.arn
}

module "deposit_worker" {
  source = "../../modules/service"

  name               = "deposit-worker"
  region             = local.home
  cluster_arn        = aws_ecs_cluster.custody.arn
  subnet_ids         = values(module.vpc.private_subnet_ids)
  security_group_ids = [aws_security_group.app.id]
  execution_role_arn = aws_iam_role.execution.arn
  task_role_arn      = aws_iam_role.task.arn
  image              = "${local.images["deposit-worker"]}:2026.11.2"

  environment = {
    CREDITS_QUEUE_URL  = data.terraform_remote_state.trading.outputs.credits_queue_url
    DB_HOST            = aws_db_instance.ledger.address
    DEPOSITS_QUEUE_URL = aws_sqs_queue.deposits.url
  }
}
