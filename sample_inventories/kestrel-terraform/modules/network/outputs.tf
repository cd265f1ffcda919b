output "vpc_id" {
  value = aws_vpc.this.id
}

output "nat_address" {
  description = "The address that vendors allow-list."
  value       = one(aws_eip.nat[*].public_ip)
}
