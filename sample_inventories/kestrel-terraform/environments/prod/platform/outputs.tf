output "site_url" {
  value = module.site.url
}

output "api_origin" {
  value = aws_route53_record.origin.fqdn
}

output "wallet_key_arn" {
  description = "For the quarterly key ceremony."
  value       = module.wallet.wallet_key_arn
}
