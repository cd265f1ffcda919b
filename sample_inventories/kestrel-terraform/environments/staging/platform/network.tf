# From the network root, by Parameter Store.

data "aws_ssm_parameter" "vpc_id" {
  name = "/kestrel/staging/${var.region}/vpc-id"
}

data "aws_ssm_parameter" "public_subnet_ids" {
  name = "/kestrel/staging/${var.region}/public-subnet-ids"
}

data "aws_ssm_parameter" "private_subnet_id" {
  for_each = toset(var.zone_ids)

  name = "/kestrel/staging/${var.region}/private-subnet-id/${each.key}"
}

data "aws_availability_zone" "home" {
  zone_id = local.home_zone_id
}

data "aws_vpc" "main" {
  id = local.vpc_id
}

data "aws_route53_zone" "public" {
  name = var.domain
}

locals {
  name = "kestrel-staging"

  vpc_id            = data.aws_ssm_parameter.vpc_id.insecure_value
  public_subnet_ids = split(",", data.aws_ssm_parameter.public_subnet_ids.insecure_value)
  private_subnets   = { for zone, parameter in data.aws_ssm_parameter.private_subnet_id : zone => parameter.insecure_value }

  # Staging lives in one zone. What insists on two gets both.
  home_zone_id = var.zone_ids[0]
  home_subnet  = local.private_subnets[local.home_zone_id]
}

resource "aws_route53_zone" "internal" {
  name = "kestrel.internal"

  vpc {
    vpc_id = local.vpc_id
  }
}
