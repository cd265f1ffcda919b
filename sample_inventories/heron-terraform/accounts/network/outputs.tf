output "public_zone_id" {
  value = aws_route53_zone.public.zone_id
}

output "transit_gateway_id" {
  value = aws_ec2_transit_gateway.this.id
}
