resource "aws_route_table" "public" {
  count  = length(local.public) > 0 ? 1 : 0
  region = var.region

  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.name}-public" }
}

resource "aws_route" "internet" {
  count  = length(local.public) > 0 ? 1 : 0
  region = var.region

  route_table_id         = aws_route_table.public[0].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this[0].id
}

resource "aws_route_table_association" "public" {
  for_each = local.public
  region   = var.region

  subnet_id      = aws_subnet.public[each.key].id
  route_table_id = aws_route_table.public[0].id
}

resource "aws_route_table" "private" {
  for_each = local.zones
  region   = var.region

  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.name}-private-${each.key}" }
}

resource "aws_route_table_association" "private" {
  for_each = local.zones
  region   = var.region

  subnet_id      = aws_subnet.private[each.key].id
  route_table_id = aws_route_table.private[each.key].id
}

resource "aws_route" "nat" {
  for_each = local.nat_of
  region   = var.region

  route_table_id         = aws_route_table.private[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[each.value].id
}

resource "aws_ec2_transit_gateway_vpc_attachment" "this" {
  count  = var.transit_gateway_id == null ? 0 : 1
  region = var.region

  transit_gateway_id = var.transit_gateway_id
  vpc_id             = aws_vpc.this.id
  subnet_ids         = [for id in var.zone_ids : aws_subnet.private[id].id]

  tags = { Name = var.name }
}

resource "aws_route" "transit" {
  for_each = local.transit
  region   = var.region

  route_table_id         = aws_route_table.private[each.value.zone_id].id
  destination_cidr_block = each.value.cidr_block
  transit_gateway_id     = var.transit_gateway_id

  depends_on = [aws_ec2_transit_gateway_vpc_attachment.this]
}
