# From the network root, by Parameter Store.

data "aws_ssm_parameter" "vpc_id" {
  name = "/kestrel/prod/${var.region}/vpc-id"
}

data "aws_ssm_parameter" "public_subnet_ids" {
  name = "/kestrel/prod/${var.region}/public-subnet-ids"
}

data "aws_ssm_parameter" "private_subnet_id" {
  for_each = toset(var.zone_ids)

  name = "/kestrel/prod/${var.region}/private-subnet-id/${each.key}"
}

# RDS and ElastiCache want zone names where everything else takes ids.
data "aws_availability_zone" "by_id" {
  for_each = toset(var.zone_ids)

  zone_id = each.key
}

data "aws_vpc" "main" {
  id = data.aws_ssm_parameter.vpc_id.insecure_value
}

data "aws_route53_zone" "public" {
  name = var.domain
}

locals {
  vpc_id            = data.aws_ssm_parameter.vpc_id.insecure_value
  public_subnet_ids = split(",", data.aws_ssm_parameter.public_subnet_ids.insecure_value)

  # zone id -> subnet, zone id -> zone name
  private_subnets = { for zone, parameter in data.aws_ssm_parameter.private_subnet_id : zone => parameter.insecure_value }
  zone_names      = { for zone, found in data.aws_availability_zone.by_id : zone => found.name }
}

# Names inside the VPC.
resource "aws_route53_zone" "internal" {
  name = "kestrel.internal"

  vpc {
    vpc_id = local.vpc_id
  }
}
