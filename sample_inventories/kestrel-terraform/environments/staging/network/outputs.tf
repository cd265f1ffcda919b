output "name_servers" {
  description = "For the delegation in prod."
  value       = aws_route53_zone.public.name_servers
}
