output "name_servers" {
  description = "For the registrar."
  value       = aws_route53_zone.public.name_servers
}

output "nat_address" {
  description = "For the vendors' allow-lists."
  value       = module.network.nat_address
}
