locals {
  home = "us-east-1"
  west = "us-west-2"
}

# A NAT gateway in each zone: losing one zone must not cut off the others.
module "vpc" {
  source = "../../modules/vpc"

  name                = "trading-virginia"
  region              = local.home
  cidr_block          = "10.30.0.0/16"
  zone_ids            = ["use1-az1", "use1-az2", "use1-az6"]
  nat_zone_ids        = ["use1-az1", "use1-az2", "use1-az6"]
  transit_gateway_id  = data.terraform_remote_state.network.outputs.transit_gateway_id
  transit_cidr_blocks = ["10.40.0.0/16"]
}

module "vpc_west" {
  source = "../../modules/vpc"

  name         = "trading-oregon"
  region       = local.west
  cidr_block   = "10.31.0.0/16"
  zone_ids     = ["usw2-az1", "usw2-az2", "usw2-az3"]
  nat_zone_ids = ["usw2-az1", "usw2-az2", "usw2-az3"]
}

resource "aws_security_group" "app" {
  name        = "trading-app"
  description = "Everything inside the VPC"
  vpc_id      = module.vpc.vpc_id
}

resource "aws_security_group" "app_west" {
  region = local.west

  name        = "trading-app"
  description = "Everything inside the VPC"
  vpc_id      = module.vpc_west.vpc_id
}

resource "aws_acm_certificate" "this" {
  domain_name       = "*.heron.example"
  validation_method = "EMAIL"
}

resource "aws_acm_certificate" "west" {
  region = local.west

  domain_name       = "*.heron.example"
  validation_method = "EMAIL"
}
