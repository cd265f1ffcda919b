output "image_urls" {
  description = "By service."
  value       = { for name, repository in aws_ecr_repository.this : name => repository.repository_url }
}

output "image_urls_west" {
  value = { for name, repository in aws_ecr_repository.west : name => repository.repository_url }
}

output "copies_vault_arn" {
  value = aws_backup_vault.copies.arn
}
