variable "name" {}

resource "aws_secretsmanager_secret" "this" {
  name = var.name
}

output "arn" {
  value = aws_secretsmanager_secret.this.arn
}

output "index" {
  value = reverse(split("/", var.name))[0]
}
