module "network" {
  source = "../../../modules/network"

  name            = "kestrel-prod"
  region          = var.region
  cidr_block      = var.cidr_block
  zone_ids        = var.zone_ids
  nat_zone_id     = var.nat_zone_id
  handover_prefix = "/kestrel/prod/${var.region}"

  interface_endpoints = ["kms", "sqs"]
  endpoint_zone_ids   = slice(var.zone_ids, 0, 2)
}

# Dublin: public market data on stand-by, and finance's reporting replica.
# Nothing there needs the internet from a private subnet.
module "network_dr" {
  source = "../../../modules/network"

  providers = {
    aws = aws.dr
  }

  name            = "kestrel-prod-dr"
  region          = var.dr_region
  cidr_block      = var.dr_cidr_block
  zone_ids        = var.dr_zone_ids
  handover_prefix = "/kestrel/prod/${var.dr_region}"

  gateway_endpoints = []
}

# Every public name of the exchange, the status page's among them. The registrar
# points here. staging.kestrel.example is delegated by hand.
resource "aws_route53_zone" "public" {
  name    = var.domain
  comment = "Public names of Kestrel"
}
