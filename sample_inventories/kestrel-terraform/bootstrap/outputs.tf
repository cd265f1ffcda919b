output "registry" {
  description = "Host of the image registry, as the environments name it."
  value       = split("/", aws_ecr_repository.datadog_agent.repository_url)[0]
}
