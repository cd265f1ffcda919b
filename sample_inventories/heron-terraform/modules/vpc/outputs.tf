output "vpc_id" {
  value = aws_vpc.this.id
}

output "private_subnet_ids" {
  description = "By zone id."
  value       = { for id, subnet in aws_subnet.private : id => subnet.id }
}

output "public_subnet_ids" {
  description = "By zone id."
  value       = { for id, subnet in aws_subnet.public : id => subnet.id }
}

output "private_route_table_ids" {
  description = "By zone id."
  value       = { for id, table in aws_route_table.private : id => table.id }
}
