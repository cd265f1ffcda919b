module "network" {
  source = "../../../modules/network"

  name            = "kestrel-staging"
  region          = var.region
  cidr_block      = var.cidr_block
  zone_ids        = var.zone_ids
  nat_zone_id     = var.zone_ids[0]
  handover_prefix = "/kestrel/staging/${var.region}"
}

# Delegated from prod.
resource "aws_route53_zone" "public" {
  name    = var.domain
  comment = "Public names of staging"
}
