# One VPC: a private subnet in every zone, and a public one where there is a way out.

locals {
  zones  = { for index, id in var.zone_ids : id => index }
  public = length(var.nat_zone_ids) == 0 ? {} : local.zones
  nat_of = { for id in keys(local.public) : id => contains(var.nat_zone_ids, id) ? id : var.nat_zone_ids[0] }
  transit = {
    for pair in setproduct(var.zone_ids, var.transit_cidr_blocks) :
    "${pair[0]} ${pair[1]}" => { zone_id = pair[0], cidr_block = pair[1] }
  }
}

resource "aws_vpc" "this" {
  region = var.region

  cidr_block           = var.cidr_block
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = { Name = var.name }
}

resource "aws_internet_gateway" "this" {
  count  = length(local.public) > 0 ? 1 : 0
  region = var.region

  vpc_id = aws_vpc.this.id

  tags = { Name = var.name }
}

resource "aws_subnet" "private" {
  for_each = local.zones
  region   = var.region

  vpc_id               = aws_vpc.this.id
  availability_zone_id = each.key
  cidr_block           = cidrsubnet(var.cidr_block, 4, each.value + 8)

  tags = { Name = "${var.name}-private-${each.key}" }
}

resource "aws_subnet" "public" {
  for_each = local.public
  region   = var.region

  vpc_id               = aws_vpc.this.id
  availability_zone_id = each.key
  cidr_block           = cidrsubnet(var.cidr_block, 4, each.value)

  tags = { Name = "${var.name}-public-${each.key}" }
}

resource "aws_eip" "nat" {
  for_each = toset(var.nat_zone_ids)
  region   = var.region

  domain = "vpc"

  tags = { Name = "${var.name}-nat-${each.key}" }
}

resource "aws_nat_gateway" "this" {
  for_each = toset(var.nat_zone_ids)
  region   = var.region

  allocation_id = aws_eip.nat[each.key].id
  subnet_id     = aws_subnet.public[each.key].id

  tags = { Name = "${var.name}-${each.key}" }

  depends_on = [aws_internet_gateway.this]
}
