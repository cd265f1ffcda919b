# What all accounts share: the public zone, and the way between the VPCs of N. Virginia.

resource "aws_route53_zone" "public" {
  name    = "heron.example"
  comment = "Public names of Heron"
}

resource "aws_ec2_transit_gateway" "this" {
  description                     = "Between the VPCs of N. Virginia"
  auto_accept_shared_attachments  = "enable"
  default_route_table_association = "enable"
  default_route_table_propagation = "enable"

  tags = { Name = "heron" }
}

resource "aws_ram_resource_share" "transit" {
  name                      = "heron-transit"
  allow_external_principals = false
}

resource "aws_ram_resource_association" "transit" {
  resource_arn       = aws_ec2_transit_gateway.this.arn
  resource_share_arn = aws_ram_resource_share.transit.arn
}

resource "aws_ram_principal_association" "transit" {
  for_each = toset(["310030030030", "310040040040"])

  principal          = each.key
  resource_share_arn = aws_ram_resource_share.transit.arn
}
