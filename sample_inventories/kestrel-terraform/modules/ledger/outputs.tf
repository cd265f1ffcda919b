output "writer_endpoint" {
  value = aws_rds_cluster.this.endpoint
}

output "reader_endpoint" {
  value = aws_rds_cluster.this.reader_endpoint
}

output "password_secret_arn" {
  value = aws_rds_cluster.this.master_user_secret[0].secret_arn
}
