output "user_pool_id" {
  value = aws_cognito_user_pool.this.id
}

output "issuer" {
  value = "https://${aws_cognito_user_pool.this.endpoint}"
}

output "client_id" {
  value = aws_cognito_user_pool_client.web.id
}

output "login_distribution" {
  value = aws_cognito_user_pool_domain.login.cloudfront_distribution
}

output "login_distribution_zone_id" {
  value = aws_cognito_user_pool_domain.login.cloudfront_distribution_zone_id
}

output "sessions_table_name" {
  value = aws_dynamodb_table.sessions.name
}

output "sessions_table_arn" {
  value = aws_dynamodb_table.sessions.arn
}
