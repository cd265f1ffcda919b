# Prices for everybody, from both regions.

module "prices" {
  source = "../../modules/balancer"

  name               = "prices"
  region             = local.home
  vpc_id             = module.vpc.vpc_id
  subnet_ids         = values(module.vpc.public_subnet_ids)
  security_group_ids = [aws_security_group.app.id]
  port               = 8080
  certificate_arn    = aws_acm_certificate.this.arn
}

module "market_data" {
  source = "../../modules/service"

  name               = "market-data"
  region             = local.placed.region
  cluster_arn        = local.placed.cluster_arn
  subnet_ids         = local.placed.subnet_ids
  security_group_ids = local.placed.security_group_ids
  execution_role_arn = aws_iam_role.execution.arn
  task_role_arn      = aws_iam_role.task.arn
  image              = "${local.images["market-data"]}:2026.10.9"
  desired_count      = 3
  target_group_arns  = [module.prices.target_group_arn]

  environment = {
    CACHE_HOST   = aws_elasticache_replication_group.prices.primary_endpoint_address
    PRICES_TABLE = aws_dynamodb_table.prices.name
  }
}

module "prices_west" {
  source = "../../modules/balancer"

  name               = "prices-west"
  region             = local.west
  vpc_id             = module.vpc_west.vpc_id
  subnet_ids         = values(module.vpc_west.public_subnet_ids)
  security_group_ids = [aws_security_group.app_west.id]
  port               = 8080
  certificate_arn    = aws_acm_certificate.west.arn
}

module "market_data_west" {
  source = "../../modules/service"

  name               = "market-data-west"
  region             = local.west
  cluster_arn        = aws_ecs_cluster.west.arn
  subnet_ids         = values(module.vpc_west.private_subnet_ids)
  security_group_ids = [aws_security_group.app_west.id]
  execution_role_arn = aws_iam_role.execution.arn
  task_role_arn      = aws_iam_role.task.arn
  image              = "${data.terraform_remote_state.shared.outputs.image_urls_west["market-data"]}:2026.10.9"
  desired_count      = 2
  target_group_arns  = [module.prices_west.target_group_arn]

  environment = {
    PRICES_TABLE = aws_dynamodb_table.prices.name
  }
}

# Writes prices as trades happen.
resource "aws_lambda_function" "price_writer" {
  function_name = "price-writer"
  role          = aws_iam_role.function.arn
  runtime       = "python3.12"
  handler       = "app.handler"
  filename      = "${path.module}/functions/price-writer.zip"
  timeout       = 30

  environment {
    variables = {
      PRICES_TABLE = aws_dynamodb_table.prices.name
    }
  }
}

resource "aws_lambda_event_source_mapping" "trades" {
  function_name     = aws_lambda_function.price_writer.arn
  event_source_arn  = aws_kinesis_stream.trades.arn
  starting_position = "LATEST"
}
