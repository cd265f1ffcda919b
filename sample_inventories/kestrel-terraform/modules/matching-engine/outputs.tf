output "address" {
  description = "host:port of the order port."
  value       = "${aws_route53_record.engine.fqdn}:7000"
}

output "instance_ids" {
  value = aws_instance.node[*].id
}
