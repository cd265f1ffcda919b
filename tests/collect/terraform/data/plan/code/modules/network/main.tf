variable "name" {
  type = string
}

variable "cidr" {
  type = string
}

variable "zones" {
  type = list(string)
}

variable "nat_per_all" {
  type    = bool
  default = true
}

locals {
  subnets = {
    for index, zone in var.zones : zone => {
      public  = cidrsubnet(var.cidr, 8, index)
      private = cidrsubnet(var.cidr, 8, index + 100)
    }
  }
  nat_zones = var.nat_per_all ? slice(var.zones, 0, 1) : var.zones
}

resource "aws_vpc" "this" {
  cidr_block           = var.cidr
  enable_dns_hostnames = true
  tags                 = { Name = var.name }
}

resource "aws_subnet" "public" {
  for_each = local.subnets

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = each.value.public
  tags              = { Name = format("%s-public-%s", var.name, substr(each.key, -1, 1)) }
}

resource "aws_subnet" "private" {
  for_each = local.subnets

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = each.value.private
  tags              = { Name = format("%s-private-%s", var.name, substr(each.key, -1, 1)) }
}

resource "aws_nat_gateway" "this" {
  count = length(local.nat_zones)

  subnet_id = aws_subnet.public[local.nat_zones[count.index]].id
  tags      = { Name = "${var.name}-${count.index + 1}-of-${length(local.nat_zones)}" }
}

resource "aws_route_table" "private" {
  for_each = aws_subnet.private

  vpc_id = aws_vpc.this.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = element(aws_nat_gateway.this[*].id, index(var.zones, each.key))
  }
}

output "vpc_id" {
  value = aws_vpc.this.id
}

output "private_subnet_ids" {
  value = [for zone in var.zones : aws_subnet.private[zone].id]
}

output "private_cidrs" {
  value = values(aws_subnet.private)[*].cidr_block
}
