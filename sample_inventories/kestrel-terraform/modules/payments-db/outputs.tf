output "address" {
  value = aws_db_instance.this.address
}

output "arn" {
  value = aws_db_instance.this.arn
}

output "password_secret_arn" {
  value = aws_db_instance.this.master_user_secret[0].secret_arn
}
