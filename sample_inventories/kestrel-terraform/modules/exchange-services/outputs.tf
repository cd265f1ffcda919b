output "security_group_id" {
  value = aws_security_group.services.id
}

output "cluster_name" {
  value = aws_ecs_cluster.this.name
}

output "execution_role_arn" {
  value = aws_iam_role.execution.arn
}

output "shared_task_role_arn" {
  value = aws_iam_role.shared.arn
}
