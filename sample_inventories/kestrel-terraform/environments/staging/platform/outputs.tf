output "api_url" {
  value = "https://${aws_route53_record.api.fqdn}"
}
