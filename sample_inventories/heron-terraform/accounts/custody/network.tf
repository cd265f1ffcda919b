locals {
  home = "us-east-1"
  west = "us-west-2"
}

# One address for the vendors' allow-lists, so one NAT gateway.
module "vpc" {
  source = "../../modules/vpc"

  name                = "custody-virginia"
  region              = local.home
  cidr_block          = "10.40.0.0/16"
  zone_ids            = ["use1-az1", "use1-az2", "use1-az6"]
  nat_zone_ids        = ["use1-az6"]
  transit_gateway_id  = data.terraform_remote_state.network.outputs.transit_gateway_id
  transit_cidr_blocks = ["10.30.0.0/16"]
}

# Only the copy of the database.
module "vpc_west" {
  source = "../../modules/vpc"

  name       = "custody-oregon"
  region     = local.west
  cidr_block = "10.41.0.0/16"
  zone_ids   = ["usw2-az1", "usw2-az2", "usw2-az3"]
}

resource "aws_security_group" "app" {
  name        = "custody-app"
  description = "Everything inside the VPC"
  vpc_id      = module.vpc.vpc_id
}

resource "aws_acm_certificate" "this" {
  domain_name       = "wallet.heron.example"
  validation_method = "EMAIL"
}
