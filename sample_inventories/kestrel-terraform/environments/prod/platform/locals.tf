locals {
  environment = "prod"
  name        = "kestrel-prod"

  tags = {
    "kestrel:environment" = local.environment
    "kestrel:repository"  = "kestrel-terraform"
  }
}
