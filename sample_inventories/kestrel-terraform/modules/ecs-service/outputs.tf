output "name" {
  value = aws_ecs_service.this.name
}

output "url" {
  description = "Where other services of the mesh reach this one."
  value       = "http://${aws_ecs_service.this.name}.svc:${var.port}"
}
