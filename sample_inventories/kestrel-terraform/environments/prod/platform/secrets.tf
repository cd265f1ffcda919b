# Keys of the vendors. Values are put in by hand, two people present.
resource "aws_secretsmanager_secret" "vendor" {
  for_each = toset([
    "banking",
    "chainalysis",
    "fireblocks",
    "google-oauth",
    "quicknode",
    "sendgrid",
    "twilio",
  ])

  name = "kestrel/prod/vendor/${each.key}"
}

locals {
  secret_arns = { for vendor, secret in aws_secretsmanager_secret.vendor : vendor => secret.arn }
}
