# Subnets by zone, their route tables, and the gateways that the routes lead to.
variable "default_route_table_routes" {
  default = []
  validation { condition = length(var.default_route_table_routes) == 0 }
}
variable "create_vpc" { default = true }
variable "region" { default = null }
variable "name" { default = "" }
variable "tags" { default = {} }
variable "vpc_tags" { default = {} }
variable "cidr" { default = "10.0.0.0/16" }
variable "secondary_cidr_blocks" { default = [] }
variable "use_ipam_pool" { default = false }
variable "azs" { default = [] }
variable "enable_ipv6" { default = false }
variable "create_igw" { default = true }
variable "create_egress_only_igw" { default = true }
variable "enable_nat_gateway" { default = false }
variable "single_nat_gateway" { default = false }
variable "one_nat_gateway_per_az" { default = false }
variable "reuse_nat_ips" { default = false }
variable "external_nat_ip_ids" { default = [] }
variable "external_nat_ips" { default = [] }
variable "nat_gateway_destination_cidr_block" { default = "0.0.0.0/0" }
variable "create_private_nat_gateway_route" { default = true }
variable "private_subnet_enable_dns64" { default = true }
variable "create_multiple_public_route_tables" { default = false }
variable "create_multiple_intra_route_tables" { default = false }
variable "create_database_subnet_route_table" { default = false }
variable "create_database_internet_gateway_route" { default = false }
variable "create_database_nat_gateway_route" { default = false }
variable "create_redshift_subnet_route_table" { default = false }
variable "enable_public_redshift" { default = false }
variable "create_elasticache_subnet_route_table" { default = false }
variable "customer_gateways" { default = {} }
variable "enable_vpn_gateway" { default = false }
variable "vpn_gateway_id" { default = "" }
variable "vpn_gateway_az" { default = null }
variable "public_subnets" { default = [] }
variable "public_subnet_names" { default = [] }
variable "public_subnet_suffix" { default = "public" }
variable "public_subnet_tags" { default = {} }
variable "public_subnet_ipv6_prefixes" { default = [] }
variable "public_subnet_ipv6_native" { default = false }
variable "public_subnet_tags_per_az" { default = {} }
variable "private_subnets" { default = [] }
variable "private_subnet_names" { default = [] }
variable "private_subnet_suffix" { default = "private" }
variable "private_subnet_tags" { default = {} }
variable "private_subnet_ipv6_prefixes" { default = [] }
variable "private_subnet_ipv6_native" { default = false }
variable "private_subnet_tags_per_az" { default = {} }
variable "database_subnets" { default = [] }
variable "database_subnet_names" { default = [] }
variable "database_subnet_suffix" { default = "db" }
variable "database_subnet_tags" { default = {} }
variable "database_subnet_ipv6_prefixes" { default = [] }
variable "database_subnet_ipv6_native" { default = false }
variable "create_database_subnet_group" { default = true }
variable "database_subnet_group_name" { default = null }
variable "redshift_subnets" { default = [] }
variable "redshift_subnet_names" { default = [] }
variable "redshift_subnet_suffix" { default = "redshift" }
variable "redshift_subnet_tags" { default = {} }
variable "redshift_subnet_ipv6_prefixes" { default = [] }
variable "redshift_subnet_ipv6_native" { default = false }
variable "create_redshift_subnet_group" { default = true }
variable "redshift_subnet_group_name" { default = null }
variable "elasticache_subnets" { default = [] }
variable "elasticache_subnet_names" { default = [] }
variable "elasticache_subnet_suffix" { default = "elasticache" }
variable "elasticache_subnet_tags" { default = {} }
variable "elasticache_subnet_ipv6_prefixes" { default = [] }
variable "elasticache_subnet_ipv6_native" { default = false }
variable "create_elasticache_subnet_group" { default = true }
variable "elasticache_subnet_group_name" { default = null }
variable "intra_subnets" { default = [] }
variable "intra_subnet_names" { default = [] }
variable "intra_subnet_suffix" { default = "intra" }
variable "intra_subnet_tags" { default = {} }
variable "intra_subnet_ipv6_prefixes" { default = [] }
variable "intra_subnet_ipv6_native" { default = false }

locals {
  vpc_id      = try(aws_vpc_ipv4_cidr_block_association.this[0].vpc_id, aws_vpc.this[0].id, "")
  zone_names  = [for zone in var.azs : length(regexall("^[a-z]{2}-", zone)) > 0 ? zone : null]
  zone_ids    = [for zone in var.azs : length(regexall("^[a-z]{2}-", zone)) > 0 ? null : zone]
  public      = var.create_vpc ? max(length(var.public_subnets), length(var.public_subnet_ipv6_prefixes)) : 0
  private     = var.create_vpc ? max(length(var.private_subnets), length(var.private_subnet_ipv6_prefixes)) : 0
  database    = var.create_vpc ? max(length(var.database_subnets), length(var.database_subnet_ipv6_prefixes)) : 0
  redshift    = var.create_vpc ? max(length(var.redshift_subnets), length(var.redshift_subnet_ipv6_prefixes)) : 0
  elasticache = var.create_vpc ? max(length(var.elasticache_subnets), length(var.elasticache_subnet_ipv6_prefixes)) : 0
  intra       = var.create_vpc ? max(length(var.intra_subnets), length(var.intra_subnet_ipv6_prefixes)) : 0
  largest     = max(local.private, local.public, local.elasticache, local.database, local.redshift)
  gateways    = var.single_nat_gateway ? 1 : var.one_nat_gateway_per_az ? length(var.azs) : local.largest
  nat         = var.create_vpc && var.enable_nat_gateway ? local.gateways : 0
  egress      = var.create_vpc && var.create_egress_only_igw && var.enable_ipv6
  translated  = var.enable_ipv6 && var.private_subnet_enable_dns64

  own_database_tables   = local.database > 0 && var.create_database_subnet_route_table
  one_database_table    = var.single_nat_gateway || var.create_database_internet_gateway_route
  database_tables       = !local.own_database_tables ? 0 : local.one_database_table ? 1 : local.database
  database_by_nat       = var.create_database_nat_gateway_route && !var.create_database_internet_gateway_route && var.enable_nat_gateway
  database_nat_routes   = !local.own_database_tables || !local.database_by_nat ? 0 : var.single_nat_gateway ? 1 : local.database
  own_redshift_table    = local.redshift > 0 && var.create_redshift_subnet_route_table
  own_elasticache_table = local.elasticache > 0 && var.create_elasticache_subnet_route_table
}

resource "aws_vpc" "this" {
  count      = var.create_vpc ? 1 : 0
  region     = var.region
  cidr_block = var.use_ipam_pool ? null : var.cidr
  tags       = merge({ Name = var.name }, var.tags, var.vpc_tags)
}

resource "aws_vpc_ipv4_cidr_block_association" "this" {
  count      = var.create_vpc ? length(var.secondary_cidr_blocks) : 0
  region     = var.region
  vpc_id     = aws_vpc.this[0].id
  cidr_block = var.secondary_cidr_blocks[count.index]
}

resource "aws_subnet" "public" {
  count                = !var.one_nat_gateway_per_az || local.public >= length(var.azs) ? local.public : 0
  region               = var.region
  availability_zone    = element(local.zone_names, count.index)
  availability_zone_id = element(local.zone_ids, count.index)
  cidr_block           = var.public_subnet_ipv6_native ? null : element(concat(var.public_subnets, [""]), count.index)
  vpc_id               = local.vpc_id
  tags = merge(
    { Name = try(var.public_subnet_names[count.index], "${var.name}-${var.public_subnet_suffix}-${element(var.azs, count.index)}") },
    var.tags, var.public_subnet_tags, lookup(var.public_subnet_tags_per_az, element(var.azs, count.index), {}),
  )
}

resource "aws_subnet" "private" {
  count                = local.private
  region               = var.region
  availability_zone    = element(local.zone_names, count.index)
  availability_zone_id = element(local.zone_ids, count.index)
  cidr_block           = var.private_subnet_ipv6_native ? null : element(concat(var.private_subnets, [""]), count.index)
  vpc_id               = local.vpc_id
  tags = merge(
    { Name = try(var.private_subnet_names[count.index], "${var.name}-${var.private_subnet_suffix}-${element(var.azs, count.index)}") },
    var.tags, var.private_subnet_tags, lookup(var.private_subnet_tags_per_az, element(var.azs, count.index), {}),
  )
}

resource "aws_subnet" "database" {
  count                = local.database
  region               = var.region
  availability_zone    = element(local.zone_names, count.index)
  availability_zone_id = element(local.zone_ids, count.index)
  cidr_block           = var.database_subnet_ipv6_native ? null : element(concat(var.database_subnets, [""]), count.index)
  vpc_id               = local.vpc_id
  tags = merge(
    { Name = try(var.database_subnet_names[count.index], "${var.name}-${var.database_subnet_suffix}-${element(var.azs, count.index)}") },
    var.tags, var.database_subnet_tags,
  )
}

resource "aws_subnet" "redshift" {
  count                = local.redshift
  region               = var.region
  availability_zone    = element(local.zone_names, count.index)
  availability_zone_id = element(local.zone_ids, count.index)
  cidr_block           = var.redshift_subnet_ipv6_native ? null : element(concat(var.redshift_subnets, [""]), count.index)
  vpc_id               = local.vpc_id
  tags = merge(
    { Name = try(var.redshift_subnet_names[count.index], "${var.name}-${var.redshift_subnet_suffix}-${element(var.azs, count.index)}") },
    var.tags, var.redshift_subnet_tags,
  )
}

resource "aws_subnet" "elasticache" {
  count                = local.elasticache
  region               = var.region
  availability_zone    = element(local.zone_names, count.index)
  availability_zone_id = element(local.zone_ids, count.index)
  cidr_block           = var.elasticache_subnet_ipv6_native ? null : element(concat(var.elasticache_subnets, [""]), count.index)
  vpc_id               = local.vpc_id
  tags = merge(
    { Name = try(var.elasticache_subnet_names[count.index], "${var.name}-${var.elasticache_subnet_suffix}-${element(var.azs, count.index)}") },
    var.tags, var.elasticache_subnet_tags,
  )
}

resource "aws_subnet" "intra" {
  count                = local.intra
  region               = var.region
  availability_zone    = element(local.zone_names, count.index)
  availability_zone_id = element(local.zone_ids, count.index)
  cidr_block           = var.intra_subnet_ipv6_native ? null : element(concat(var.intra_subnets, [""]), count.index)
  vpc_id               = local.vpc_id
  tags = merge(
    { Name = try(var.intra_subnet_names[count.index], "${var.name}-${var.intra_subnet_suffix}-${element(var.azs, count.index)}") },
    var.tags, var.intra_subnet_tags,
  )
}

resource "aws_db_subnet_group" "database" {
  count      = local.database > 0 && var.create_database_subnet_group ? 1 : 0
  region     = var.region
  name       = lower(coalesce(var.database_subnet_group_name, var.name))
  subnet_ids = aws_subnet.database[*].id
}

resource "aws_redshift_subnet_group" "redshift" {
  count      = local.redshift > 0 && var.create_redshift_subnet_group ? 1 : 0
  region     = var.region
  name       = lower(coalesce(var.redshift_subnet_group_name, var.name))
  subnet_ids = aws_subnet.redshift[*].id
}

resource "aws_elasticache_subnet_group" "elasticache" {
  count      = local.elasticache > 0 && var.create_elasticache_subnet_group ? 1 : 0
  region     = var.region
  name       = coalesce(var.elasticache_subnet_group_name, var.name)
  subnet_ids = aws_subnet.elasticache[*].id
}
