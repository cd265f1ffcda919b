output "wallet_key_arn" {
  value = aws_kms_key.wallet.arn
}

output "shares_bucket" {
  value = module.shares.name
}
