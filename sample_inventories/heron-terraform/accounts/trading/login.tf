# Signing in: an HTTP API, a function, the database of customers and the table of sessions.

data "aws_availability_zone" "identity" {
  zone_id = "use1-az2"
}

resource "aws_db_instance" "identity" {
  identifier                  = "identity"
  engine                      = "postgres"
  instance_class              = "db.m6g.large"
  allocated_storage           = 100
  username                    = "heron"
  manage_master_user_password = true
  multi_az                    = false
  availability_zone           = data.aws_availability_zone.identity.name
  backup_retention_period     = 14
  db_subnet_group_name        = aws_db_subnet_group.trading.name
  vpc_security_group_ids      = [aws_security_group.app.id]
}

resource "aws_lambda_function" "login" {
  function_name = "login"
  role          = aws_iam_role.function.arn
  runtime       = "python3.12"
  handler       = "app.handler"
  filename      = "${path.module}/functions/login.zip"
  timeout       = 10

  vpc_config {
    subnet_ids         = values(module.vpc.private_subnet_ids)
    security_group_ids = [aws_security_group.app.id]
  }

  environment {
    variables = {
      IDENTITY_HOST  = aws_db_instance.identity.address
      SESSIONS_TABLE = aws_dynamodb_table.sessions.name
    }
  }
}

resource "aws_apigatewayv2_api" "login" {
  name          = "login-api"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_integration" "login" {
  api_id                 = aws_apigatewayv2_api.login.id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_function.login.invoke_arn
  payload_format_version = "2.0"
}

resource "aws_apigatewayv2_route" "login" {
  api_id    = aws_apigatewayv2_api.login.id
  route_key = "POST /session"
  target    = "integrations/${aws_apigatewayv2_integration.login.id}"
}

resource "aws_apigatewayv2_stage" "login" {
  api_id      = aws_apigatewayv2_api.login.id
  name        = "$default"
  auto_deploy = true
}

resource "aws_apigatewayv2_domain_name" "login" {
  domain_name = "login.heron.example"

  domain_name_configuration {
    certificate_arn = aws_acm_certificate.this.arn
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }
}

resource "aws_apigatewayv2_api_mapping" "login" {
  api_id      = aws_apigatewayv2_api.login.id
  domain_name = aws_apigatewayv2_domain_name.login.id
  stage       = aws_apigatewayv2_stage.login.id
}
